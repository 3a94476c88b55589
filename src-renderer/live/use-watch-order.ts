/**
 * The watch-list's order as the reader chose it, kept over restarts. Orders that follow the market are made again every two
 * seconds and not with every price: a row must stay under the pointer long enough to be clicked.
 */
import { useEffect, useMemo, useState } from 'react';
import { useEngine, useSymbols } from '../client/engine.tsx';
import { orderSymbols, WATCH_SORTS, type WatchChoice, type WatchSort } from './watch-order.ts';

const REMEMBERED = 'mane.watch';
const AGAIN_MS = 2000;
const FIRST: WatchChoice = { sort: 'listed', pinned: [], typed: '' };

export function readChoice(text: string | null): WatchChoice {
  try {
    const { sort, pinned } = JSON.parse(text ?? '{}') as { sort?: unknown; pinned?: unknown };
    return {
      ...FIRST,
      sort: WATCH_SORTS.find((known) => known === sort) ?? FIRST.sort,
      pinned: Array.isArray(pinned) ? pinned.filter((symbol): symbol is string => typeof symbol === 'string') : [],
    };
  } catch {
    return FIRST; // something else was stored under this name
  }
}

export function useWatchOrder() {
  const all = useSymbols();
  const { quotes } = useEngine().store;
  const [choice, setChoice] = useState(() => readChoice(localStorage.getItem(REMEMBERED)));
  const [turn, setTurn] = useState(0);
  const follows = choice.sort === 'change' || choice.sort === 'rarity';
  useEffect(() => {
    if (!follows) return;
    const timer = setInterval(() => setTurn((now) => now + 1), AGAIN_MS);
    return () => clearInterval(timer);
  }, [follows]);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- `turn` is why it is made again: the quotes are read as they are then
  const symbols = useMemo(() => orderSymbols(all, quotes.get, choice), [all, quotes, choice, turn]);
  const keep = (next: WatchChoice): void => {
    setChoice(next);
    localStorage.setItem(REMEMBERED, JSON.stringify({ sort: next.sort, pinned: next.pinned }));
  };
  return {
    symbols,
    total: all.length,
    /** Shown when the reader has not chosen; must not move with the order. */
    first: all[0] ?? null,
    choice,
    sortBy: (sort: WatchSort) => keep({ ...choice, sort }),
    type: (typed: string) => setChoice({ ...choice, typed }),
    pin: (symbol: string) =>
      keep({
        ...choice,
        pinned: choice.pinned.includes(symbol)
          ? choice.pinned.filter((one) => one !== symbol)
          : [...choice.pinned, symbol],
      }),
  };
}
