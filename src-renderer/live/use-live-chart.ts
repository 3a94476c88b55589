/**
 * Feeds the one chart: stored minutes when symbol or timeframe change, then every coalesced update in place; marks from the
 * anomalies, pins from the news, the band from the levels.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { faultText } from '../client/fault-text.ts';
import { priceDecimals } from '../../src-shared/format.ts';
import { baseOf, DAY_MS } from '../../src-shared/market.ts';
import type { NewsItem } from '../../src-shared/news.ts';
import { createSeries, TIMEFRAME_MINUTES, type Bar, type Series, type Timeframe } from '../chart/aggregate.ts';
import type { ChartMark, PriceChart } from '../chart/price-chart.ts';
import { useConnection, useEngine, useMarketKnown } from '../client/engine.tsx';
import type { EngineStore } from '../client/engine-store.ts';
import { createValueStore } from '../client/value-store.ts';
import { directionOf, rarityStep } from '../ui/words.ts';
import { useCandles, type Minutes } from './use-candles.ts';

const LEVELS_EVERY_MS = 5000;
const NEWS_EVERY_MS = 30_000;
const NONE: readonly Bar[] = [];

export function useLiveChart(chart: PriceChart | null, symbol: string | null, timeframe: Timeframe) {
  const minutes = useCandles(symbol, timeframe);
  const bars = useBars(chart, symbol, timeframe, minutes.data);
  const news = useNews(symbol);
  useMarks(chart, symbol, bars.length > 0);
  useBand(chart, symbol, timeframe);
  const shape = bars.length;
  useEffect(() => {
    const pins = news.flatMap(({ id, title, published_at }) => {
      const bar = chart?.barAt(published_at) ?? null;
      return bar === null ? [] : [{ id, title, bar, cited: false }];
    });
    chart?.setOverlay({ pins });
  }, [chart, news, shape]);
  return {
    bars,
    news,
    loading: minutes.isLoading,
    failed: minutes.error === null ? null : faultText(minutes.error),
    again: () => void minutes.refetch(),
  };
}

/** The bars on the chart. React hears of them once a frame at most; the chart was updated before. */
function useBars(
  chart: PriceChart | null,
  symbol: string | null,
  timeframe: Timeframe,
  minutes: Minutes | undefined,
): readonly Bar[] {
  const { store } = useEngine();
  const queries = useQueryClient();
  const [barStore] = useState(() => createValueStore<{ key: string; bars: readonly Bar[] }>({ key: '', bars: NONE }));
  const shown = useSyncExternalStore(barStore.subscribe, barStore.get);
  const key = `${symbol}|${timeframe}`;
  useEffect(() => {
    if (chart === null || symbol === null || minutes === undefined) return undefined;
    const series = createSeries(timeframe);
    series.apply(minutes.candles, minutes.rarity);
    showAll(chart, series, key);
    barStore.set({ key, bars: [...series.bars()] });
    return store.onMinutes(symbol, (update) => {
      if (!update.whole) void queries.invalidateQueries({ queryKey: ['minutes', symbol] });
      const changed = series.apply(update.candles, update.rarity);
      if (changed === 'none') return;
      const bars = [...series.bars()];
      if (changed === 'newest') chart.updateNewest(bars);
      else showAll(chart, series, key);
      barStore.set({ key, bars });
    });
  }, [chart, symbol, timeframe, key, minutes, store, queries, barStore]);
  useEffect(() => {
    if (shown.key !== key) chart?.setBars(NONE, 2, true);
  }, [chart, key, shown.key]);
  return shown.key === key ? shown.bars : NONE;
}

const lastShown = new WeakMap<PriceChart, string>();

/** Goes to the newest bars when the symbol or timeframe is another one than before; stays where the reader is otherwise. */
function showAll(chart: PriceChart, series: Series, key: string): void {
  const bars = series.bars();
  const fit = lastShown.get(chart) !== key;
  if (bars.length > 0) lastShown.set(chart, key);
  chart.setBars([...bars], priceDecimals(bars.at(-1)?.close ?? 0), fit);
}

function useMarks(chart: PriceChart | null, symbol: string | null, any: boolean): void {
  const { anomalies } = useEngine().store;
  const marks = useMemo(() => marksIn(anomalies, symbol), [anomalies, symbol]);
  const current = useSyncExternalStore(anomalies.subscribeAll, marks);
  useEffect(() => chart?.setMarks(current), [chart, current, any]);
}

/** A snapshot that keeps its identity while the marks of the symbol are the same. */
function marksIn(anomalies: EngineStore['anomalies'], symbol: string | null): () => readonly ChartMark[] {
  let signature = '';
  let value: readonly ChartMark[] = [];
  return () => {
    const all = anomalies.keys().flatMap((id) => anomalies.get(id)?.anomaly ?? []);
    const next = marksOf(all.filter((anomaly) => anomaly.symbol === symbol));
    const shape = JSON.stringify(next);
    if (shape !== signature) [signature, value] = [shape, next];
    return value;
  };
}

function marksOf(anomalies: readonly Parameters<typeof directionOf>[0][]): ChartMark[] {
  const newest = Math.max(...anomalies.map(({ detected_at }) => detected_at));
  return anomalies.map((anomaly) => ({
    id: anomaly.id,
    time: anomaly.detected_at,
    direction: directionOf(anomaly),
    step: rarityStep(anomaly.detection_metadata.lambda_per_day),
    newest: anomaly.detected_at === newest,
  }));
}

function useBand(chart: PriceChart | null, symbol: string | null, timeframe: Timeframe): void {
  const { orpc } = useEngine();
  const online = useConnection().kind === 'online';
  const { data } = useQuery({
    ...orpc.levels.queryOptions({ input: { symbol: symbol ?? 'NONE-NONE' } }),
    enabled: online && symbol !== null,
    refetchInterval: LEVELS_EVERY_MS,
  });
  useEffect(() => {
    const usable = data !== undefined && !data.learning && data.upper !== null && data.lower !== null;
    const bars = Math.max(3, Math.ceil((data?.windowMinutes ?? 1) / TIMEFRAME_MINUTES[timeframe]));
    chart?.setOverlay({ band: usable ? { upper: data.upper, lower: data.lower, bars } : null });
  }, [chart, data, timeframe]);
}

const NO_NEWS: readonly NewsItem[] = [];

function useNews(symbol: string | null): readonly NewsItem[] {
  const { client, store } = useEngine();
  const online = useConnection().kind === 'online';
  const timed = useMarketKnown();
  const asset = symbol === null ? '' : baseOf(symbol);
  const read = (signal: AbortSignal): Promise<NewsItem[]> => {
    const now = Math.floor(store.clock.now() ?? 0);
    return client.news({ asset, from: Math.max(0, now - 8 * DAY_MS), to: now, limit: 200 }, { signal });
  };
  const { data } = useQuery({
    queryKey: ['news', asset],
    enabled: online && timed && asset !== '',
    refetchInterval: NEWS_EVERY_MS,
    queryFn: ({ signal }) => read(signal),
  });
  return data ?? NO_NEWS;
}
