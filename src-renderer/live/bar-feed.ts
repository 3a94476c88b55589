/**
 * The bars of one symbol and timeframe: stored minutes with the streamed ones laid over them. What was heard while the store was
 * still being asked is kept, so that no minute that closed in between is lost.
 */
import type { Candle } from '../../src-shared/market.ts';
import { createSeries, type Bar, type Series, type Timeframe } from '../chart/aggregate.ts';
import type { MinuteUpdate } from '../client/minute-channel.ts';
import type { Minutes } from './use-candles.ts';

/** Newest minutes of the stream that an answer of the store may not hold yet. */
const HEARD = 5;

export type Change = ReturnType<Series['apply']>;

export interface BarFeed {
  /** The store's answer; replaces everything but what was heard since. */
  history(minutes: Minutes): void;
  live(update: Pick<MinuteUpdate, 'candles' | 'rarity'>): Change;
  bars(): readonly Bar[];
}

export function createBarFeed(timeframe: Timeframe): BarFeed {
  const heard = new Map<number, Candle>();
  let series: Series | null = null;
  const remember = (candle: Candle): void => {
    heard.delete(candle.openTime);
    heard.set(candle.openTime, candle);
    for (const oldest of heard.keys()) {
      if (heard.size <= HEARD) return;
      heard.delete(oldest);
    }
  };
  return {
    history({ candles, rarity }) {
      series = createSeries(timeframe);
      series.apply(candles, rarity);
      series.apply([...heard.values()]);
    },
    live({ candles, rarity }) {
      candles.forEach(remember);
      return series?.apply(candles, rarity) ?? 'none';
    },
    bars: () => [...(series?.bars() ?? [])],
  };
}
