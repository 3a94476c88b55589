/**
 * Candles of a longer timeframe from one-minute candles. Buckets start at whole multiples of the timeframe since the epoch
 * (a day starts at 00:00 UTC). A minute told twice replaces its first telling; minutes without a trade are absent.
 */
import { MINUTE_MS, type Candle } from '../../src-shared/market.ts';

export const TIMEFRAMES = ['1m', '5m', '15m', '1h', '1d'] as const;
export type Timeframe = (typeof TIMEFRAMES)[number];

export const TIMEFRAME_MINUTES: Record<Timeframe, number> = { '1m': 1, '5m': 5, '15m': 15, '1h': 60, '1d': 1440 };
export const isTimeframe = (text: unknown): text is Timeframe => TIMEFRAMES.some((timeframe) => timeframe === text);

/** Most candles one chart holds. */
export const MOST_BARS = 5000;

export interface Bar {
  /** Open time of the bucket, epoch ms. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Base currency. */
  readonly volume: number;
  /** Rarest minute of the bucket in episodes a day; null when none is known. */
  readonly lambda: number | null;
  readonly repaired: boolean;
  /** Open time of its newest minute with a trade, epoch ms. */
  readonly lastMinute: number;
}

export interface Series {
  /** `newest`: only the last bar changed or one was added; `rebuilt`: something earlier changed. */
  apply(candles: readonly Candle[], rarity?: ReadonlyMap<number, number | null>): 'none' | 'newest' | 'rebuilt';
  bars(): readonly Bar[];
}

const rarer = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b));

export function mergeBar(before: Bar | undefined, time: number, minute: Candle, lambda: number | null): Bar {
  const { open, high, low, close, volume, repaired, openTime } = minute;
  if (before === undefined) return { time, open, high, low, close, volume, lambda, repaired, lastMinute: openTime };
  return {
    time,
    open: before.open,
    high: Math.max(before.high, high),
    low: Math.min(before.low, low),
    close,
    volume: before.volume + volume,
    lambda: rarer(before.lambda, lambda),
    repaired: before.repaired || repaired,
    lastMinute: volume > 0 ? openTime : before.lastMinute,
  };
}

/** Keeps the minutes of one symbol and their bars, both oldest first. */
export function createSeries(timeframe: Timeframe): Series {
  const width = TIMEFRAME_MINUTES[timeframe] * MINUTE_MS;
  const bucketOf = (time: number): number => Math.floor(time / width) * width;
  const minutes = new Map<number, Candle>();
  const rarities = new Map<number, number | null>();
  let bars: Bar[] = [];

  const barOf = (bucket: number): Bar | undefined => {
    let bar: Bar | undefined;
    for (let time = bucket; time < bucket + width; time += MINUTE_MS) {
      const minute = minutes.get(time);
      if (minute !== undefined) bar = mergeBar(bar, bucket, minute, rarities.get(time) ?? null);
    }
    return bar;
  };

  const rebuild = (): void => {
    const buckets = [...new Set([...minutes.keys()].map(bucketOf))].sort((a, b) => a - b);
    bars = buckets.flatMap((bucket) => barOf(bucket) ?? []).slice(-MOST_BARS);
  };

  const replaceNewest = (bucket: number): void => {
    const bar = barOf(bucket);
    if (bar === undefined) return;
    if (bars.at(-1)?.time === bucket) bars.pop();
    bars.push(bar);
  };

  const forgetBefore = (first: number): void => {
    for (const time of minutes.keys()) if (time < first) minutes.delete(time);
    for (const time of rarities.keys()) if (time < first) rarities.delete(time);
  };

  // Some slack at once, because the chart has to be given everything again when its first bar goes.
  const trimmed = (): boolean => {
    if (bars.length <= MOST_BARS) return false;
    bars = bars.slice(-(MOST_BARS - 500));
    forgetBefore(bars[0]?.time ?? 0);
    return true;
  };

  return {
    bars: () => bars,
    apply(candles, rarity = new Map()) {
      const newest = bars.at(-1)?.time ?? -Infinity;
      const touched = new Set<number>();
      for (const candle of candles) {
        minutes.set(candle.openTime, candle);
        touched.add(bucketOf(candle.openTime));
      }
      for (const [time, lambda] of rarity) {
        rarities.set(time, lambda);
        if (minutes.has(time)) touched.add(bucketOf(time));
      }
      const order = [...touched].sort((a, b) => a - b);
      if (order.length === 0) return 'none';
      if (bars.length > 0 && order.every((bucket) => bucket >= newest) && order.length <= 2) {
        order.forEach(replaceNewest);
        return trimmed() ? 'rebuilt' : 'newest';
      }
      rebuild();
      return 'rebuilt';
    },
  };
}
