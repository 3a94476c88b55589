/** One anomaly of the feed: what moved, how rare, why in two checked sentences, and what the check said. */
import { Bell, Layers } from 'lucide-react';
import { memo } from 'react';
import { baseOf } from '../../src-shared/market.ts';
import { useAnomalyRow } from '../client/engine.tsx';
import { toneOf } from '../ui/change.tsx';
import { rarityBar, RarityDots, RarityShort } from '../ui/rarity.tsx';
import { Sentences } from '../ui/sentences.tsx';
import { Since } from '../ui/time.tsx';
import { Verdict } from '../ui/verdict.tsx';
import { directionOf, headlineOf, plural, moveMinutes, sizeText, spanText } from '../ui/words.ts';
import type { AnomalyWithNarrative } from '../../src-shared/ports/reader.ts';

interface FeedCardProps {
  readonly id: string;
  readonly others: readonly string[];
  readonly newest: boolean;
  readonly selected: boolean;
  readonly onOpen: (id: string, cite?: string) => void;
}

export const FeedCard = memo(function FeedCard({ id, others, newest, selected, onOpen }: FeedCardProps) {
  const row = useAnomalyRow(id);
  if (row === undefined) return null;
  const { anomaly, narrative } = row;
  return (
    <article
      data-anomaly={id}
      data-selected={selected || undefined}
      aria-label={`${anomaly.symbol} ${headlineOf(anomaly)}`}
      onClick={() => onOpen(id)}
      className={`@container relative cursor-pointer border-b border-line py-3 pr-3 pl-4 ${selected ? 'bg-raised' : 'hover:bg-raised/50'} ${newest ? 'animate-arrive bg-raised/60' : ''}`}
    >
      <span
        aria-hidden
        className={`absolute inset-y-0 left-0 ${newest ? 'w-1' : 'w-0.5 opacity-70'} ${rarityBar(anomaly.detection_metadata.lambda_per_day)}`}
      />
      <Heading row={row} newest={newest} onOpen={onOpen} />
      <div className="my-2">
        <Sentences
          narrative={narrative}
          stage={anomaly.stage}
          onCite={(cite) => onOpen(id, cite)}
          className={newest ? 'text-md' : 'text-sm text-muted'}
        />
      </div>
      <Footing row={row} others={others} />
    </article>
  );
});

function Heading({
  row: { anomaly },
  newest,
  onOpen,
}: {
  row: AnomalyWithNarrative;
  newest: boolean;
  onOpen: (id: string) => void;
}) {
  const { lambda_per_day } = anomaly.detection_metadata;
  return (
    <header className="flex items-baseline justify-between gap-2">
      <h3 className={`min-w-0 truncate font-semibold ${newest ? 'text-md' : 'text-sm'}`}>
        <button
          type="button"
          className="rounded-xs text-left"
          onClick={(event) => {
            event.stopPropagation();
            onOpen(anomaly.id);
          }}
        >
          {baseOf(anomaly.symbol)} <span className={toneOf(directionOf(anomaly))}>{sizeText(anomaly)}</span>{' '}
          <span className="font-normal text-muted">in {spanText(moveMinutes(anomaly))}</span>
        </button>
      </h3>
      <span className="flex shrink-0 items-center gap-2">
        <RarityDots lambda={lambda_per_day} />
        <RarityShort lambda={lambda_per_day} />
      </span>
    </header>
  );
}

function Footing({
  row: { anomaly, narrative, newsCount },
  others,
}: {
  row: AnomalyWithNarrative;
  others: readonly string[];
}) {
  return (
    <footer className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
      <Verdict narrative={narrative} stage={anomaly.stage} />
      {newsCount > 0 && <span className="hidden @min-[360px]:inline">{plural(newsCount, 'report')}</span>}
      {others.length > 0 && (
        <span className="inline-flex items-center gap-1" title={others.join(', ')}>
          <Layers size={12} strokeWidth={1.5} aria-hidden />
          market-wide, {others.length + 1} symbols
        </span>
      )}
      <span className="ml-auto inline-flex items-center gap-1.5">
        {anomaly.alerted_at !== null && (
          <span title="You were alerted" className="inline-flex">
            <Bell size={12} strokeWidth={1.5} aria-label="alerted" />
          </span>
        )}
        <Since time={anomaly.detected_at} />
      </span>
    </footer>
  );
}
