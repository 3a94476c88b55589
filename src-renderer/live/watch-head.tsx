/** Above the watch-list: its order and, on a long list, a field to narrow it. */
import { Search } from 'lucide-react';
import { useRef } from 'react';
import { LIVE_TEXT } from '../../src-shared/text/live.ts';
import { useCommand } from '../client/use-command.ts';
import type { useWatchOrder } from './use-watch-order.ts';
import { WATCH_SORTS, type WatchSort } from './watch-order.ts';

const TEXT = LIVE_TEXT.watch;
/** Below this the eye is faster than a field. */
const LONG = 15;

export function WatchHead({ order }: { order: ReturnType<typeof useWatchOrder> }) {
  const { found, total, choice } = order;
  const count = found === total ? TEXT.count(total) : TEXT.part(found, total);
  return (
    <header className="shrink-0 border-b border-line">
      <div className="flex h-9 items-center justify-between gap-3 px-3 text-2xs text-muted">
        <h2 className="font-medium">{total === 0 ? TEXT.title : count}</h2>
        <select
          aria-label={TEXT.order}
          value={choice.sort}
          onChange={(event) => order.sortBy(event.target.value as WatchSort)}
          className="h-6 rounded-xs bg-panel text-right text-2xs text-muted hover:text-text"
        >
          {WATCH_SORTS.map((sort) => (
            <option key={sort} value={sort}>
              {TEXT.orders[sort]}
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
        aria-label={TEXT.find}
        placeholder={TEXT.find}
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
