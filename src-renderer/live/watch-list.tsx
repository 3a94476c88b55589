/** The watch-list, virtual from the first row, so that 500 symbols cost what fits on the screen. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronRight, Eye } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import { LIVE_TEXT } from '../../src-shared/text/live.ts';
import { useConnection } from '../client/engine.tsx';
import { Lines, Notice } from '../ui/parts.tsx';
import type { useWatchOrder } from './use-watch-order.ts';
import { WatchHead } from './watch-head.tsx';
import { OTHERS, PINNED, type WatchItem } from './watch-order.ts';
import { WatchRow } from './watch-row.tsx';

const ROW_HEIGHT = 36;
const GROUP_HEIGHT = 26;
const TEXT = LIVE_TEXT.watch;

interface WatchListProps {
  readonly order: ReturnType<typeof useWatchOrder>;
  readonly selected: string | null;
  /** The mouse went down on it: most likely it is chosen when the button comes up. */
  readonly onPress: (symbol: string) => void;
  readonly onSelect: (symbol: string) => void;
}

export function WatchList(props: WatchListProps) {
  const { order } = props;
  return (
    <section aria-label={TEXT.region} className="flex h-full flex-col bg-panel">
      <WatchHead order={order} />
      {order.total === 0 ? <Nothing /> : <Rows {...props} />}
    </section>
  );
}

/** Whole rows: the last one of the range may be cut. */
const isInView = (range: { startIndex: number; endIndex: number } | null, index: number): boolean =>
  range !== null && index > range.startIndex && index < range.endIndex - 1;

const keyOf = (item: WatchItem | undefined): string =>
  item === undefined ? '' : item.kind === 'group' ? `${item.name} ` : item.symbol;

function Rows({ order, selected, onPress, onSelect }: WatchListProps) {
  const { items, found, choice, pin, fold } = order;
  const scroller = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- the React compiler is not in the build
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (items[index]?.kind === 'group' ? GROUP_HEIGHT : ROW_HEIGHT),
    getItemKey: (index) => keyOf(items[index]),
    overscan: 4,
  });
  useEffect(() => rows.measure(), [rows, items]);
  useEffect(() => {
    const index = items.findIndex((item) => item.kind === 'symbol' && item.symbol === selected);
    if (index >= 0 && !isInView(rows.range, index)) rows.scrollToIndex(index, { align: 'auto' });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- not with every new order: the list must not jump under the reader
  }, [selected, rows]);
  if (found === 0) return <p className="p-3 text-xs text-muted">{TEXT.none}</p>;
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto" tabIndex={-1}>
      <ul className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, key, start, size }) => {
          const item = items[index];
          return (
            <li
              key={key}
              // Contained: a price that changes lays out its own row and nothing else.
              className="absolute inset-x-0 top-0 contain-strict"
              style={{ height: size, transform: `translateY(${start}px)` }}
            >
              {item?.kind === 'group' && <Group {...item} onFold={fold} />}
              {item?.kind === 'symbol' && (
                <WatchRow
                  symbol={item.symbol}
                  selected={item.symbol === selected}
                  pinned={choice.pinned.includes(item.symbol)}
                  onPress={onPress}
                  onSelect={onSelect}
                  onPin={pin}
                />
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

interface GroupProps {
  readonly name: string;
  readonly count: number;
  readonly open: boolean;
  readonly onFold: (name: string) => void;
}

const Group = memo(function Group({ name, count, open, onFold }: GroupProps) {
  const Icon = open ? ChevronDown : ChevronRight;
  const words = name === PINNED ? TEXT.pinned : name === OTHERS ? TEXT.others : name;
  return (
    <button
      type="button"
      data-inset-focus
      aria-expanded={open}
      aria-label={TEXT.group(words, count)}
      onClick={() => onFold(name)}
      className="flex h-6.5 w-full items-center gap-1 bg-canvas px-2 text-2xs font-medium text-muted hover:text-text"
    >
      <Icon size={12} strokeWidth={1.5} aria-hidden />
      {words}
      <span className="ml-auto pr-1 font-normal">{count}</span>
    </button>
  );
});

function Nothing() {
  const online = useConnection().kind === 'online';
  if (!online)
    return (
      <div className="p-3">
        <Lines count={6} />
      </div>
    );
  return (
    <Notice icon={Eye} title={TEXT.emptyTitle}>
      {TEXT.empty}
    </Notice>
  );
}
