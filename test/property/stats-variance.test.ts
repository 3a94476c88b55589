/** The robust variance against explicit weights: w_i = a_i · Π_{j>i}(1 − a_j), on values clipped by the estimate before them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ewVariance } from '../../src-main/stats/ew-variance.ts';
import { check, NOT_FINITE, randomOf } from './check.ts';

const options = { halfLives: [10, 20, 200], clip: 4, warm: 30, clipBy: [1, 2] } as const;
const FLOOR = 1e-6;
const robust = ewVariance(options);
const plain = ewVariance({ ...options, clip: Infinity });

const size = (max: number) => fc.double({ min: -max, max, noNaN: true });
/** Mostly small, so that the large ones among them are clipped. */
const value = fc.oneof({ weight: 8, arbitrary: size(0.0005) }, { weight: 1, arbitrary: size(0.05) }, { weight: 1, arbitrary: fc.constant(0) }); // prettier-ignore
const returns = fc.array(value, { minLength: 1, maxLength: 300, size: 'max' });

function weighted(squares: readonly number[], halfLife: number): number {
  const rate = 1 - 2 ** (-1 / halfLife);
  let [sum, left] = [0, 1];
  for (let i = squares.length - 1; i >= 0; i--) {
    const a = Math.max(1 / (i + 1), rate);
    sum += squares[i] * a * left;
    left *= 1 - a;
  }
  return sum;
}

function batch(xs: readonly number[]): number[] {
  const squares: number[] = [];
  for (const [i, x] of xs.entries()) {
    const [first, second] = options.clipBy.map((k) => weighted(squares, options.halfLives[k]));
    const bound = options.clip ** 2 * Math.max(Math.sqrt(first * second), FLOOR ** 2);
    squares.push(i + 1 > options.warm ? Math.min(x * x, bound) : x * x);
  }
  return options.halfLives.map((halfLife) => weighted(squares, halfLife));
}

const fed = (estimator: typeof robust, xs: Iterable<number>, floor = FLOOR) => {
  const m = new Float64Array(estimator.cells);
  for (const x of xs) estimator.update(m, 0, x, floor);
  return m;
};
const variances = (m: Float64Array) => options.halfLives.map((_, k) => robust.variance(m, 0, k));

describe('robust variance', () => {
  it('equals the same weighted sum computed in one go, at every speed', () => {
    check(returns, (xs) => {
      const m = fed(robust, xs);
      expect(robust.count(m, 0)).toBe(xs.length);
      for (const [k, expected] of batch(xs).entries()) expect(robust.variance(m, 0, k)).toBeCloseTo(expected, 12);
    });
  });

  it('finds σ of Gaussian noise, one wild value included, and survives a constant series', () => {
    const random = randomOf('variance');
    const slow = ewVariance({ ...options, halfLives: [10, 20, 2000] });
    const m = fed(
      slow,
      Array.from({ length: 5000 }, (_, i) => (i === 4990 ? 1 : random.normal() * 0.001)),
    );
    const sigma = Math.sqrt(slow.variance(m, 0, 2));
    expect(sigma / 0.001).toBeGreaterThan(0.93);
    expect(sigma / 0.001).toBeLessThan(1.07);
    const after = fed(robust, new Array<number>(500).fill(0), 1e-5);
    for (let i = 0; i < 2000; i++) robust.update(after, 0, i % 2 ? 0.001 : -0.001, 1e-5);
    for (const variance of variances(after)) expect(Math.sqrt(variance)).toBeGreaterThan(0.0008);
  });

  it('follows a series that differs from one value by nothing, or by one ulp', () => {
    for (const x of [0, 1e-9, 0.01, 3]) {
      const near = Array.from({ length: 1000 }, (_, i) => x * (1 + (i % 3) * Number.EPSILON));
      for (const variance of variances(fed(robust, near))) {
        expect(variance).toBeGreaterThanOrEqual(0);
        expect(Math.abs(variance - x * x)).toBeLessThanOrEqual(1e-12 * x * x);
      }
    }
  });

  it('does not drift: after a million values it is what the last thousands alone give', () => {
    const random = randomOf('variance, long');
    const [xs, last] = [new Float64Array(1_000_000), 12_000];
    for (let i = 0; i < xs.length; i++) xs[i] = random.normal() * (i < 900_000 ? 1 : 0.01);
    const m = fed(plain, xs);
    for (const [k, halfLife] of options.halfLives.entries()) {
      const rate = 1 - 2 ** (-1 / halfLife);
      let sum = 0;
      for (let i = 0; i < last; i++) sum += rate * (1 - rate) ** i * xs[xs.length - 1 - i] ** 2;
      expect(plain.variance(m, 0, k) / sum).toBeCloseTo(1, 10);
    }
    expect(m.every(Number.isFinite)).toBe(true);
  });

  it('lets one wild value count for no more than its bound, whatever its size', () => {
    check(fc.double({ min: 1e3, max: 1e100, noNaN: true }), (wild) => {
      const random = randomOf('variance, wild');
      const quiet = fed(
        robust,
        Array.from({ length: 400 }, () => random.normal()),
      );
      const before = variances(quiet);
      robust.update(quiet, 0, wild, FLOOR);
      const bound = options.clip ** 2 * Math.sqrt(before[1] * before[2]);
      for (const [k, halfLife] of options.halfLives.entries()) {
        const rate = Math.max(1 / 401, 1 - 2 ** (-1 / halfLife));
        expect(robust.variance(quiet, 0, k)).toBeCloseTo(before[k] + rate * (bound - before[k]), 10);
      }
    });
  });

  it('is not changed by NaN or infinities', () => {
    for (const bad of NOT_FINITE) {
      const m = fed(robust, [0.01, -0.02]);
      const before = m.slice();
      robust.update(m, 0, bad, FLOOR);
      expect(m).toEqual(before);
    }
  });
});
