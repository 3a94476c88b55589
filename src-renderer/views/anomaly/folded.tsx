/** What is there for who wants to look behind it: the tools that were called, and every draft with its verdict. */
import type { ReactNode } from 'react';
import type { NarrativeRevision } from '../../../src-shared/narrative.ts';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import { exactText } from '../../ui/zone.ts';
import { useZone } from '../../client/settings.ts';
import { countText, plural, shortRarity } from '../../ui/words.ts';
import { Findings } from './verdict-panel.tsx';

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
  const drafts = [...detail.revisions].sort((a, b) => b.created_at - a.created_at);
  return (
    <div className="border-b border-line">
      <Folded title="Measures">
        <Measures detail={detail} />
      </Folded>
      {tools.length > 0 && (
        <Folded title={plural(tools.length, 'tool')}>
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
      {drafts.length > 0 && (
        <Folded title={plural(drafts.length, 'draft')}>
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
        Revision {draft.revision}, attempt {draft.attempt}, {draft.llm_provider}, {exactText(draft.created_at, zone)},{' '}
        {draft.verdict.verdict}
      </h3>
      <p className={`my-1 measure text-sm ${draft.verdict.verdict === 'accepted' ? '' : 'text-muted'}`}>
        {draft.draft.sentences.map(({ text }) => text).join(' ')}
      </p>
      <Findings revision={draft} />
    </article>
  );
}

function Measures({ detail: { anomaly } }: { detail: AnomalyDetail }) {
  const { detection_metadata: meta } = anomaly;
  const rows: [string, string][] = [
    ['Detector', meta.detector],
    ['z-score', anomaly.z_score === null ? '–' : anomaly.z_score.toFixed(2)],
    ['Level', `${countText(meta.level)} a day`],
    ['Threshold', `${meta.asset_threshold.toFixed(1)} σ (${meta.threshold_source.replace('_', ' ')})`],
    ['Rarity', shortRarity(meta.lambda_per_day)],
    ['Confidence', anomaly.confidence.toFixed(2)],
    ['Breadth', meta.breadth === null ? '–' : `${Math.round(meta.breadth * 100)} % of symbols`],
    ['Beta to BTC', meta.beta === null ? '–' : meta.beta.toFixed(2)],
    ['Volatility', `${(meta.sigma * 100).toFixed(3)} % a minute`],
    ['Tier', meta.volatility_tier],
    ['Id', anomaly.id],
  ];
  return (
    <dl className="grid grid-cols-[104px_1fr] gap-y-1 text-xs">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className={name === 'Id' ? 'font-mono text-2xs break-all' : ''}>{value}</dd>
        </div>
      ))}
      <dt className="text-muted">Alert</dt>
      <dd className="leading-normal">{meta.reason}</dd>
    </dl>
  );
}
