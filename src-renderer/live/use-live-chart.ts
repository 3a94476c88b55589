/** Feeds the one chart: candles, marks from the anomalies, pins from the news, the band from the levels, gaps from the store. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { faultText } from '../client/fault-text.ts';
import { baseOf, DAY_MS } from '../../src-shared/market.ts';
import type { NewsItem } from '../../src-shared/news.ts';
import { TIMEFRAME_MINUTES, type Timeframe } from '../chart/aggregate.ts';
import type { ChartMark, PriceChart } from '../chart/price-chart.ts';
import { useConnection, useEngine, useHealth, useMarketKnown } from '../client/engine.tsx';
import type { EngineStore } from '../client/engine-store.ts';
import { directionOf, rarityStep } from '../ui/words.ts';
import type { OverlayChoice } from './overlay-choice.ts';
import { useBars } from './use-bars.ts';
import { useCandles } from './use-candles.ts';
import { useCompared } from './use-compared.ts';

const LEVELS_EVERY_MS = 5000;
const NEWS_EVERY_MS = 30_000;

export function useLiveChart(
  chart: PriceChart | null,
  symbol: string | null,
  timeframe: Timeframe,
  choice: OverlayChoice,
) {
  const minutes = useCandles(symbol, timeframe);
  const bars = useBars(chart, symbol, timeframe, minutes.data);
  const compared = useCompared(chart, symbol, timeframe, choice.compare);
  const news = useNews(symbol);
  useStudies(chart, choice);
  useMarks(chart, symbol);
  useGaps(chart, symbol);
  useBand(chart, symbol, timeframe, choice.band);
  usePins(chart, choice.news ? news : NO_NEWS, bars.count);
  return {
    bars,
    news,
    compared,
    loading: minutes.isLoading,
    failed: minutes.error === null ? null : faultText(minutes.error),
    again: () => void minutes.refetch(),
  };
}

function useStudies(chart: PriceChart | null, { ema, fast, slow, bands }: OverlayChoice): void {
  useEffect(() => chart?.setStudies({ ema, fast, slow, bands }), [chart, ema, fast, slow, bands]);
}

function usePins(chart: PriceChart | null, news: readonly NewsItem[], count: number): void {
  useEffect(() => {
    const pins = news.flatMap(({ id, title, published_at }) => {
      const bar = chart?.barAt(published_at) ?? null;
      return bar === null ? [] : [{ id, title, bar, cited: false }];
    });
    chart?.setOverlay({ pins });
  }, [chart, news, count]);
}

function useMarks(chart: PriceChart | null, symbol: string | null): void {
  const { anomalies } = useEngine().store;
  const marks = useMemo(() => marksIn(anomalies, symbol), [anomalies, symbol]);
  const current = useSyncExternalStore(anomalies.subscribeAll, marks);
  useEffect(() => chart?.setMarks(current), [chart, current]);
}

/** A snapshot that keeps its identity while the marks of the symbol are the same; looked at once a change of the anomalies. */
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
    onset: anomaly.detection_metadata.onset,
    end: anomaly.detection_metadata.end,
  }));
}

/** Open gaps, asked for again whenever the feed's counts of them change. */
function useGaps(chart: PriceChart | null, symbol: string | null): void {
  const { client } = useEngine();
  const queries = useQueryClient();
  const online = useConnection().kind === 'online';
  const { gapsOpen, gapsRepaired } = useHealth()?.feed ?? {};
  const { data } = useQuery({
    queryKey: ['gaps', symbol],
    enabled: online && symbol !== null,
    queryFn: ({ signal }) => client.gaps({ symbol: symbol ?? '' }, { signal }),
  });
  useEffect(() => void queries.invalidateQueries({ queryKey: ['gaps'] }), [queries, gapsOpen, gapsRepaired]);
  useEffect(() => chart?.setGaps(data ?? []), [chart, data]);
}

function useBand(chart: PriceChart | null, symbol: string | null, timeframe: Timeframe, on: boolean): void {
  const { orpc } = useEngine();
  const online = useConnection().kind === 'online';
  const { data } = useQuery({
    ...orpc.levels.queryOptions({ input: { symbol: symbol ?? 'NONE-NONE' } }),
    enabled: online && symbol !== null && on,
    refetchInterval: LEVELS_EVERY_MS,
  });
  useEffect(() => {
    const usable = on && data !== undefined && !data.learning && data.upper !== null && data.lower !== null;
    const bars = Math.max(3, Math.ceil((data?.windowMinutes ?? 1) / TIMEFRAME_MINUTES[timeframe]));
    chart?.setOverlay({ band: usable ? { upper: data.upper, lower: data.lower, bars } : null });
  }, [chart, data, timeframe, on]);
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
