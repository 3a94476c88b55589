/** Above the watch-list: its order and, on a long list, a field to narrow it. */
import { Search } from 'lucide-react';
import { useRef } from 'react';
import { useCommand } from '../client/use-command.ts';
import { plural } from '../ui/words.ts';
import type { useWatchOrder } from './use-watch-order.ts';
import { WATCH_SORTS, type WatchSort } from './watch-order.ts';

const NAMES: Readonly<Record<WatchSort, string>> = {
  listed: 'As listed',
  name: 'By name',
  change: 'Largest change',
  rarity: 'Rarest now',
};
/** Below this the eye is faster than a field. */
const LONG = 15;

export function WatchHead({ order }: { order: ReturnType<typeof useWatchOrder> }) {
  const { symbols, total, choice } = order;
  const count = symbols.length === total ? plural(total, 'symbol') : `${symbols.length} of ${total}`;
  return (
    <header className="shrink-0 border-b border-line">
      <div className="flex h-9 items-center justify-between gap-3 px-3 text-2xs text-muted">
        <h2 className="font-medium">{total === 0 ? 'Symbols' : count}</h2>
        <select
          aria-label="Order of the watch-list"
          value={choice.sort}
          onChange={(event) => order.sortBy(event.target.value as WatchSort)}
          className="h-6 rounded-xs bg-panel text-right text-2xs text-muted hover:text-text"
        >
          {WATCH_SORTS.map((sort) => (
            <option key={sort} value={sort}>
              {NAMES[sort]}
            </option>
          ))}
        </select>
      </div>
      {total > LONG && <Narrow typed={choice.typed} onType={order.type} />}
    </header>
  );
}

function Narrow({ typed, onType }: { typed: string; onType: (typed: string) => void }) {
  const field = useRef<HTMLInputElement>(null);
  useCommand('find-symbol', () => field.current?.focus());
  return (
    <div className="relative px-3 pb-2">
      <Search
        size={12}
        strokeWidth={1.5}
        aria-hidden
        className="pointer-events-none absolute top-2 left-5 text-muted"
      />
      <input
        ref={field}
        type="text"
        aria-label="Find a symbol"
        placeholder="Find a symbol"
        value={typed}
        onChange={(event) => onType(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onType('');
          field.current?.blur();
        }}
        className="h-7 w-full rounded-sm border border-line bg-canvas pr-2 pl-7 text-xs placeholder:text-muted"
      />
    </div>
  );
}
