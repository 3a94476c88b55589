/** The anomaly feed, newest first, with narratives arriving in their cards. `j`, `k` and Enter walk it. */
import { Activity } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useEngine, useHealth, useSymbols } from '../client/engine.tsx';
import { DigestBanner } from '../digest/digest-banner.tsx';
import { hashOf } from '../client/route.ts';
import { useSettings } from '../client/settings.ts';
import { Notice } from '../ui/parts.tsx';
import { headlineOf, plural } from '../ui/words.ts';
import { FeedCard } from './feed-card.tsx';
import type { FeedEntry } from './feed-order.ts';

interface AnomalyFeedProps {
  readonly entries: readonly FeedEntry[];
  readonly selected: string | null;
  readonly onOpen: (id: string, cite?: string) => void;
}

export function AnomalyFeed({ entries, selected, onOpen }: AnomalyFeedProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[data-selected]')?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  return (
    <section aria-label="Anomalies" className="flex h-full flex-col bg-panel">
      <header className="flex h-9 shrink-0 items-center justify-between border-b border-line px-4 text-2xs text-muted">
        <h2 className="font-medium">Anomalies</h2>
        <a className="rounded-xs hover:text-text" href={hashOf('history')}>
          All in History
        </a>
      </header>
      <DigestBanner />
      <Announcer newest={entries[0]?.id ?? null} />
      <div ref={list} className="min-h-0 flex-1 overflow-y-auto" tabIndex={-1}>
        {entries.length === 0 ? (
          <Empty />
        ) : (
          entries.map(({ id, others }, index) => (
            <FeedCard
              key={id}
              id={id}
              others={others}
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

/** Tells screen readers what arrived, once. */
function Announcer({ newest }: { newest: string | null }) {
  const { anomalies } = useEngine().store;
  const row = newest === null ? undefined : anomalies.get(newest);
  return (
    <p role="status" className="sr-only">
      {row === undefined ? '' : `Newest anomaly: ${row.anomaly.symbol}, ${headlineOf(row.anomaly)}`}
    </p>
  );
}

function Empty() {
  const perDay = useSettings()?.alertsPerDay;
  const symbols = useSymbols().length;
  const learning = useHealth()?.learning.length ?? 0;
  const budget =
    perDay === undefined || symbols === 0
      ? ''
      : ` The budget is about ${plural(perDay, 'alert')} a day over ${plural(symbols, 'symbol')}.`;
  const still = learning > 0 ? ` ${plural(learning, 'symbol is', 'symbols are')} still learning.` : '';
  return (
    <Notice icon={Activity} title="Nothing unusual so far">
      {`The first move that is rare for its symbol appears here, with the news around it and two checked sentences.${budget}${still}`}
    </Notice>
  );
}
