/** One anomaly of the feed: what moved, how rare, why in two checked sentences, what the check said, and who moved with it. */
import { Bell } from 'lucide-react';
import { memo } from 'react';
import { baseOf } from '../../src-shared/market.ts';
import { LIVE_TEXT } from '../../src-shared/text/live.ts';
import { useAnomalyRow } from '../client/engine.tsx';
import { toneOf } from '../ui/change.tsx';
import { rarityBar, RarityDots, RarityShort } from '../ui/rarity.tsx';
import { Since } from '../ui/time.tsx';
import { Verdict } from '../ui/verdict.tsx';
import { directionOf, headlineOf, moveMinutes, sizeText, spanText } from '../ui/words.ts';
import type { AnomalyWithNarrative } from '../../src-shared/ports/reader.ts';
import { FeedMembers } from './feed-members.tsx';
import { FeedWhy } from './feed-why.tsx';

const TEXT = LIVE_TEXT.feed;

interface FeedCardProps {
  readonly id: string;
  /** Anomalies of the same market-wide move. */
  readonly members: readonly string[];
  readonly newest: boolean;
  readonly selected: boolean;
  readonly onOpen: (id: string, cite?: string) => void;
}

export const FeedCard = memo(function FeedCard({ id, members, newest, selected, onOpen }: FeedCardProps) {
  const row = useAnomalyRow(id);
  if (row === undefined) return null;
  const { anomaly } = row;
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
      <FeedWhy row={row} newest={newest} onCite={(cite) => onOpen(id, cite)} />
      <Footing row={row} />
      <FeedMembers members={members} onOpen={onOpen} />
    </article>
  );
});

interface HeadingProps {
  readonly row: AnomalyWithNarrative;
  readonly newest: boolean;
  readonly onOpen: (id: string) => void;
}

function Heading({ row: { anomaly }, newest, onOpen }: HeadingProps) {
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
          <span className="font-normal text-muted">{TEXT.in(spanText(moveMinutes(anomaly)))}</span>
        </button>
      </h3>
      <span className="flex shrink-0 items-center gap-2">
        <RarityDots lambda={lambda_per_day} />
        <RarityShort lambda={lambda_per_day} />
      </span>
    </header>
  );
}

function Footing({ row: { anomaly, narrative, newsCount } }: { row: AnomalyWithNarrative }) {
  return (
    <footer className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
      <Verdict narrative={narrative} stage={anomaly.stage} />
      {newsCount > 0 && <span className="hidden @min-[360px]:inline">{TEXT.reports(newsCount)}</span>}
      <span className="ml-auto inline-flex items-center gap-1.5">
        {anomaly.alerted_at !== null && (
          <span title={TEXT.alertedTitle} className="inline-flex">
            <Bell size={12} strokeWidth={1.5} aria-label={TEXT.alerted} />
          </span>
        )}
        <Since time={anomaly.detected_at} />
      </span>
    </footer>
  );
}
