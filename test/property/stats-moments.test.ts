/** Means, variances and quantiles that are kept by the minute, against what the same values give in one go. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ewMoments } from '../../src-main/stats/ew-moments.ts';
import { ewQuantile } from '../../src-main/stats/ew-quantile.ts';
import { rollingMoments } from '../../src-main/stats/rolling-moments.ts';
import { check, NOT_FINITE, randomOf } from './check.ts';

const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 200 });
const ulps = (x: number, n: number) => Array.from({ length: n }, (_, i) => x * (1 + (i % 3) * Number.EPSILON));

/** Mean and variance under weights that sum to one. */
function momentsOf(xs: readonly number[], weights: readonly number[]) {
  const mean = xs.reduce((sum, x, i) => sum + weights[i] * x, 0);
  return { mean, variance: xs.reduce((sum, x, i) => sum + weights[i] * (x - mean) ** 2, 0) };
}

describe('EW moments', () => {
  const halfLife = 12;
  const plain = ewMoments({ classes: 3, halfLife, clip: Infinity, warm: 30 });
  const fed = (of: typeof plain, xs: Iterable<number>, row = 1) => {
    const m = new Float64Array(of.cells);
    for (const x of xs) of.update(m, 0, row, x);
    return m;
  };

  it('are the mean and variance under weights that halve with every half-life', () => {
    check(values, (xs) => {
      const m = fed(plain, xs);
      const rate = 1 - 2 ** (-1 / halfLife);
      const a = xs.map((_, i) => Math.max(1 / (i + 1), rate));
      const weights = a.map((own, i) => a.slice(i + 1).reduce((left, later) => left * (1 - later), own));
      const { mean, variance } = momentsOf(xs, weights);
      expect(plain.mean(m, 0, 1)).toBeCloseTo(mean, 9);
      expect(plain.variance(m, 0, 1)).toBeCloseTo(variance, 6);
      expect(plain.count(m, 0, 1)).toBe(xs.length);
    });
  });

  it('are the plain mean and variance while few values were seen, of their own class alone', () => {
    const slow = ewMoments({ classes: 3, halfLife: 1e9, clip: 4, warm: 30 });
    check(fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 25 }), (xs) => {
      const m = fed(slow, xs);
      const { mean, variance } = momentsOf(xs, new Array<number>(xs.length).fill(1 / xs.length));
      expect(slow.mean(m, 0, 1)).toBeCloseTo(mean, 8);
      expect(slow.variance(m, 0, 1)).toBeCloseTo(variance, 6);
      expect([slow.count(m, 0, 0), slow.mean(m, 0, 2), slow.variance(m, 0, 0)]).toEqual([0, 0, 0]);
    });
  });

  it('let a wild value of either sign pull no further than its bound', () => {
    const clipped = ewMoments({ classes: 1, halfLife, clip: 4, warm: 30 });
    const random = randomOf('moments, wild');
    const xs = Array.from({ length: 500 }, () => random.normal());
    for (const wild of [1e12, -1e12]) {
      const m = fed(clipped, xs, 0);
      const [mean, sd] = [clipped.mean(m, 0, 0), Math.sqrt(clipped.variance(m, 0, 0))];
      clipped.update(m, 0, 0, wild);
      const pulled = (1 - 2 ** (-1 / halfLife)) * 4 * sd * Math.sign(wild);
      expect(clipped.mean(m, 0, 0)).toBeCloseTo(mean + pulled, 9);
    }
  });

  it('of a series that stands still: no variance, or that of its ulps', () => {
    for (const x of [0, 17.25, 1e9, -3e-7]) {
      const still = fed(plain, new Array<number>(10_000).fill(x));
      expect([plain.mean(still, 0, 1), plain.variance(still, 0, 1)]).toEqual([x, 0]);
      const near = fed(plain, ulps(x, 10_000));
      expect(plain.variance(near, 0, 1)).toBeGreaterThanOrEqual(0);
      expect(plain.variance(near, 0, 1)).toBeLessThanOrEqual((4 * Number.EPSILON * x) ** 2);
    }
  });

  it('do not drift over a million values far from zero', () => {
    const random = randomOf('moments, long');
    const xs = Array.from({ length: 1_000_000 }, () => 20 + 0.01 * random.normal());
    const m = fed(plain, xs);
    const last = xs.slice(-1000);
    const rate = 1 - 2 ** (-1 / halfLife);
    const { mean, variance } = momentsOf(
      last,
      last.map((_, i) => rate * (1 - rate) ** (last.length - 1 - i)),
    );
    expect(plain.mean(m, 0, 1)).toBeCloseTo(mean, 10);
    expect(plain.variance(m, 0, 1) / variance).toBeCloseTo(1, 6);
  });

  it('are not changed by NaN or infinities', () => {
    for (const bad of NOT_FINITE) expect(fed(plain, [1, 2, bad])).toEqual(fed(plain, [1, 2]));
  });
});

