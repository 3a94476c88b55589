import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXTREME_SHARE, extentUnit } from '../../src-main/detect/extent.ts';
import { readCandle, readWindows, scoreOf } from '../../src-main/detect/multi-timeframe.ts';
import { ALL_PARTS, partsWithout } from '../../src-main/detect/parts.ts';
import { createReading } from '../../src-main/detect/reading.ts';
import { AT } from '../../src-main/detect/symbol-cells.ts';
import { lookUp } from '../../src-main/detect/thresholds.ts';
import { Watch } from '../../src-main/detect/watch.ts';
import { WINDOWS } from '../../src-main/detect/windows.ts';
import { sigmaBefore } from '../../src-main/market/minute-series.ts';
import { MINUTE_MS, type Candle } from '../../src-shared/market.ts';
import { shippedThresholds, tape } from '../unit/detect/synthetic.ts';
import { check } from './check.ts';

const past = tape({ seed: 'extent', minutes: 3000 });
const last = past.at(-1)!;
const watch = new Watch({ symbol: 'BTC-USD', prior: lookUp(shippedThresholds(), 'BTC-USD') });
const teaching = createReading();
for (const candle of past) if (watch.read(candle, true, teaching)) watch.learn(candle, teaching, 0);

/** Prints of the next minute: log returns on the last close, each with its share of a day's ordinary minute volume. */
const prints = fc.array(
  fc.record({
    r: fc.double({ min: -0.05, max: 0.05, noNaN: true }),
    volume: fc.double({ min: 0, max: 60, noNaN: true }),
  }),
  { minLength: 1, maxLength: 30 },
);

function formingOf(given: readonly { r: number; volume: number }[]): Candle[] {
  const [prices, volumes] = [given.map(({ r }) => last.close * Math.exp(r)), given.map(({ volume }) => volume)];
  return given.map((_, i) => {
    const seen = prices.slice(0, i + 1);
    const [open, close] = [prices[0], seen.at(-1)!];
    const volume = volumes.slice(0, i + 1).reduce((a, b) => a + b, 0);
    const openTime = last.openTime + MINUTE_MS;
    return { ...last, openTime, open, close, high: Math.max(...seen), low: Math.min(...seen), volume };
  });
}

function readingOf(candle: Candle, parts = ALL_PARTS) {
  const reading = createReading();
  reading.minute = candle.openTime / MINUTE_MS;
  readCandle(watch.m, AT.series, AT.profile, candle, reading);
  readWindows(watch.m, AT.series, candle, reading, parts);
  return reading;
}

describe('extent of a move', () => {
  it('what may raise inside a minute only grows, and never exceeds what the closed candle has', () => {
    check(prints, (given) => {
      const readings = formingOf(given).map((candle) => readingOf(candle));
      const closed = readings.at(-1)!;
      for (const place of WINDOWS.keys()) {
        let before = 0;
        for (const { growing } of readings) {
          expect(growing[place]).toBeGreaterThanOrEqual(before);
          expect(growing[place]).toBeLessThanOrEqual(closed.extents[place]);
          before = growing[place];
        }
      }
    });
  });

  it('equals its formula, from closes and σ at the reference', () => {
    check(prints, (given) => {
      const candle = formingOf(given).at(-1)!;
      const reading = readingOf(candle);
      for (const [i, w] of WINDOWS.entries()) {
        const ref = past[past.length - w].close;
        const sigma = sigmaBefore(watch.m, AT.series, reading.minute, w);
        const away = (price: number) => Math.abs(Math.log(price / ref));
        const far = reading.busy ? Math.max(away(candle.high), away(candle.low)) : 0;
        const size = Math.max(away(candle.close), EXTREME_SHARE[i] * far);
        // Of less, the difference of two logs keeps too few digits.
        if (size < 1e-6) continue;
        const unit = extentUnit(i, sigma, ALL_PARTS);
        expect(reading.extents[i] / (size * unit)).toBeCloseTo(1, 8);
        const score = scoreOf(watch.m, reading, i);
        expect(Math.abs(score)).toBeCloseTo(size / (sigma * Math.sqrt(w)), 8);
        expect(Math.sign(score)).toBe(Math.sign(reading.moves[i]));
        const price = [candle.low, candle.close, candle.high][reading.sides[i] + 1];
        expect(price).toBeCloseTo(ref * Math.exp(reading.moves[i]), 6);
        expect(ref * Math.exp(reading.ups[i])).toBeCloseTo(reading.busy ? candle.high : candle.close, 6);
        expect(ref * Math.exp(reading.downs[i])).toBeCloseTo(reading.busy ? candle.low : candle.close, 6);
      }
    });
  });

  it('grows with the move and falls with σ, at every window', () => {
    check(
      fc.tuple(fc.double({ min: 1e-5, max: 0.1, noNaN: true }), fc.double({ min: 1.01, max: 9, noNaN: true })),
      ([sigma, by]) => {
        for (const i of WINDOWS.keys())
          for (const parts of [ALL_PARTS, partsWithout(new Set(['sigma-power']))]) {
            expect(extentUnit(i, sigma, parts)).toBeGreaterThan(extentUnit(i, sigma * by, parts));
            expect(extentUnit(i, sigma, parts)).toBeLessThanOrEqual(
              extentUnit(i, sigma * by, parts) * by * (1 + 1e-12),
            );
          }
      },
    );
  });

  it('counts extremes in busy minutes only, unless that part is switched off', () => {
    check(prints, (given) => {
      const candle = { ...formingOf(given).at(-1)!, volume: 1e-6 };
      const gated = readingOf(candle);
      expect(gated.busy).toBe(false);
      expect([...gated.sides]).toEqual(WINDOWS.map(() => 0));
      expect([...gated.growing]).toEqual(Array(gated.growing.length).fill(0));
      const open = readingOf(candle, partsWithout(new Set(['volume-gate'])));
      const busy = readingOf({ ...candle, volume: 1e6 });
      expect(busy.busy).toBe(true);
      expect(open.extents).toEqual(busy.extents);
    });
  });
});
