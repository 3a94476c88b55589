import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMultiTimeframe, createWindowReading } from '../../src-main/detect/multi-timeframe.ts';
import { WINDOWS } from '../../src-main/market/minute-series.ts';
import { MINUTE_MS, type Candle } from '../../src-shared/market.ts';
import { tape } from '../unit/detect/synthetic.ts';

const seed = Number(process.env.MANE_SEED ?? 20240101);
console.log(`property seed ${seed} (set MANE_SEED to change)`);

const past = tape({ seed: 'extent', minutes: 3000 });
const last = past.at(-1)!;
const detector = createMultiTimeframe();
for (const candle of past) detector.update(candle);

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

function readingOf(candle: Candle) {
  const reading = createWindowReading();
  detector.read(candle, reading);
  return reading;
}

describe('extent of a move', () => {
  it('what may raise inside a minute only grows, and never exceeds what the closed candle has', () => {
    fc.assert(
      fc.property(prints, (given) => {
        const readings = formingOf(given).map(readingOf);
        const closed = readings.at(-1)!;
        for (let i = 0; i < WINDOWS.length; i++) {
          let before = 0;
          for (const { growing } of readings) {
            const now = Number.isNaN(growing[i]) ? 0 : growing[i];
            expect(now).toBeGreaterThanOrEqual(before);
            expect(now).toBeLessThanOrEqual(closed.extents[i]);
            before = now;
          }
        }
      }),
      { seed },
    );
  });

  it('equals its formula, from closes and σ at the reference', () => {
    const [powers, offsets] = [
      [0, 0.5, 0.5, 0.5, 0.5],
      [1.12, 0.8, 0.12, 0.1, 0],
    ];
    fc.assert(
      fc.property(prints, (given) => {
        const candle = formingOf(given).at(-1)!;
        const busy = detector.isBusy(candle);
        const reading = readingOf(candle);
        for (const [i, w] of WINDOWS.entries()) {
          const ref = past[past.length - w].close;
          const sigma = detector.series.sigma(candle.openTime / MINUTE_MS, w);
          const away = (price: number) => Math.abs(Math.log(price / ref));
          const far = busy ? 0.7 * Math.max(away(candle.high), away(candle.low)) : 0;
          const size = Math.max(away(candle.close), far);
          const lnExtent =
            Math.log(size) -
            0.5 * Math.log(w) -
            powers[i] * Math.log(sigma) -
            (1 - powers[i]) * Math.log(0.0009) -
            offsets[i];
          if (size < 1e-9) continue;
          expect(Math.log(reading.extents[i])).toBeCloseTo(lnExtent, 8);
          expect(Math.abs(reading.scores[i])).toBeCloseTo(size / (sigma * Math.sqrt(w)), 8);
          expect(Math.sign(reading.scores[i])).toBe(Math.sign(reading.moves[i]));
          expect(reading.prices[i]).toBeCloseTo(ref * Math.exp(reading.moves[i]), 6);
        }
      }),
      { seed },
    );
  });
});
