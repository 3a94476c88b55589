import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gpdFromExceedances, gpdFromMoments, gpdLnSurvival, shrunkGpd } from '../../src-main/stats/gpd.ts';
import { check, randomOf } from './check.ts';

/** Draws of the excess of a GPD with scale 1 by inversion. */
function drawn(shape: number, n: number): number[] {
  const random = randomOf(`gpd ${shape}`);
  return Array.from({ length: n }, () => {
    const u = 1 - random.next();
    return shape === 0 ? -Math.log(u) : (u ** -shape - 1) / shape;
  });
}
/** Without denormals: there digits are lost, and nothing scales. */
const excess = fc.double({ min: 0, max: 1e6, noNaN: true }).map((y) => (y < 1e-9 ? 0 : y));
const exceedances = fc.array(excess, { minLength: 2, maxLength: 60 });
const models = fc.record({
  shape: fc.oneof(fc.double({ min: -0.5, max: 0.5, noNaN: true }), fc.constantFrom(0, 1e-12, -1e-12)),
  scale: fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
});

describe('GPD by probability-weighted moments', () => {
  it.each([
    ['exponential', 0],
    ['Pareto-like', 0.3],
    ['light', -0.3],
  ])('finds shape and scale: %s', (_, shape) => {
    const found = gpdFromExceedances(drawn(shape, 40_000))!;
    expect(Math.abs(found.shape - shape)).toBeLessThan(0.05);
    expect(Math.abs(found.scale - 1)).toBeLessThan(0.05);
  });

  it('knows its bounds: a uniform excess, an undefined mean; the mean is kept where there is one', () => {
    const uniform = gpdFromExceedances(drawn(-1, 40_000))!;
    expect(uniform.shape).toBe(-0.5);
    expect(uniform.scale / (1 - uniform.shape)).toBeCloseTo(0.5, 2);
    expect(gpdFromExceedances(drawn(1.5, 10_000))!.shape).toBe(0.5);
  });

  it('uses unbiased moments: α₁ is half the mean of the smaller of two, over all pairs', () => {
    check(exceedances, (ys) => {
      const n = ys.length;
      let [sum, pairs] = [0, 0];
      for (let i = 0; i < n; i++) {
        sum += ys[i];
        for (let j = i + 1; j < n; j++) pairs += Math.min(ys[i], ys[j]);
      }
      const expected = gpdFromMoments(sum / n, pairs / (n * (n - 1)));
      const found = gpdFromExceedances(ys);
      // All alike up to rounding: whether that has a fit is decided by the last bit.
      if (Math.max(...ys) - Math.min(...ys) <= 1e-9 * Math.max(...ys)) return;
      if (expected === null || found === null) {
        expect(found).toEqual(expected);
        return;
      }
      expect(found.shape).toBeCloseTo(expected.shape, 5);
      expect(found.scale / expected.scale).toBeCloseTo(1, 5);
    });
  });

  it('does not depend on order, and scales with the unit', () => {
    check(exceedances, (ys) => {
      const found = gpdFromExceedances(ys);
      expect(gpdFromExceedances([...ys].reverse())).toEqual(found);
      // A power of two: the same digits.
      const larger = gpdFromExceedances(ys.map((y) => y * 1024));
      expect(larger).toEqual(found && { shape: found.shape, scale: found.scale * 1024 });
    });
  });

  it('says nothing of too few or of nothing', () => {
    expect(gpdFromExceedances([])).toBeNull();
    expect(gpdFromExceedances([1])).toBeNull();
    expect(gpdFromExceedances([0, 0, 0])).toBeNull();
    for (const [a, b] of [
      [0, 0],
      [-1, 1],
      [1, 0.5],
      [1, 0],
      [NaN, 1],
      [1, NaN],
    ])
      expect(gpdFromMoments(a, b)).toBeNull();
  });

  it('of values alike but for an ulp: nothing, or something finite within its bounds', () => {
    for (const y of [1e-12, 1, 0.1, 7e8])
      for (const n of [2, 3, 10, 1000]) {
        const found = gpdFromExceedances(Array.from({ length: n }, (_, i) => y * (1 + (i % 2) * Number.EPSILON)));
        if (found === null) continue;
        expect(Math.abs(found.shape)).toBeLessThanOrEqual(0.5);
        expect(found.scale).toBeGreaterThan(0);
        expect(found.scale).toBeLessThanOrEqual(2 * y);
      }
  });
});

describe('survival', () => {
  it('is 1 at 0 and below, falls strictly, and calls no value impossible', () => {
    check(models, (gpd) => {
      for (const y of [0, -1, NaN]) expect(gpdLnSurvival(gpd, y)).toBe(0);
      let before = 0;
      for (let y = gpd.scale / 8; y < gpd.scale * 1000; y *= 1.1) {
        const now = gpdLnSurvival(gpd, y);
        expect(now).toBeLessThan(before);
        expect(Number.isFinite(now)).toBe(true);
        before = now;
      }
    });
  });

  it('is that of the distribution where it has no end, and near it where it has one', () => {
    check(models, (gpd) => {
      const { shape, scale } = gpd;
      for (const share of [0.1, 0.5, 1, 1.4]) {
        const y = share * scale;
        if (Math.abs(shape) < 1e-6) expect(gpdLnSurvival(gpd, y)).toBeCloseTo(-share, 4);
        else expect(Math.exp(gpdLnSurvival(gpd, y))).toBeCloseTo((1 + (shape * y) / scale) ** (-1 / shape), 6);
      }
    });
  });

  it('goes on in one piece where a light tail is continued, value and slope', () => {
    check(fc.double({ min: -0.5, max: -0.05, noNaN: true }), (shape) => {
      const gpd = { shape, scale: 1 };
      const seam = 0.75 / -shape;
      const h = 1e-6;
      const at = (y: number) => gpdLnSurvival(gpd, y);
      expect(at(seam + h)).toBeCloseTo(at(seam - h), 4);
      expect((at(seam + 2 * h) - at(seam + h)) / h).toBeCloseTo((at(seam - h) - at(seam - 2 * h)) / h, 2);
    });
  });

  it('matches what was drawn, share by share', () => {
    const [ys, gpd] = [drawn(0.2, 50_000), { shape: 0.2, scale: 1 }];
    for (const y of [0.1, 0.5, 1, 2, 4]) {
      const share = ys.filter((one) => one > y).length / ys.length;
      expect(share).toBeCloseTo(Math.exp(gpdLnSurvival(gpd, y)), 1.7);
    }
  });
});

describe('shrinking', () => {
  it('lies between the fit and the exponential, at either end with much or no weight', () => {
    check(fc.tuple(models, fc.double({ min: 0.01, max: 10, noNaN: true })), ([gpd, mean]) => {
      expect(shrunkGpd(null, 50, mean, 10)).toEqual({ shape: 0, scale: mean });
      const none = shrunkGpd(gpd, 0, mean, 10);
      expect(none.shape).toBeCloseTo(0, 12);
      expect(none.scale).toBeCloseTo(mean, 9);
      const all = shrunkGpd(gpd, 1e12, mean, 10);
      expect(all.shape).toBeCloseTo(gpd.shape, 6);
      expect(all.scale / gpd.scale).toBeCloseTo(1, 6);
      const half = shrunkGpd(gpd, 10, mean, 10);
      expect(half.shape).toBeCloseTo(gpd.shape / 2, 9);
      const meanOf = ({ shape, scale }: typeof gpd) => scale / (1 - shape);
      expect(meanOf(half)).toBeCloseTo((meanOf(gpd) + mean) / 2, 6);
    });
  });
});
