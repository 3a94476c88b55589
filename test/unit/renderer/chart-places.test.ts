import { describe, expect, it } from 'vitest';
import { alignCloses } from '../../../src-renderer/chart/compare-layer.ts';
import type { Bar } from '../../../src-renderer/chart/aggregate.ts';
import { gapSpans } from '../../../src-renderer/chart/gaps.ts';
import { barAt, episodesOf, type ChartMark } from '../../../src-renderer/chart/marks.ts';
import { pictureName } from '../../../src-renderer/chart/picture.ts';
import { candleByKey } from '../../../src-renderer/live/crosshair-keys.ts';
import { quietSince } from '../../../src-renderer/live/last-trade.tsx';
import { FIRST_CHOICE, lengthOf, readOverlays } from '../../../src-renderer/live/overlay-choice.ts';
import { comparedWith } from '../../../src-renderer/live/use-compared.ts';
import { captionOf } from '../../../src-renderer/live/use-picture.ts';
import { MINUTE_MS } from '../../../src-shared/market.ts';

const bar = (minute: number, close = 10, volume = 1): Bar => ({
  time: minute * MINUTE_MS,
  open: close,
  high: close,
  low: close,
  close,
  volume,
  lambda: null,
  repaired: false,
  lastMinute: minute * MINUTE_MS,
});
/** Minutes 3 and 4 had no trade. */
const bars = [0, 1, 2, 5, 6].map((minute) => bar(minute));
const mark = (change: Partial<ChartMark>): ChartMark => ({
  id: 'a',
  time: 2 * MINUTE_MS,
  direction: 1,
  step: 3,
  newest: false,
  ...change,
});

describe('places on the chart', () => {
  it('finds the bar that holds a time', () => {
    expect([-1, 0, 61_000, 4 * MINUTE_MS, 99 * MINUTE_MS].map((time) => barAt(bars, time))).toEqual([null, 0, 1, 2, 4]);
    expect(barAt([], 0)).toBeNull();
  });

  it('shades an episode from onset to end, an open one to the newest bar, a cut one from the first', () => {
    const spans = (...marks: ChartMark[]) => episodesOf(marks, bars).map(({ id, from, to }) => [id, from, to]);
    expect(spans(mark({ onset: MINUTE_MS, end: 5 * MINUTE_MS }))).toEqual([['a', 1, 3]]);
    expect(spans(mark({ onset: 2 * MINUTE_MS, end: null }))).toEqual([['a', 2, 4]]);
    expect(spans(mark({ onset: -9 * MINUTE_MS, end: MINUTE_MS }))).toEqual([['a', 0, 1]]);
    expect(spans(mark({ onset: -9 * MINUTE_MS, end: -8 * MINUTE_MS }))).toEqual([]);
    expect(spans(mark({}))).toEqual([]);
  });

  it('draws older episodes first', () => {
    const [older, newer] = [mark({ id: 'old', time: 0, onset: 0, end: 0 }), mark({ id: 'new', onset: 0, end: 0 })];
    expect(episodesOf([newer, older], bars).map(({ id }) => id)).toEqual(['old', 'new']);
  });

  it('puts a gap over its bars, or between two where it left none', () => {
    const spans = (from: number, to: number) => gapSpans([{ from: from * MINUTE_MS, to: to * MINUTE_MS }], bars, MINUTE_MS); // prettier-ignore
    expect(spans(1, 3)).toEqual([{ from: 1, to: 2 }]);
    expect(spans(1.5, 1.6)).toEqual([{ from: 1, to: 1 }]);
    expect(spans(3, 5)).toEqual([{ from: 3, to: 2 }]);
    expect(spans(6, 60)).toEqual([{ from: 4, to: 4 }]);
    expect(spans(7, 60)).toEqual([]);
    expect(spans(-5, 0)).toEqual([]);
    expect(gapSpans([{ from: 0, to: 1 }], [], MINUTE_MS)).toEqual([]);
  });

  it('gives a compared symbol a value at the bars of the chart alone, the last close by then', () => {
    const times = bars.map(({ time }) => time);
    expect(alignCloses(times, [bar(1, 50), bar(4, 60), bar(6, 70), bar(9, 80)])).toEqual([null, 50, 50, 60, 70]);
    expect(alignCloses(times, [])).toEqual([null, null, null, null, null]);
  });
});

