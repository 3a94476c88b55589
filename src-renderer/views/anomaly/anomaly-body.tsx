/**
 * One anomaly, whole: headline, two sentences, verdict, chart, news timeline, evidence, and what is folded away. The same
 * in the drawer and on its own page; it takes two columns when there is room.
 */
import { SearchX } from 'lucide-react';
import { faultText } from '../../client/fault-text.ts';
import { percentText, rarityText, TYPE_LABELS } from '../../../src-shared/text/labels.ts';
import { baseOf } from '../../../src-shared/market.ts';
import type { Anomaly } from '../../../src-shared/anomaly.ts';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import { useConnection } from '../../client/engine.tsx';
import { toneOf } from '../../ui/change.tsx';
import { Button, Lines, Notice, SectionTitle, Tag } from '../../ui/parts.tsx';
import { RarityDots } from '../../ui/rarity.tsx';
import { Sentences } from '../../ui/sentences.tsx';
import { Clock, Since } from '../../ui/time.tsx';
import { directionOf, plural, moveMinutes, sizeText, spanText } from '../../ui/words.ts';
import { citedArticles, factsOf, sentencesOf } from './detail-model.ts';
import { EvidenceTable } from './evidence-table.tsx';
import { EventChart } from './event-chart.tsx';
import { Behind } from './folded.tsx';
import { NewsTimeline } from './news-timeline.tsx';
import type { useDetail } from './use-detail.ts';
import { VerdictPanel } from './verdict-panel.tsx';

interface AnomalyBodyProps {
  readonly from: ReturnType<typeof useDetail>;
  readonly cite: string | null;
  readonly onCite: (evidenceId: string) => void;
}

export function AnomalyBody({ from: { detail, row, error, again }, cite, onCite }: AnomalyBodyProps) {
  const online = useConnection().kind === 'online';
  if (detail !== undefined) return <Whole detail={detail} cite={cite} onCite={onCite} />;
  if (error !== null && online)
    return (
      <Notice
        icon={SearchX}
        title="This anomaly could not be read"
        alert
        action={<Button onClick={again}>Read again</Button>}
      >
        {faultText(error)}. Nothing was changed.
      </Notice>
    );
  return (
    <div className="p-6" aria-busy="true">
      {row === undefined ? <Lines count={4} /> : <Headline anomaly={row.anomaly} />}
      {row !== undefined && (
        <Sentences
          narrative={row.narrative}
          stage={row.anomaly.stage}
          onCite={onCite}
          className="mt-4 measure text-md"
        />
      )}
    </div>
  );
}

function Whole({ detail, cite, onCite }: { detail: AnomalyDetail; cite: string | null; onCite: (id: string) => void }) {
  const cited = citedArticles(detail);
  const citedIds = new Set(sentencesOf(detail).flatMap(({ cites }) => cites));
  return (
    <div className="@container h-full overflow-y-auto" tabIndex={-1} data-testid="anomaly">
      <div className="grid gap-x-8 gap-y-6 p-6 @4xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-6">
          <Headline anomaly={detail.anomaly} />
          <div>
            <Sentences
              narrative={detail.narrative}
              stage={detail.anomaly.stage}
              revisions={detail.revisions}
              active={cite}
              onCite={onCite}
              className="mb-3 measure text-lg"
            />
            <VerdictPanel detail={detail} />
          </div>
          <section aria-labelledby="evidence-title">
            <SectionTitle id="evidence-title">{plural(factsOf(detail).length, 'fact')} in evidence</SectionTitle>
            <EvidenceTable facts={factsOf(detail)} active={cite} cited={citedIds} onPick={onCite} />
          </section>
        </div>
        <div className="flex min-w-0 flex-col gap-6">
          <EventChart anomaly={detail.anomaly} />
          <NewsTimeline
            key={detail.anomaly.id}
            articles={detail.articles}
            clusters={detail.clusters}
            cited={cited}
            active={cite}
            onCite={onCite}
          />
          <Behind detail={detail} />
        </div>
      </div>
    </div>
  );
}

/** The move went on well beyond what it was when it was detected. */
const grew = ({ price_change_pct, detection_metadata: { peak } }: Anomaly): boolean =>
  price_change_pct !== null && Math.abs(peak.change_pct) > 1.2 * Math.abs(price_change_pct);

/** `SOL −4.2 % in 12 min`, how rare, when. */
function Headline({ anomaly }: { anomaly: Anomaly }) {
  const { lambda_per_day, onset, late, learning, group, end } = anomaly.detection_metadata;
  return (
    <header>
      <h1 className="text-xl font-semibold">
        {baseOf(anomaly.symbol)} <span className={toneOf(directionOf(anomaly))}>{sizeText(anomaly)}</span>{' '}
        <span className="font-normal text-muted">in {spanText(moveMinutes(anomaly))}</span>
      </h1>
      <p className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <span className="inline-flex items-center gap-2">
          <RarityDots lambda={lambda_per_day} />
          {rarityText(lambda_per_day)} for {baseOf(anomaly.symbol)}
        </span>
      </p>
      <p className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
        <span>
          onset <Clock time={onset} withZone />
        </span>
        <Since time={anomaly.detected_at} />
        <span>{TYPE_LABELS[anomaly.anomaly_type].toLowerCase()}</span>
        {grew(anomaly) && <span>{percentText(anomaly.price_change_pct ?? 0)} when it was detected</span>}
        {end === null && <Tag tone="text-text">going on</Tag>}
        {group !== null && <Tag>market-wide</Tag>}
        {learning && <Tag>learning</Tag>}
        {late && <Tag title="Found when missing candles were repaired">found late</Tag>}
      </p>
    </header>
  );
}
