/**
 * The watch-list's order as the reader chose it, kept over restarts. Orders that follow the market are made again every two
 * seconds and not with every price: a row must stay under the pointer long enough to be clicked.
 */
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useEngine, useSymbols } from '../client/engine.tsx';
import { orderSymbols, WATCH_SORTS, watchItems, type WatchChoice, type WatchSort } from './watch-order.ts';

const REMEMBERED = 'mane.watch';
const AGAIN_MS = 2000;
const FIRST: WatchChoice = { sort: 'listed', pinned: [], closed: [], typed: '' };

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

export function readChoice(text: string | null): WatchChoice {
  try {
    const { sort, pinned, closed } = JSON.parse(text ?? '{}') as Partial<Record<keyof WatchChoice, unknown>>;
    return {
      ...FIRST,
      sort: WATCH_SORTS.find((known) => known === sort) ?? FIRST.sort,
      pinned: texts(pinned),
      closed: texts(closed),
    };
  } catch {
    return FIRST; // something else was stored under this name
  }
}

/** In the list or out of it. */
const toggled = (list: readonly string[], one: string): readonly string[] =>
  list.includes(one) ? list.filter((other) => other !== one) : [...list, one];

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
  useEffect(() => {
    const { sort, pinned, closed } = choice;
    localStorage.setItem(REMEMBERED, JSON.stringify({ sort, pinned, closed }));
  }, [choice]);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- `turn` is why it is made again: the quotes are read as they are then
  const ordered = useMemo(() => orderSymbols(all, quotes.get, choice), [all, quotes, choice, turn]);
  const items = useMemo(() => watchItems(ordered, choice), [ordered, choice]);
  const symbols = useMemo(() => items.flatMap((item) => (item.kind === 'symbol' ? [item.symbol] : [])), [items]);
  // The same functions for ever: a row that did not change is not rendered because its list was.
  const pin = useCallback((symbol: string) => setChoice((c) => ({ ...c, pinned: toggled(c.pinned, symbol) })), []);
  const fold = useCallback((group: string) => setChoice((c) => ({ ...c, closed: toggled(c.closed, group) })), []);
  const sortBy = useCallback((sort: WatchSort) => setChoice((c) => ({ ...c, sort })), []);
  const type = useCallback((typed: string) => setChoice((c) => ({ ...c, typed })), []);
  return {
    /** What is on the list, heads of groups between the symbols. */
    items,
    /** Its symbols alone, without those that are folded away. */
    symbols,
    found: ordered.length,
    total: all.length,
    /** Shown when the reader has not chosen; must not move with the order. */
    first: all[0] ?? null,
    choice,
    sortBy,
    type,
    pin,
    fold,
  };
}