describe('candles by key', () => {
  it('goes candle by candle, ten at a time with Shift, to the ends, and away', () => {
    expect(candleByKey('ArrowLeft', false, null, 100)).toBe(99);
    expect(candleByKey('ArrowLeft', false, 99, 100)).toBe(98);
    expect(candleByKey('ArrowLeft', true, 5, 100)).toBe(0);
    expect(candleByKey('ArrowRight', true, 95, 100)).toBe(99);
    expect([candleByKey('Home', false, 5, 100), candleByKey('End', false, 5, 100)]).toEqual([0, 99]);
    expect(candleByKey('Escape', false, 5, 100)).toBeNull();
  });

  it('leaves other keys to the window, and Escape too when nothing is pointed at', () => {
    expect(candleByKey('Escape', false, null, 100)).toBeUndefined();
    expect(candleByKey('j', false, 5, 100)).toBeUndefined();
    expect(candleByKey('ArrowLeft', false, null, 0)).toBeUndefined();
  });
});

describe('a symbol without trades', () => {
  it('tells the minute of its last trade once that is ten minutes ago', () => {
    const minutes = (count: number): number => (7 + count) * MINUTE_MS;
    expect(quietSince(bars, minutes(9.9))).toBeNull();
    expect(quietSince(bars, minutes(10))).toBe(6 * MINUTE_MS);
    expect(quietSince([...bars, bar(7, 10, 0)], minutes(30))).toBe(6 * MINUTE_MS);
    expect(quietSince([], minutes(30))).toBeNull();
    expect(quietSince(bars, null)).toBeNull();
  });
});

describe('overlay choice', () => {
  it('takes what it knows of what was stored, and the first choice for the rest', () => {
    expect(readOverlays('{"ema":true,"fast":9,"slow":1.5,"bands":"yes","other":1}')).toEqual({
      ...FIRST_CHOICE,
      ema: true,
      fast: 9,
    });
    for (const text of [null, 'nonsense', '[]', '7', 'null', '"x"']) expect(readOverlays(text)).toEqual(FIRST_CHOICE);
  });

  it('takes whole lengths from 2 to 400 candles', () => {
    expect(['2', '400', 50].map(lengthOf)).toEqual([2, 400, 50]);
    expect(['1', '401', '2.5', '', 'x', null, NaN].map(lengthOf)).toEqual(Array(7).fill(null));
  });
});

describe('comparison', () => {
  it('is with Bitcoin in the same quote, in any other quote when that is not watched, never with itself', () => {
    const watched = ['BTC-USD', 'BTC-EUR', 'ETH-EUR', 'SOL-GBP'];
    expect(comparedWith('ETH-EUR', watched)).toBe('BTC-EUR');
    expect(comparedWith('SOL-GBP', watched)).toBe('BTC-USD');
    expect(comparedWith('BTC-USD', watched)).toBeNull();
    expect(comparedWith('ETH-EUR', ['ETH-EUR'])).toBeNull();
    expect(comparedWith(null, watched)).toBeNull();
  });
});

describe('picture', () => {
  const [from, to] = [Date.UTC(2026, 2, 27, 12, 5), Date.UTC(2026, 2, 27, 14, 31)];
  it('says what it shows, in which zone, and that the market is simulated', () => {
    expect(captionOf('BTC-USD', '1m', [from, to], 'utc', true)).toEqual({
      text: 'BTC-USD · 1m · 27 Mar 12:05 – 27 Mar 14:31 UTC 2026',
      marks: ['simulated market', 'MANE'],
    });
    expect(captionOf('BTC-USD', '1d', [Date.UTC(2025, 11, 31), to], 'utc', false)).toEqual({
      text: 'BTC-USD · 1d · 31 Dec 00:00 UTC 2025 – 27 Mar 14:31 UTC 2026',
      marks: ['MANE'],
    });
  });

  it('has a name that sorts by time', () => {
    expect(pictureName('BTC-USD', '5m', to)).toBe('BTC-USD-5m-20260327-1431.png');
  });
});
