/** The bars on the chart, kept in place by every coalesced update. React hears of a tick only where a component asks for it. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { priceDecimals } from '../../src-shared/format.ts';
import type { Bar, Timeframe } from '../chart/aggregate.ts';
import type { PriceChart } from '../chart/price-chart.ts';
import { useEngine } from '../client/engine.tsx';
import { createValueStore, type ValueStore } from '../client/value-store.ts';
import { createBarFeed } from './bar-feed.ts';
import type { Minutes } from './use-candles.ts';

export type BarStore = Pick<ValueStore<readonly Bar[]>, 'get' | 'subscribe'>;
const NONE: readonly Bar[] = [];

export interface LiveBars {
  /** Changes with every tick. */
  readonly store: BarStore;
  /** How many there are; changes once a bar. */
  readonly count: number;
}

export function useBars(
  chart: PriceChart | null,
  symbol: string | null,
  timeframe: Timeframe,
  minutes: Minutes | undefined,
): LiveBars {
  const { store } = useEngine();
  const queries = useQueryClient();
  const [shown] = useState(() => createValueStore<readonly Bar[]>(NONE));
  const [feed, setFeed] = useState(() => createBarFeed(timeframe));
  const key = `${symbol}|${timeframe}`;
  const [of, setOf] = useState(key);
  if (of !== key) {
    setOf(key);
    setFeed(createBarFeed(timeframe));
  }
  useEffect(() => {
    if (chart === null || symbol === null) return undefined;
    return store.minutes.subscribe(symbol, (update) => {
      if (!update.whole) void queries.invalidateQueries({ queryKey: ['minutes', symbol] });
      const changed = feed.live(update);
      if (changed === 'none') return;
      const bars = feed.bars();
      if (changed === 'newest') chart.updateNewest(bars);
      else showAll(chart, bars, key);
      shown.set(bars);
    });
  }, [chart, symbol, key, feed, store, queries, shown]);
  useEffect(() => {
    if (chart === null) return;
    if (minutes !== undefined) feed.history(minutes);
    const bars = feed.bars();
    showAll(chart, bars, key);
    shown.set(bars);
  }, [chart, key, feed, minutes, shown]);
  const count = useSyncExternalStore(shown.subscribe, () => shown.get().length);
  return { store: shown, count };
}

/** Bars of the first view: until it is full, older ones that arrive widen it. */
const FULL_VIEW = 120;
const lastShown = new WeakMap<PriceChart, { key: string; count: number }>();

/** Goes to the newest bars when the symbol or timeframe is another one than before; stays where the reader is otherwise. */
function showAll(chart: PriceChart, bars: readonly Bar[], key: string): void {
  const last = lastShown.get(chart);
  const fit = last?.key !== key || (last.count < FULL_VIEW && bars.length > last.count + 1);
  if (bars.length > 0) lastShown.set(chart, { key, count: bars.length });
  chart.setBars(bars, priceDecimals(bars.at(-1)?.close ?? 0), fit);
}
