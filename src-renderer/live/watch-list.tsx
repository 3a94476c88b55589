/** The watch-list, virtual from the first row, so that 500 symbols cost what fits on the screen. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { Eye } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useConnection, useSymbols } from '../client/engine.tsx';
import { Lines, Notice } from '../ui/parts.tsx';
import { WatchRow } from './watch-row.tsx';

const ROW_HEIGHT = 36;

export function WatchList({ selected, onSelect }: { selected: string | null; onSelect: (symbol: string) => void }) {
  const symbols = useSymbols();
  return (
    <section aria-label="Watch-list" className="flex h-full flex-col bg-panel">
      <header className="grid h-9 shrink-0 grid-cols-[1fr_56px_84px] items-center gap-3 border-b border-line px-3 text-2xs text-muted">
        <h2 className="font-medium">{symbols.length === 0 ? 'Symbols' : `${symbols.length} symbols`}</h2>
        <span>60 min</span>
        <span className="text-right">Price, 24 h</span>
      </header>
      {symbols.length === 0 ? <Nothing /> : <Rows symbols={symbols} selected={selected} onSelect={onSelect} />}
    </section>
  );
}

function Rows({
  symbols,
  selected,
  onSelect,
}: {
  symbols: readonly string[];
  selected: string | null;
  onSelect: (symbol: string) => void;
}) {
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
  }, [selected, symbols, rows]);
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto" tabIndex={-1}>
      <ul className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const symbol = symbols[index] ?? '';
          return (
            <li key={symbol} className="absolute inset-x-0 top-0" style={{ transform: `translateY(${start}px)` }}>
              <WatchRow symbol={symbol} selected={symbol === selected} onSelect={onSelect} />
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
