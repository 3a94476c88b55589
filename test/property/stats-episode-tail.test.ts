/** The tail of episodes against plain counting, level by level, and against a fit of the plainly counted episodes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { episodeTail, type EpisodeTailOptions } from '../../src-main/stats/episode-tail.ts';
import { gpdFromExceedances, gpdFromMoments, gpdLnSurvival, shrunkGpd } from '../../src-main/stats/gpd.ts';
import { check, randomOf } from './check.ts';

const DAY = 1440;
const [TO, BINS] = [4, 80];
const WIDTH = TO / BINS;
const base: EpisodeTailOptions = {
  from: 0,
  to: TO,
  bins: BINS,
  quiet: 5,
  halfLifeDays: Infinity,
  priorDays: 1e-9,
  priorLnRate: () => -20,
  priorExcess: 0.3,
  priorExcessWeight: 10,
  fewest: 8,
};

/** x as the tail sees it: it is given e^x. */
const seen = (x: number) => Math.log(Math.exp(x));
const binOf = (x: number) => Math.floor(seen(x) / WIDTH);
type Point = readonly [minute: number, x: number];

/** Minutes in which an episode at the level of a bin begins, as a person would count: reached after `quiet` minutes below. */
function begun(points: readonly Point[], bin: number, quiet: number): number[] {
  const minutes: number[] = [];
  let last = -Infinity;
  for (const [minute, x] of points) {
    if (seen(x) < 0 || binOf(x) < bin) continue;
    if (minute - last > quiet) minutes.push(minute);
    last = minute;
  }
  return minutes;
}

function fed(options: EpisodeTailOptions, points: readonly Point[]) {
  const tail = episodeTail(options);
  const m = new Float64Array(tail.cells);
  tail.init(m, 0);
  for (const [minute, x] of points) tail.observe(m, 0, minute, Math.exp(x));
  // Two columns of bins lie last: counts, then the table.
  const counts = tail.cells - 2 * options.bins;
  const count = (bin: number) => m.subarray(counts + bin, counts + options.bins).reduce((sum, n) => sum + n, 0);
  return { tail, m, count };
}

const values = fc.array(fc.double({ min: -1, max: 3.9, noNaN: true }), { minLength: 50, maxLength: 400 });
const paused = fc
  .array(fc.record({ pause: fc.integer({ min: 1, max: 9 }), x: fc.double({ min: -1, max: 3.9, noNaN: true }) }), {
    minLength: 20,
    maxLength: 300,
  })
  .map((given) => {
    let minute = 1000;
    return given.map(({ pause, x }): Point => [(minute += pause), x]);
  });
const inARow = (xs: readonly number[]) => xs.map((x, i): Point => [1000 + i, x]);

/** Independent peaks, far apart, with an exponential excess over 0.5. */
function peaks(name: string, n: number, mean: number): Point[] {
  const random = randomOf(name);
  return Array.from({ length: n }, (_, i): Point => [1000 + 50 * i, 0.5 - mean * Math.log(1 - random.next())]);
}

describe('counting episodes', () => {
  it('counts, at every level, exactly the episodes a fixed level would count', () => {
    check(values, (xs) => {
      const { count } = fed(base, inARow(xs));
      for (let bin = 0; bin < BINS; bin++) expect(count(bin)).toBe(begun(inARow(xs), bin, base.quiet).length);
    });
  });

  it('does so over minutes that are missing', () => {
    check(paused, (points) => {
      const { count } = fed(base, points);
      for (let bin = 0; bin < BINS; bin++) expect(count(bin)).toBe(begun(points, bin, base.quiet).length);
    });
  });

  it('counts one episode of a value that stands still, at its level and below; and none of nothing', () => {
    for (const x of [1.5, 1.5 + 4 * Number.EPSILON]) {
      const still = fed(base, inARow(new Array<number>(5000).fill(x)));
      expect([still.count(0), still.count(29), still.count(31)]).toEqual([1, 1, 0]);
    }
    expect(fed(base, inARow(new Array<number>(5000).fill(-Infinity))).count(0)).toBe(0);
  });

  it('takes NaN as a minute without a value', () => {
    const points = inARow([1, 2, 0.5, 3]);
    expect(fed(base, [...points, [1010, NaN]]).m).toEqual(fed(base, [...points, [1010, -Infinity]]).m);
  });

  it('fades counts and days as explicit weights would, by half with every half-life', () => {
    const halfLifeDays = 3;
    const random = randomOf('tail, fading');
    let minute = 500;
    const points = Array.from({ length: 12_000 }, (): Point => [
      (minute += random.next() < 0.01 ? random.int(2, 200) : 1),
      2 * random.normal(),
    ]);
    const { tail, m, count } = fed({ ...base, halfLifeDays }, points);
    const weight = (at: number) => 2 ** (-(Math.floor(minute / DAY) - Math.floor(at / DAY)) / halfLifeDays);
    for (let bin = 0; bin < BINS; bin += 7) {
      const expected = begun(points, bin, base.quiet).reduce((sum, at) => sum + weight(at), 0);
      expect(count(bin)).toBeCloseTo(expected, 9);
    }
    const days = points.reduce((sum, [at], i) => {
      const exposed = i === 0 ? 1 : Math.min(60, at - points[i - 1][0]);
      return sum + (weight(at) * exposed) / DAY;
    }, 0);
    expect(tail.days(m, 0)).toBeCloseTo(days, 9);
  });
});

