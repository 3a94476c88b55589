import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src-main/base/random.ts';
import { createEpisodeTail } from '../../src-main/stats/episode-tail.ts';
import { createEwMoments } from '../../src-main/stats/ew-moments.ts';
import { createEwQuantile } from '../../src-main/stats/ew-quantile.ts';
import { packFloats, unpackAll, packAll, unpackFloats } from '../../src-main/stats/packed.ts';
import { createRobustVariance } from '../../src-main/stats/robust-variance.ts';
import { createSlidingMax } from '../../src-main/stats/sliding-max.ts';

const seed = Number(process.env.MANE_SEED ?? 20240101);
console.log(`property seed ${seed} (set MANE_SEED to change)`);
const check = <T>(arbitrary: fc.Arbitrary<T>, run: (value: T) => void, numRuns = 100) =>
  fc.assert(fc.property(arbitrary, run), { seed, numRuns });

const returns = fc.array(fc.oneof(fc.double({ min: -0.05, max: 0.05, noNaN: true }), fc.constant(0)), {
  minLength: 1,
  maxLength: 400,
});

describe('robust variance', () => {
  const options = { fastHalfLife: 20, slowHalfLife: 200, clip: 4, warm: 30 };

  it('equals the same weighted sum computed in one go', () => {
    check(returns, (xs) => {
      const streaming = createRobustVariance(options);
      for (const x of xs) streaming.update(x, 1e-6);
      const batch = batchVariance(xs, options);
      expect(streaming.fast()).toBeCloseTo(batch.fast, 12);
      expect(streaming.slow()).toBeCloseTo(batch.slow, 12);
    });
  });

  /** Explicit weights: w_i = a_i · Π_{j>i}(1 − a_j), on values clipped by the estimate before them. */
  function batchVariance(xs: readonly number[], o: typeof options) {
    const weighted = (squares: readonly number[], halfLife: number) => {
      const rate = 1 - 2 ** (-1 / halfLife);
      const a = squares.map((_, i) => Math.max(1 / (i + 1), rate));
      return squares.reduce((sum, x2, i) => sum + x2 * a[i] * a.slice(i + 1).reduce((p, r) => p * (1 - r), 1), 0);
    };
    const squares: number[] = [];
    for (const [i, x] of xs.entries()) {
      const [fast, slow] = [weighted(squares, o.fastHalfLife), weighted(squares, o.slowHalfLife)];
      const bound = o.clip ** 2 * Math.max(Math.sqrt(fast * slow), 1e-12);
      squares.push(i + 1 > o.warm ? Math.min(x * x, bound) : x * x);
    }
    return { fast: weighted(squares, o.fastHalfLife), slow: weighted(squares, o.slowHalfLife) };
  }

  it('finds σ of Gaussian noise, one wild value included, and survives a constant series', () => {
    const random = seededRandom(seed);
    const variance = createRobustVariance({ ...options, slowHalfLife: 2000 });
    for (let i = 0; i < 5000; i++) variance.update(i === 4990 ? 1 : random.normal() * 0.001, 1e-6);
    expect(Math.sqrt(variance.slow()) / 0.001).toBeGreaterThan(0.93);
    expect(Math.sqrt(variance.slow()) / 0.001).toBeLessThan(1.07);
    const constant = createRobustVariance(options);
    for (let i = 0; i < 500; i++) constant.update(0, 1e-5);
    for (let i = 0; i < 2000; i++) constant.update(i % 2 ? 0.001 : -0.001, 1e-5);
    expect(constant.sigma(0.5)).toBeGreaterThan(0.0008);
  });

  it('is not changed by NaN or infinities', () => {
    check(fc.constantFrom(NaN, Infinity, -Infinity), (bad) => {
      const variance = createRobustVariance(options);
      variance.update(0.01, 1e-6);
      const before = packFloats(variance.state);
      variance.update(bad, 1e-6);
      expect(packFloats(variance.state)).toBe(before);
    });
  });
});

describe('EW moments', () => {
  it('are the plain mean and variance while few values were seen', () => {
    check(fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 25 }), (xs) => {
      const moments = createEwMoments({ classes: 3, halfLife: 1e9, clip: 4, warm: 30 });
      for (const x of xs) moments.update(1, x);
      const mean = xs.reduce((a, b) => a + b, 0) / xs.length;
      const variance = xs.reduce((a, b) => a + (b - mean) ** 2, 0) / xs.length;
      expect(moments.mean(1)).toBeCloseTo(mean, 8);
      expect(moments.variance(1)).toBeCloseTo(variance, 6);
      expect(moments.count(0)).toBe(0);
    });
  });
});

