/**
 * One-minute candles of a symbol, read from the engine in pages of 5,000, newest last, as far back as the timeframe needs.
 * Reading stops at the first empty page; what the streams bring afterwards is applied by the chart.
 */
import { useQuery } from '@tanstack/react-query';
import { MINUTE_MS, minuteOf, type Candle } from '../../src-shared/market.ts';
import type { Timeframe } from '../chart/aggregate.ts';
import type { EngineClient } from '../client/connection.ts';
import { useConnection, useEngine, useMarketKnown } from '../client/engine.tsx';

export interface Minutes {
  readonly candles: readonly Candle[];
  readonly rarity: ReadonlyMap<number, number | null>;
}
const PAGE_MINUTES = 5000;
const PAGES: Record<Timeframe, number> = { '1m': 1, '5m': 1, '15m': 2, '1h': 4, '1d': 12 };
const SPAN_MINUTES: Record<Timeframe, number> = { '1m': 1500, '5m': 5000, '15m': 10_000, '1h': 20_000, '1d': 60_000 };

export async function readMinutes(
  client: EngineClient,
  symbol: string,
  timeframe: Timeframe,
  now: number,
  signal?: AbortSignal,
): Promise<Minutes> {
  let to = minuteOf(now) + MINUTE_MS;
  const first = Math.max(0, to - SPAN_MINUTES[timeframe] * MINUTE_MS);
  const pages: Candle[][] = [];
  const rarity = new Map<number, number | null>();
  for (let page = 0; page < PAGES[timeframe] && to > first; page += 1) {
    const from = Math.max(first, to - PAGE_MINUTES * MINUTE_MS);
    const answer = await client.candles({ symbol, from, to, limit: PAGE_MINUTES }, { signal });
    if (answer.candles.length === 0) break;
    pages.unshift(answer.candles);
    answer.rarity.forEach(({ openTime, lambdaPerDay }) => rarity.set(openTime, lambdaPerDay));
    to = from;
  }
  return { candles: pages.flat(), rarity };
}

export function useCandles(symbol: string | null, timeframe: Timeframe) {
  const { client, store } = useEngine();
  const online = useConnection().kind === 'online';
  const timed = useMarketKnown();
  return useQuery({
    queryKey: ['minutes', symbol, timeframe],
    enabled: online && timed && symbol !== null,
    staleTime: 0,
    gcTime: 60_000,
    queryFn: ({ signal }) => readMinutes(client, symbol ?? '', timeframe, store.clock.now() ?? 0, signal),
  });
}