describe('rates', () => {
  it('are the prior while nothing was seen, and let it fade by half with every `priorFadeDays` observed', () => {
    const [priorDays, priorFadeDays, days] = [4, 6, 12];
    const options = { ...base, priorDays, priorFadeDays, priorLnRate: (x: number) => Math.log(3) - (x - 1) };
    const fresh = fed(options, []);
    for (const x of [0.5, 1, 2.25])
      expect(Math.exp(fresh.tail.lnRate(fresh.m, 0, x))).toBeCloseTo(3 * Math.exp(1 - x), 9);
    const { tail, m } = fed(
      options,
      Array.from({ length: days * DAY }, (_, i): Point => [i + 1, -1]),
    );
    tail.fit(m, 0);
    const left = priorDays * 2 ** (-days / priorFadeDays);
    expect(Math.exp(tail.lnRate(m, 0, 1))).toBeCloseTo((3 * left) / (days + left), 3);
    const held = fed(
      { ...options, priorFadeDays: undefined },
      Array.from({ length: DAY }, (_, i): Point => [i + 1, -1]),
    );
    held.tail.fit(held.m, 0);
    expect(Math.exp(held.tail.lnRate(held.m, 0, 1))).toBeCloseTo((3 * priorDays) / (1 + priorDays), 6);
  });

  it('never rate a higher level as more frequent, and levelAt is their inverse', () => {
    check(values, (xs) => {
      const { tail, m } = fed(base, inARow(xs));
      tail.fit(m, 0);
      let previous = Infinity;
      for (let x = -0.5; x < 6; x += 0.037) {
        const rate = tail.lnRate(m, 0, x);
        expect(rate).toBeLessThanOrEqual(previous);
        previous = rate;
      }
      const most = tail.lnRate(m, 0, 0);
      for (const rate of [9, 2, 0, -3, -8, -30]) {
        const level = tail.levelAt(m, 0, rate);
        if (rate >= most) expect(level).toBe(0);
        else expect(tail.lnRate(m, 0, level)).toBeCloseTo(rate, 6);
      }
    });
  });

  it('are episodes over days, where there are enough of them', () => {
    const points = peaks('tail, rates', 800, 0.6);
    const { tail, m } = fed({ ...base, fewest: 20 }, points);
    tail.fit(m, 0);
    for (let bin = 10; bin < BINS; bin++) {
      const count = begun(points, bin, base.quiet).length;
      if (count >= 20) expect(Math.exp(tail.lnRate(m, 0, bin * WIDTH)) * tail.days(m, 0)).toBeCloseTo(count, 3);
    }
  });

  it('follow, beyond those, the fit of the plainly counted episodes', () => {
    for (const exponential of [false, true])
      check(
        values,
        (xs) => {
          const points = inARow(xs);
          const { tail, m } = fed({ ...base, exponential }, points);
          tail.fit(m, 0);
          const counts = Array.from({ length: BINS }, (_, bin) => begun(points, bin, base.quiet).length);
          const anchor = counts.findLastIndex((n) => n >= base.fewest);
          if (anchor < 0) return;
          const survival = counts.slice(anchor + 1).map((n) => n / counts[anchor]);
          // Trapezoids from the anchor, where survival is 1.
          const alpha0 = WIDTH / 2 + survival.reduce((sum, s) => sum + s * WIDTH, 0);
          const alpha1 = WIDTH / 4 + survival.reduce((sum, s) => sum + 0.5 * s * s * WIDTH, 0);
          const fitted = exponential ? { shape: 0, scale: alpha0 } : gpdFromMoments(alpha0, alpha1);
          const gpd = shrunkGpd(fitted, counts[anchor], base.priorExcess, base.priorExcessWeight);
          const rate = Math.max(...counts.slice(anchor)) / tail.days(m, 0);
          for (let bin = anchor + 1; bin < BINS; bin += 5)
            expect(tail.lnRate(m, 0, bin * WIDTH)).toBeCloseTo(
              Math.log(rate) + gpdLnSurvival(gpd, (bin - anchor) * WIDTH),
              6,
            );
        },
        60,
      );
  });

  it('agree with a fit of the exceedances themselves, when no two episodes touch and the bins are fine', () => {
    const points = peaks('tail, fit', 4000, 0.4);
    const options = { ...base, bins: 800, fewest: 1000, priorExcessWeight: 1e-9 };
    const width = TO / options.bins;
    const { tail, m, count } = fed(options, points);
    tail.fit(m, 0);
    const anchor = Array.from({ length: options.bins }, (_, bin) => bin).findLast((bin) => count(bin) >= 1000)!;
    const gpd = gpdFromExceedances(points.map(([, x]) => x - anchor * width).filter((y) => y >= 0))!;
    expect(gpd.scale / (1 - gpd.shape)).toBeCloseTo(0.4, 1);
    const at = tail.lnRate(m, 0, anchor * width);
    for (const y of [0.2, 0.4, 0.8, 1.2])
      expect((tail.lnRate(m, 0, anchor * width + y) - at) / gpdLnSurvival(gpd, y)).toBeCloseTo(1, 1);
  });
});