describe('EW quantile', () => {
  it('settles where the share of values below is τ', () => {
    const random = seededRandom(seed);
    const quantile = createEwQuantile(0.9, 0, 0.005);
    for (let i = 0; i < 20_000; i++) quantile.update(random.normal());
    expect(quantile.value()).toBeGreaterThan(1.15);
    expect(quantile.value()).toBeLessThan(1.42);
  });
});

describe('sliding maximum', () => {
  it('equals the maximum of the last steps, with steps left out', () => {
    const steps = fc.array(
      fc.record({ pause: fc.integer({ min: 1, max: 12 }), value: fc.double({ min: -5, max: 5, noNaN: true }) }),
      { maxLength: 300 },
    );
    check(steps, (given) => {
      const span = 7;
      const max = createSlidingMax(span);
      const seen: [number, number][] = [];
      let step = 1000;
      for (const { pause, value } of given) {
        step += pause;
        const plain = seen.filter(([at]) => at >= step - span).reduce((a, [, v]) => Math.max(a, v), -Infinity);
        expect(max.before(step)).toBe(plain);
        max.push(step, value);
        seen.push([step, value]);
      }
    });
  });
});

describe('episode tail', () => {
  const options = {
    from: 0,
    to: 4,
    bins: 80,
    quiet: 5,
    halfLifeDays: 1e9,
    priorDays: 1e-9,
    priorLnRate: () => -20,
    priorExcess: 0.3,
    priorExcessWeight: 10,
    fewest: 8,
  };
  const values = fc.array(fc.double({ min: -1, max: 3.9, noNaN: true }), { minLength: 50, maxLength: 600 });

  /** Episodes at one level, counted as a person would: begun when reached after `quiet` minutes below. */
  function plainCount(xs: readonly number[], level: number, quiet: number): number {
    let [count, last] = [0, -Infinity];
    for (const [i, x] of xs.entries()) {
      if (x < level) continue;
      if (i - last > quiet) count += 1;
      last = i;
    }
    return count;
  }

  it('counts, at every level, exactly the episodes a fixed level would count', () => {
    check(values, (xs) => {
      const tail = createEpisodeTail(options);
      for (const [i, x] of xs.entries()) tail.observe(1000 + i, x);
      let sum = 0;
      for (let bin = options.bins - 1; bin >= 0; bin--) {
        sum += tail.arrays.counts[bin];
        expect(sum).toBe(plainCount(xs, (bin * 4) / options.bins, options.quiet));
      }
    });
  });

  it('lets its prior fade: by half with every `priorFadeDays` observed', () => {
    const [priorDays, priorFadeDays, days] = [4, 6, 12];
    const tail = createEpisodeTail({ ...options, priorDays, priorFadeDays, priorLnRate: (x) => Math.log(3) - (x - 1) });
    tail.fit();
    expect(Math.exp(tail.lnRate(1))).toBeCloseTo(3, 9);
    for (let minute = 1; minute <= days * 1440; minute++) tail.observe(minute, -1);
    tail.fit();
    const left = priorDays * 2 ** (-days / priorFadeDays);
    expect(Math.exp(tail.lnRate(1))).toBeCloseTo((3 * left) / (days + left), 3);
  });

  it('never rates a higher level as more frequent, and levelAt is its inverse', () => {
    check(values, (xs) => {
      const tail = createEpisodeTail(options);
      for (const [i, x] of xs.entries()) tail.observe(1000 + i, x);
      tail.fit();
      let previous = Infinity;
      for (let x = -0.5; x < 6; x += 0.037) {
        const rate = tail.lnRate(x);
        expect(rate).toBeLessThanOrEqual(previous);
        previous = rate;
      }
      for (const rate of [2, 0, -3, -8])
        expect(tail.lnRate(tail.levelAt(rate))).toBeLessThanOrEqual(Math.max(rate, tail.lnRate(0)) + 1e-6);
    });
  });
});

describe('packed state', () => {
  it('comes back bit for bit, and is refused with another length', () => {
    check(fc.array(fc.double(), { maxLength: 50 }), (xs) => {
      const values = Float64Array.from(xs);
      const copy = new Float64Array(values.length);
      expect(unpackFloats(packFloats(values), copy)).toBe(true);
      expect(packFloats(copy)).toBe(packFloats(values));
      expect(unpackFloats(packFloats(values), new Float64Array(values.length + 1))).toBe(false);
    });
  });

  it('restores all arrays or none', () => {
    const [a, b] = [Float64Array.of(1, 2), Float64Array.of(3)];
    const state = { ...packAll({ a, b }), b: 'x' };
    const [x, y] = [Float64Array.of(9, 9), Float64Array.of(9)];
    expect(unpackAll(state, { a: x, b: y })).toBe(false);
    expect([...x, ...y]).toEqual([9, 9, 9]);
  });
});
