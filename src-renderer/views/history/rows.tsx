/** The virtual list: only the lines in sight are in the document, whatever there is to scroll through. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useRef } from 'react';
import { go, hashOf } from '../../client/route.ts';
import { useZone } from '../../client/settings.ts';
import type { History } from './history-query.ts';
import { AbsentLine, HistoryLine } from './history-row.tsx';

export const ROW_HEIGHT = 32;
const OVERSCAN = 4;
/** So many rows before the end the next matches are read. */
const AHEAD = 20;
/** ms that a list stays at its top before it reads on by itself: whoever types on wants the next answer first. */
const REST_MS = 300;
const open = (id: string): void => go(hashOf('anomaly', {}, id));

const isAtTop = (offset: number | null): boolean => (offset ?? 0) <= 0;

interface RowsProps {
  readonly history: History;
  readonly selected: string | null;
  /** The row to bring into sight. */
  readonly at: number | null;
  readonly onPick: (index: number) => void;
  /** First and last row in sight, and how many fit. */
  readonly onSight: (first: number, last: number, fit: number) => void;
}

export function Rows({ history, selected, at, onPick, onSight }: RowsProps) {
  const { total, rowAt, more, query } = history;
  const zone = useZone();
  const scroller = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- the React compiler is not in the build
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
  });
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  const tell = useEffectEvent(() =>
    onSight(first, last, Math.max(1, Math.floor((virtual.scrollRect?.height ?? 0) / ROW_HEIGHT) - 1)),
  );
  useEffect(() => tell(), [first, last]);
  const hasMore = more !== null;
  const goOn = useEffectEvent(() => more?.());
  useEffect(() => {
    if (!hasMore || last < total - AHEAD) return;
    const timer = setTimeout(() => goOn(), isAtTop(virtual.scrollOffset) ? REST_MS : 0);
    return () => clearTimeout(timer);
  }, [last, total, hasMore, history.key, virtual]);
  useEffect(() => {
    if (at !== null) virtual.scrollToIndex(at, { align: 'auto' });
  }, [at, virtual]);
  useEffect(() => {
    // Another list begins at its top. The element itself is not asked: it would lay out the page anew with every letter.
    if (scroller.current !== null && !isAtTop(virtual.scrollOffset)) scroller.current.scrollTop = 0;
  }, [history.key, virtual]);
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto" tabIndex={-1} data-testid="history-rows">
      <ul className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = rowAt(index);
          return (
            <li
              key={index}
              aria-setsize={total}
              aria-posinset={index + 1}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start}px)` }}
            >
              {row === undefined ? (
                <AbsentLine />
              ) : (
                <HistoryLine
                  row={row}
                  index={index}
                  zone={zone}
                  query={query}
                  selected={row.anomaly.id === selected}
                  onPick={onPick}
                  onOpen={open}
                />
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
