/**
 * One anomaly, whole: headline, two sentences, verdict, chart, news timeline, evidence, and what is folded away. The same
 * in the drawer and on its own page; it takes two columns when there is room.
 */
import { SearchX } from 'lucide-react';
import { faultText } from '../../client/fault-text.ts';
import { percentText, rarityText, TYPE_LABELS } from '../../../src-shared/text/labels.ts';
import { ANOMALY_TEXT } from '../../../src-shared/text/anomaly.ts';
import { baseOf } from '../../../src-shared/market.ts';
import type { Anomaly } from '../../../src-shared/anomaly.ts';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import { useConnection } from '../../client/engine.tsx';
import { toneOf } from '../../ui/change.tsx';
import { Button, Lines, Notice, SectionTitle, Tag } from '../../ui/parts.tsx';
import { RarityDots } from '../../ui/rarity.tsx';
import { Sentences } from '../../ui/sentences.tsx';
import { Clock, Since } from '../../ui/time.tsx';
import { directionOf, moveMinutes, sizeText, spanText } from '../../ui/words.ts';
import { citedArticles, factsOf, sentencesOf } from './detail-model.ts';
import { CiteTip } from './cite-tip.tsx';
import { EvidenceTable } from './evidence-table.tsx';
import { EventChart } from './event-chart.tsx';
import { Behind } from './folded.tsx';
import { figures } from './figures.ts';
import { MarketGroup } from './market-group.tsx';
import { NewsTimeline } from './news-timeline.tsx';
import { Similar } from './similar.tsx';
import type { useDetail } from './use-detail.ts';
import { VerdictPanel } from './verdict-panel.tsx';
import { WhyAlert } from './why-alert.tsx';

const TEXT = ANOMALY_TEXT.headline;

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
        title={ANOMALY_TEXT.failed.title}
        alert
        action={<Button onClick={again}>{ANOMALY_TEXT.failed.again}</Button>}
      >
        {ANOMALY_TEXT.failed.detail(faultText(error))}
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
  const facts = factsOf(detail);
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
              tip={(id, tipId, near) => <Tip id={id} tipId={tipId} near={near} detail={detail} />}
              className="mb-3 measure text-lg"
            />
            <VerdictPanel detail={detail} />
            <WhyAlert detail={detail} />
          </div>
          <MarketGroup detail={detail} />
          <section aria-labelledby="evidence-title">
            <SectionTitle id="evidence-title">{ANOMALY_TEXT.evidence.title(facts.length)}</SectionTitle>
            <EvidenceTable facts={facts} active={cite} cited={citedIds} onPick={onCite} />
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
          <Similar detail={detail} />
          <Behind detail={detail} />
        </div>
      </div>
    </div>
  );
}

function Tip({ id, tipId, near, detail }: { id: string; tipId: string; near: DOMRect; detail: AnomalyDetail }) {
  const fact = factsOf(detail).find((one) => one.id === id);
  return fact === undefined ? null : <CiteTip id={tipId} fact={fact} clusters={detail.clusters} near={near} />;
}

/** The move went on well beyond what it was when it was detected. */
const grew = ({ price_change_pct, detection_metadata: { peak } }: Anomaly): boolean =>
  price_change_pct !== null && Math.abs(peak.change_pct) > 1.2 * Math.abs(price_change_pct);

function PriceMove({ anomaly: { price_before: before, price_at_detection: after } }: { anomaly: Anomaly }) {
  return before === null || after === null ? null : <span>{TEXT.price(figures(before), figures(after))}</span>;
}

/** `SOL −4.2 % in 12 min`, how rare, when. */
function Headline({ anomaly }: { anomaly: Anomaly }) {
  const { lambda_per_day, onset, late, learning, group, end } = anomaly.detection_metadata;
  return (
    <header>
      <h1 className="text-xl font-semibold">
        {baseOf(anomaly.symbol)} <span className={toneOf(directionOf(anomaly))}>{sizeText(anomaly)}</span>{' '}
        <span className="font-normal text-muted">{TEXT.within(spanText(moveMinutes(anomaly)))}</span>
      </h1>
      <p className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <span className="inline-flex items-center gap-2">
          <RarityDots lambda={lambda_per_day} />
          {TEXT.rarity(rarityText(lambda_per_day), baseOf(anomaly.symbol))}
        </span>
      </p>
      <p className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
        <span>
          {TEXT.onset} <Clock time={onset} withZone />
        </span>
        <PriceMove anomaly={anomaly} />
        <Since time={anomaly.detected_at} />
        <span>{TYPE_LABELS[anomaly.anomaly_type].toLowerCase()}</span>
        {grew(anomaly) && <span>{TEXT.atDetection(percentText(anomaly.price_change_pct ?? 0))}</span>}
        {end === null && <Tag tone="text-text">{TEXT.goingOn}</Tag>}
        {group !== null && <Tag>{TEXT.marketWide}</Tag>}
        {learning && <Tag>{TEXT.learning}</Tag>}
        {late && <Tag title={TEXT.lateHint}>{TEXT.late}</Tag>}
      </p>
    </header>
  );
}
