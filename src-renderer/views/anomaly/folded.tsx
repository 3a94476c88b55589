/** What is there for who wants to look behind it: the tools that were called, and every draft with its verdict. */
import type { ReactNode } from 'react';
import type { NarrativeRevision } from '../../../src-shared/narrative.ts';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import { ANOMALY_TEXT } from '../../../src-shared/text/anomaly.ts';
import { exactText } from '../../ui/zone.ts';
import { useZone } from '../../client/settings.ts';
import { numberText } from '../../ui/numbers.ts';
import { countText, shortRarity } from '../../ui/words.ts';
import { figures } from './figures.ts';
import { acceptedRevisions, Revisions } from './revisions.tsx';
import { Findings } from './verdict-panel.tsx';

const TEXT = ANOMALY_TEXT.behind;

export function Folded({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="border-t border-line py-2">
      <summary className="w-fit rounded-xs text-xs font-medium text-muted hover:text-text">{title}</summary>
      <div className="pt-2">{children}</div>
    </details>
  );
}

export function Behind({ detail }: { detail: AnomalyDetail }) {
  const tools = Object.entries(detail.narrative?.tool_results ?? {});
  const revisions = acceptedRevisions(detail);
  const drafts = [...detail.revisions].sort((a, b) => b.created_at - a.created_at);
  return (
    <div className="border-b border-line">
      <Folded title={TEXT.measures}>
        <Measures detail={detail} />
      </Folded>
      {tools.length > 0 && (
        <Folded title={TEXT.tools(tools.length)}>
          {tools.map(([name, result]) => (
            <div key={name} className="mb-3">
              <h3 className="mb-1 font-mono text-2xs">{name}</h3>
              <pre
                tabIndex={0}
                className="max-h-48 overflow-auto rounded-sm bg-raised p-2 font-mono text-2xs whitespace-pre-wrap text-muted"
              >
                {JSON.stringify(result, null, 2)}
              </pre>
            </div>
          ))}
        </Folded>
      )}
      {revisions.length > 1 && (
        <Folded title={TEXT.revisions(revisions.length)}>
          <Revisions revisions={revisions} />
        </Folded>
      )}
      {drafts.length > 0 && (
        <Folded title={TEXT.drafts(drafts.length)}>
          {drafts.map((draft) => (
            <Draft key={draft.id} draft={draft} />
          ))}
        </Folded>
      )}
    </div>
  );
}

function Draft({ draft }: { draft: NarrativeRevision }) {
  const zone = useZone();
  return (
    <article className="mb-4">
      <h3 className="text-2xs text-muted">
        {TEXT.draft(
          draft.revision,
          draft.attempt,
          draft.llm_provider,
          exactText(draft.created_at, zone),
          draft.verdict.verdict,
        )}
      </h3>
      <p className={`my-1 measure text-sm ${draft.verdict.verdict === 'accepted' ? '' : 'text-muted'}`}>
        <bdi>{draft.draft.sentences.map(({ text }) => text).join(' ')}</bdi>
      </p>
      <Findings revision={draft} />
    </article>
  );
}

function Measures({ detail: { anomaly } }: { detail: AnomalyDetail }) {
  const { detection_metadata: meta } = anomaly;
  const none = TEXT.unknown;
  const price = (value: number | null): string => (value === null ? none : figures(value));
  const rows: [string, string][] = [
    [TEXT.detector, meta.detector],
    [TEXT.zScore, anomaly.z_score === null ? none : numberText(anomaly.z_score, 2)],
    [TEXT.level, TEXT.perDay(countText(meta.level))],
    [TEXT.threshold, TEXT.sigmas(numberText(meta.asset_threshold, 1), meta.threshold_source.replace('_', ' '))],
    [TEXT.rarity, shortRarity(meta.lambda_per_day)],
    [TEXT.confidence, numberText(anomaly.confidence, 2)],
    [TEXT.prices, `${price(anomaly.price_before)} → ${price(anomaly.price_at_detection)}`],
    [TEXT.breadth, meta.breadth === null ? none : TEXT.ofSymbols(Math.round(meta.breadth * 100))],
    [TEXT.beta, meta.beta === null ? none : numberText(meta.beta, 2)],
    [TEXT.volatility, TEXT.perMinute(numberText(meta.sigma * 100, 3))],
    [TEXT.tier, meta.volatility_tier],
    [TEXT.id, anomaly.id],
  ];
  return (
    <dl className="grid grid-cols-[104px_1fr] gap-y-1 text-xs">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className={name === TEXT.id ? 'font-mono text-2xs break-all' : ''}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