describe('EW quantile', () => {
  const fed = (options: Parameters<typeof ewQuantile>[0], xs: Iterable<number>) => {
    const quantile = ewQuantile(options);
    const m = new Float64Array(quantile.cells);
    for (const x of xs) quantile.update(m, 0, x);
    return quantile.value(m, 0);
  };

  it.each([
    [0.5, -0.13, 0.13],
    [0.9, 1.15, 1.42],
    [0.1, -1.42, -1.15],
  ])('settles where a share of %d lies below, and stays there', (tau, from, to) => {
    for (const length of [20_000, 300_000]) {
      const random = randomOf(`quantile ${tau}`);
      const value = fed(
        { tau, start: 0, step: 0.005 },
        Array.from({ length }, () => random.normal()),
      );
      expect(value).toBeGreaterThan(from);
      expect(value).toBeLessThan(to);
    }
  });

  it('begins at its start, and follows a level that has moved', () => {
    const random = randomOf('quantile, moved');
    expect(fed({ tau: 0.5, start: 1.5, step: 0.01 }, [])).toBe(1.5);
    const xs = Array.from({ length: 20_000 }, (_, i) => random.normal() + (i < 10_000 ? 0 : 5));
    expect(fed({ tau: 0.5, start: 0, step: 0.01 }, xs)).toBeCloseTo(5, 0);
  });

  it('stays within two steps of a series that stands still', () => {
    for (const x of [0, 1.5, 1.5 + Number.EPSILON])
      expect(Math.abs(fed({ tau: 0.9, start: 0, step: 0.005 }, new Array<number>(20_000).fill(x)) - x)).toBeLessThan(
        0.01,
      );
  });

  it('is not changed by NaN or infinities', () => {
    const options = { tau: 0.9, start: 0, step: 0.005 };
    for (const bad of NOT_FINITE) expect(fed(options, [1, bad, 2])).toBe(fed(options, [1, 2]));
  });
});

describe('rolling moments', () => {
  const SPAN = 20;
  const rolling = rollingMoments(SPAN);
  const plain = (xs: readonly number[]) =>
    momentsOf(xs.slice(-SPAN), new Array<number>(Math.min(SPAN, xs.length)).fill(1 / Math.min(SPAN, xs.length)));

  it('are mean and variance of the last twenty, at every moment', () => {
    check(values, (xs) => {
      const m = new Float64Array(rolling.cells);
      for (const [i, x] of xs.entries()) {
        rolling.update(m, 0, x);
        const { mean, variance } = plain(xs.slice(0, i + 1));
        expect(rolling.mean(m, 0)).toBeCloseTo(mean, 9);
        expect(rolling.variance(m, 0)).toBeCloseTo(variance, 6);
        expect(rolling.count(m, 0)).toBe(Math.min(SPAN, i + 1));
      }
    });
  });

  it('begin anew when reset, whatever was before', () => {
    check(fc.tuple(values, values), ([before, after]) => {
      const [m, fresh] = [new Float64Array(rolling.cells), new Float64Array(rolling.cells)];
      for (const x of before) rolling.update(m, 0, x);
      rolling.reset(m, 0);
      expect([rolling.count(m, 0), rolling.mean(m, 0), rolling.variance(m, 0)]).toEqual([0, 0, 0]);
      for (const x of after) {
        rolling.update(m, 0, x);
        rolling.update(fresh, 0, x);
        expect([rolling.mean(m, 0), rolling.variance(m, 0)]).toEqual([
          rolling.mean(fresh, 0),
          rolling.variance(fresh, 0),
        ]);
      }
    });
  });

  it('do not drift over a million log prices, nor remember a wild one that has left', () => {
    const random = randomOf('rolling, long');
    const [m, last] = [new Float64Array(rolling.cells), [] as number[]];
    for (let i = 0; i < 1_000_000; i++) {
      const x = i === 999_950 ? 1e9 : 10.3 + 1e-4 * random.normal();
      rolling.update(m, 0, x);
      if (i >= 1_000_000 - SPAN) last.push(x);
    }
    expect(rolling.mean(m, 0)).toBeCloseTo(plain(last).mean, 12);
    expect(rolling.variance(m, 0) / plain(last).variance).toBeCloseTo(1, 6);
  });

  it('of a series that stands still: no variance, or that of its ulps', () => {
    for (const x of [0, 10.3, -2e8]) {
      const [still, near] = [new Float64Array(rolling.cells), new Float64Array(rolling.cells)];
      for (let i = 0; i < 10_000; i++) rolling.update(still, 0, x);
      expect(rolling.mean(still, 0)).toBeCloseTo(x, 6);
      expect(rolling.variance(still, 0)).toBeLessThanOrEqual((4 * Number.EPSILON * x) ** 2);
      for (const y of ulps(x, 10_000)) {
        rolling.update(near, 0, y);
        expect(rolling.variance(near, 0)).toBeGreaterThanOrEqual(0);
        expect(rolling.variance(near, 0)).toBeLessThanOrEqual((30 * Number.EPSILON * x) ** 2);
      }
    }
  });

  it('are not changed by NaN or infinities', () => {
    for (const bad of NOT_FINITE) {
      const m = new Float64Array(rolling.cells);
      for (const x of [1, 2, 3]) rolling.update(m, 0, x);
      const before = m.slice();
      rolling.update(m, 0, bad);
      expect(m).toEqual(before);
    }
  });
});