describe('over time', () => {
  it('refits after ten new episodes or as time passes, and is frozen in between', () => {
    const { tail, m } = fed(base, inARow([1, 2, 3]));
    let [fits, minute] = [0, 1003];
    for (let i = 0; i < 5 * DAY; i++) {
      const before = tail.lnRate(m, 0, 1);
      if (tail.observe(m, 0, ++minute, 0)) fits += 1;
      else expect(tail.lnRate(m, 0, 1)).toBe(before);
    }
    // Hourly for three days, then every six hours.
    expect(fits).toBeGreaterThanOrEqual(3 * 24 + 2 * 4);
    // The first hour after the third day may still be one of the hourly ones.
    expect(fits).toBeLessThanOrEqual(3 * 24 + 2 * 4 + 1);
    let again = 0;
    for (let i = 1; i <= 40; i++) if (tail.observe(m, 0, minute + i * 7, Math.exp(3.5))) again += 1;
    expect(again).toBeGreaterThanOrEqual(3);
    expect(again).toBeLessThanOrEqual(6);
  });

  it('does not drift over 200,000 minutes, and continues alike from a copy', () => {
    const random = randomOf('tail, long');
    const options = { ...base, halfLifeDays: 60 };
    const points = Array.from({ length: 200_000 }, (_, i): Point => [i + 1, 1.2 * random.normal()]);
    const { tail, m, count } = fed(options, points);
    const last = points.length;
    const weight = (at: number) => 2 ** (-(Math.floor(last / DAY) - Math.floor(at / DAY)) / 60);
    for (const bin of [0, 10, 40, 60]) {
      const expected = begun(points, bin, base.quiet).reduce((sum, at) => sum + weight(at), 0);
      expect(count(bin) / Math.max(1e-9, expected)).toBeCloseTo(expected > 0 ? 1 : 0, 6);
    }
    const copy = m.slice();
    for (let i = 1; i <= 3000; i++) {
      const value = Math.exp(random.normal());
      expect(tail.observe(copy, 0, last + i, value)).toBe(tail.observe(m, 0, last + i, value));
    }
    expect(copy).toEqual(m);
  });
});
