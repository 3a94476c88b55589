/** The anomaly feed, newest first, with narratives arriving in their cards. `j`, `k` and Enter walk it. */
import { Activity } from 'lucide-react';
import { useEffect, useRef, useState, type UIEvent } from 'react';
import { LIVE_TEXT } from '../../src-shared/text/live.ts';
import { useEngine, useHealth, useSymbols } from '../client/engine.tsx';
import { DigestBanner } from '../digest/digest-banner.tsx';
import { hashOf } from '../client/route.ts';
import { useSettings } from '../client/settings.ts';
import { Notice } from '../ui/parts.tsx';
import { headlineOf } from '../ui/words.ts';
import { FeedCard } from './feed-card.tsx';
import type { FeedEntry } from './feed-order.ts';

const TEXT = LIVE_TEXT.feed;

interface AnomalyFeedProps {
  readonly entries: readonly FeedEntry[];
  readonly selected: string | null;
  readonly onOpen: (id: string, cite?: string) => void;
}

export function AnomalyFeed({ entries, selected, onOpen }: AnomalyFeedProps) {
  const list = useRef<HTMLDivElement>(null);
  const at = entries.findIndex(({ id }) => id === selected);
  const { count, onScroll } = useShown(at);
  useEffect(() => {
    list.current?.querySelector('[data-selected]')?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  return (
    <section aria-label={TEXT.region} className="flex h-full flex-col bg-panel">
      <header className="flex h-9 shrink-0 items-center justify-between border-b border-line px-4 text-2xs text-muted">
        <h2 className="font-medium">{TEXT.region}</h2>
        <a className="rounded-xs hover:text-text" href={hashOf('history')}>
          {TEXT.all}
        </a>
      </header>
      <DigestBanner />
      <Announcer newest={entries[0]?.id ?? null} />
      <div ref={list} onScroll={onScroll} className="min-h-0 flex-1 overflow-y-auto" tabIndex={-1}>
        {entries.length === 0 ? (
          <Empty />
        ) : (
          entries
            .slice(0, count)
            .map(({ id, members }, index) => (
              <FeedCard
                key={id}
                id={id}
                members={members}
                newest={index === 0}
                selected={id === selected}
                onOpen={onOpen}
              />
            ))
        )}
      </div>
    </section>
  );
}

const FIRST_SHOWN = 12;
const MORE = 20;
/** Pixels before the end of the list at which the next cards are made. */
const AHEAD = 800;

/** How many cards there are: what fits at first, more as the reader gets there, at least a few past the selected one. */
function useShown(selected: number) {
  const [reached, setReached] = useState(FIRST_SHOWN);
  const onScroll = ({ currentTarget: { scrollTop, clientHeight, scrollHeight } }: UIEvent): void => {
    if (scrollTop + clientHeight > scrollHeight - AHEAD) setReached((now) => now + MORE);
  };
  return { count: Math.max(reached, selected + 6), onScroll };
}

/** Tells screen readers what arrived, once. */
function Announcer({ newest }: { newest: string | null }) {
  const { anomalies } = useEngine().store;
  const row = newest === null ? undefined : anomalies.get(newest);
  return (
    <p role="status" className="sr-only">
      {row === undefined ? '' : TEXT.newest(row.anomaly.symbol, headlineOf(row.anomaly))}
    </p>
  );
}

function Empty() {
  const perDay = useSettings()?.alertsPerDay ?? null;
  const symbols = useSymbols().length;
  const learning = useHealth()?.learning.length ?? 0;
  return (
    <Notice icon={Activity} title={TEXT.emptyTitle}>
      {TEXT.empty(perDay, symbols, learning)}
    </Notice>
  );
}
