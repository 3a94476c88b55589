import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createSeries,
  MOST_BARS,
  TIMEFRAME_MINUTES,
  TIMEFRAMES,
  type Bar,
} from '../../../src-renderer/chart/aggregate.ts';
import { MINUTE_MS, type Candle } from '../../../src-shared/market.ts';

const minute = (index: number, price: number, extra: Partial<Candle> = {}): Candle => ({
  symbol: 'BTC-USD',
  venue: 'v',
  openTime: index * MINUTE_MS,
  open: price,
  high: price + 1,
  low: price - 1,
  close: price + 0.5,
  volume: 2,
  trades: 1,
  repaired: false,
  ...extra,
});

/** The definition, said plainly: group, first open, extremes, last close, sum. */
function oracle(candles: readonly Candle[], width: number): Omit<Bar, 'lambda' | 'repaired' | 'lastMinute'>[] {
  const newest = new Map(candles.map((candle) => [candle.openTime, candle]));
  const groups = new Map<number, Candle[]>();
  for (const candle of [...newest.values()].sort((a, b) => a.openTime - b.openTime)) {
    const bucket = Math.floor(candle.openTime / (width * MINUTE_MS)) * width * MINUTE_MS;
    groups.set(bucket, [...(groups.get(bucket) ?? []), candle]);
  }
  return [...groups].map(([time, group]) => ({
    time,
    open: group[0].open,
    high: Math.max(...group.map(({ high }) => high)),
    low: Math.min(...group.map(({ low }) => low)),
    close: group.at(-1)!.close,
    volume: group.reduce((sum, { volume }) => sum + volume, 0),
  }));
}
const plain = ({ time, open, high, low, close, volume }: Bar) => ({ time, open, high, low, close, volume });

describe('aggregation of candles', () => {
  it('gives the same bars in whatever order and batches minutes come, told twice or repaired late', () => {
    const minutes = fc.array(
      fc.record({ index: fc.integer({ min: 0, max: 400 }), price: fc.integer({ min: 10, max: 99 }) }),
      { minLength: 1, maxLength: 80 },
    );
    fc.assert(
      fc.property(minutes, fc.constantFrom(...TIMEFRAMES), fc.integer({ min: 1, max: 9 }), (list, timeframe, size) => {
        const candles = list.map(({ index, price }) => minute(index, price));
        const series = createSeries(timeframe);
        for (let from = 0; from < candles.length; from += size) series.apply(candles.slice(from, from + size));
        expect(series.bars().map(plain)).toEqual(oracle(candles, TIMEFRAME_MINUTES[timeframe]));
      }),
    );
  });

  it('updates the newest bar in place and tells when something earlier changed', () => {
    const series = createSeries('5m');
    expect(series.apply([])).toBe('none');
    expect(series.apply([0, 1, 2, 5, 6].map((index) => minute(index, 10)))).toBe('rebuilt');
    expect(series.apply([minute(6, 20)])).toBe('newest');
    expect(series.bars().at(-1)).toMatchObject({ time: 5 * MINUTE_MS, open: 10, high: 21, close: 20.5, volume: 4 });
    expect(series.apply([minute(9, 11), minute(10, 12)])).toBe('newest');
    expect(series.apply([minute(3, 50)])).toBe('rebuilt');
    expect(series.bars()[0]?.high).toBe(51);
  });

  it('takes the rarest minute of a bucket, and rarity alone is a change', () => {
    const series = createSeries('5m');
    series.apply(
      [minute(0, 10), minute(1, 10)],
      new Map([
        [0, 4],
        [MINUTE_MS, 0.2],
      ]),
    );
    expect(series.bars()[0]?.lambda).toBe(0.2);
    expect(series.apply([], new Map([[MINUTE_MS, 9]]))).toBe('newest');
    expect(series.bars()[0]?.lambda).toBe(4);
    expect(series.apply([], new Map([[99 * MINUTE_MS, 1]]))).toBe('none');
  });

  it('never holds more bars than the chart may have', () => {
    const series = createSeries('1m');
    series.apply(Array.from({ length: MOST_BARS + 40 }, (_, index) => minute(index, 10)));
    expect(series.bars()).toHaveLength(MOST_BARS);
    expect(series.apply([minute(MOST_BARS + 40, 10)])).toBe('rebuilt');
    expect(series.bars().length).toBeLessThan(MOST_BARS);
    expect(series.bars().at(-1)?.time).toBe((MOST_BARS + 40) * MINUTE_MS);
  });

  it('starts days at midnight UTC', () => {
    const series = createSeries('1d');
    series.apply([minute(1439, 10), minute(1440, 11)]);
    expect(series.bars().map(({ time }) => new Date(time).toISOString())).toEqual([
      '1970-01-01T00:00:00.000Z',
      '1970-01-02T00:00:00.000Z',
    ]);
  });
});
