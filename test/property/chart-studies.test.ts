/** The chart's studies, taken in bar by bar with amended newest bars, against their definitions said plainly over all closes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BAND_LENGTH,
  BAND_WIDTH,
  createBollinger,
  createEma,
  createStudies,
} from '../../src-renderer/chart/studies.ts';
import { check } from './check.ts';

/** Begun with the mean of the first n closes, then α = 2 / (n + 1). */
function naiveEma(closes: readonly number[], length: number): number | null {
  if (closes.length < length) return null;
  const first = closes.slice(0, length).reduce((sum, close) => sum + close, 0) / length;
  return closes.slice(length).reduce((ema, close) => (2 / (length + 1)) * close + (1 - 2 / (length + 1)) * ema, first);
}

function naiveBand(closes: readonly number[], length: number, width: number) {
  if (closes.length < length) return null;
  const last = closes.slice(-length);
  const middle = last.reduce((sum, close) => sum + close, 0) / length;
  const sigma = Math.sqrt(last.map((close) => (close - middle) ** 2).reduce((sum, square) => sum + square, 0) / length);
  return { upper: middle + width * sigma, middle, lower: middle - width * sigma };
}

/** A bar that ends, or the same bar with another close. */
interface Step {
  readonly amends: boolean;
  readonly close: number;
}
const price = fc.oneof(
  fc.double({ min: 1e-12, max: 1e-10, noNaN: true }),
  fc.double({ min: 100_000, max: 999_999, noNaN: true }),
);
const steps = fc.array(fc.record({ amends: fc.boolean(), close: price }), { minLength: 1, maxLength: 120 });

/** What a study says after each step, beside the closes as they are then. */
function walked<V>(study: { push(close: number): V; amend(close: number): V }, list: readonly Step[]) {
  const closes: number[] = [];
  return list.map(({ amends, close }) => {
    const amending = amends && closes.length > 0;
    if (amending) closes.pop();
    closes.push(close);
    return { said: amending ? study.amend(close) : study.push(close), closes: [...closes] };
  });
}

const near = (a: number | null, b: number | null, scale: number): void => {
  if (a === null || b === null) expect(a).toBe(b);
  else expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * scale);
};

describe('moving averages', () => {
  it('are what the definition says after each bar and each amended bar, for tiny and six-digit prices', () => {
    check(fc.record({ length: fc.integer({ min: 1, max: 30 }), list: steps }), ({ length, list }) => {
      for (const { said, closes } of walked(createEma(length), list))
        near(said, naiveEma(closes, length), Math.max(...closes));
    });
  });
});

describe('Bollinger bands', () => {
  it('are the mean and deviation of exactly the last closes', () => {
    check(fc.record({ length: fc.integer({ min: 1, max: 25 }), list: steps }), ({ length, list }) => {
      for (const { said, closes } of walked(createBollinger(length, BAND_WIDTH), list)) {
        const wanted = naiveBand(closes, length, BAND_WIDTH);
        for (const part of ['upper', 'middle', 'lower'] as const)
          near(said?.[part] ?? null, wanted?.[part] ?? null, Math.max(...closes));
      }
    });
  });
});

describe('studies together', () => {
  it('say nothing while they are off, and each what it says alone', () => {
    check(fc.record({ ema: fc.boolean(), bands: fc.boolean(), list: steps }), ({ ema, bands, list }) => {
      for (const { said, closes } of walked(createStudies({ ema, fast: 3, slow: 7, bands }), list)) {
        const scale = Math.max(...closes);
        near(said.fast, ema ? naiveEma(closes, 3) : null, scale);
        near(said.slow, ema ? naiveEma(closes, 7) : null, scale);
        near(said.upper, bands ? (naiveBand(closes, BAND_LENGTH, BAND_WIDTH)?.upper ?? null) : null, scale);
      }
    });
  });
});
