/** Intervals of shares and medians against plain reckoning: exact binomial sums, and how often they hold the truth. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { medianInterval, medianOf, shareInterval } from '../../src-main/stats/intervals.ts';
import { check, randomOf } from './check.ts';

const ascending = fc
  .array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 60 })
  .map((values) => values.toSorted((a, b) => a - b));

/** P(at most k of n heads). */
function binomial(k: number, n: number): number {
  let sum = 0;
  for (let i = 0; i <= k; i++) {
    let choose = 1;
    for (let j = 0; j < i; j++) choose *= (n - j) / (j + 1);
    sum += choose * 0.5 ** n;
  }
  return sum;
}

describe('the interval of a share', () => {
  it('holds the share, lies in 0–1 and is symmetric', () => {
    check(
      fc.integer({ min: 1, max: 500 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n))),
      ([hits, n]) => {
        const { low, high } = shareInterval(hits, n);
        const mirrored = shareInterval(n - hits, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(hits / n + 1e-12);
        expect(high).toBeGreaterThanOrEqual(hits / n - 1e-12);
        expect(mirrored.low).toBeCloseTo(1 - high, 9);
      },
    );
  });

  it('is Wilson’s: 7 of 12 is 31.9 to 80.7 %', () => {
    const { low, high } = shareInterval(7, 12);
    expect([low, high].map((x) => Math.round(1000 * x))).toEqual([320, 807]);
  });

  it.each([0.1, 0.5, 0.8])('holds a true share of %s about 95 times of 100', (share) => {
    const random = randomOf(`share ${share}`);
    const held = Array.from({ length: 4000 }, () => {
      const hits = Array.from({ length: 40 }, () => random.next()).filter((x) => x < share).length;
      const { low, high } = shareInterval(hits, 40);
      return low <= share && share <= high;
    }).filter(Boolean).length;
    expect(held / 4000).toBeGreaterThan(0.92);
    expect(held / 4000).toBeLessThan(0.98);
  });
});

describe('the interval of a median', () => {
  it('is the innermost pair of ranks that holds it with 95 %', () => {
    check(ascending, (values) => {
      const n = values.length;
      const found = medianInterval(values);
      const rank = Array.from({ length: n }, (_, k) => k).findLast((k) => binomial(k, n) <= 0.025);
      if (rank === undefined) return expect(found).toBeNull();
      expect(found).toEqual({ low: values[rank], high: values[n - 1 - rank] });
    });
  });

  it('is unknown below six values, and all six of six', () => {
    expect(medianInterval([1, 2, 3, 4, 5])).toBeNull();
    expect(medianInterval([1, 2, 3, 4, 5, 6])).toEqual({ low: 1, high: 6 });
    expect([medianOf([1, 2, 9]), medianOf([1, 2, 4, 9]), medianOf([])]).toEqual([2, 3, NaN]);
  });
});
