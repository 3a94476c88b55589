/** The watch-list, virtual from the first row, so that 500 symbols cost what fits on the screen. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { Eye } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useConnection } from '../client/engine.tsx';
import { Lines, Notice } from '../ui/parts.tsx';
import type { useWatchOrder } from './use-watch-order.ts';
import { WatchHead } from './watch-head.tsx';
import { WatchRow } from './watch-row.tsx';

const ROW_HEIGHT = 36;

interface WatchListProps {
  readonly order: ReturnType<typeof useWatchOrder>;
  readonly selected: string | null;
  readonly onSelect: (symbol: string) => void;
}

export function WatchList({ order, selected, onSelect }: WatchListProps) {
  return (
    <section aria-label="Watch-list" className="flex h-full flex-col bg-panel">
      <WatchHead order={order} />
      {order.total === 0 ? <Nothing /> : <Rows order={order} selected={selected} onSelect={onSelect} />}
    </section>
  );
}

function Rows({ order, selected, onSelect }: WatchListProps) {
  const { symbols, choice, pin } = order;
  const scroller = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- the React compiler is not in the build
  const rows = useVirtualizer({
    count: symbols.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
  });
  useEffect(() => {
    const index = selected === null ? -1 : symbols.indexOf(selected);
    if (index >= 0) rows.scrollToIndex(index, { align: 'auto' });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- not with every new order: the list must not jump under the reader
  }, [selected, rows]);
  if (symbols.length === 0)
    return <p className="p-3 text-xs text-muted">No symbol of the watch-list has these letters.</p>;
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto" tabIndex={-1}>
      <ul className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const symbol = symbols[index] ?? '';
          return (
            <li key={symbol} className="absolute inset-x-0 top-0" style={{ transform: `translateY(${start}px)` }}>
              <WatchRow
                symbol={symbol}
                selected={symbol === selected}
                pinned={choice.pinned.includes(symbol)}
                onSelect={onSelect}
                onPin={pin}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Nothing() {
  const online = useConnection().kind === 'online';
  if (!online)
    return (
      <div className="p-3">
        <Lines count={6} />
      </div>
    );
  return (
    <Notice icon={Eye} title="No symbols yet">
      Prices appear here within seconds, as soon as the venue sends the first one.
    </Notice>
  );
}
