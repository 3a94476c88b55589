/** Season, volatility and usual volume: what was planted is found. */
import { describe, expect, it } from 'vitest';
import { hourOf, learnSeason, minuteClassOf, SEASON_CELLS, seasonFactor2 } from '../../src-main/market/seasonality.ts';
import * as volatility from '../../src-main/market/volatility.ts';
import { isBusyZ, learnVolume, PROFILE_CELLS, volumesSeen, volumeZ } from '../../src-main/market/volume-profile.ts';
import { NOT_FINITE, randomOf } from './check.ts';

const DAY = 1440;
/** A midnight, in minutes. */
const BEGIN = 28_000_800;
const [WILD_HOUR, CALM_HOUR] = [14, 4];

describe('minute classes', () => {
  it('are the full hour, the quarters, other multiples of five, and the rest', () => {
    const counts = [0, 0, 0, 0];
    for (let minute = BEGIN; minute < BEGIN + DAY; minute++) counts[minuteClassOf(minute)] += 1;
    expect(counts).toEqual([24, 72, 192, 1152]);
    expect([0, 15, 30, 45, 5, 20, 7].map((minute) => minuteClassOf(BEGIN + minute))).toEqual([0, 1, 1, 1, 2, 2, 3]);
    expect([hourOf(BEGIN), hourOf(BEGIN + 61), hourOf(BEGIN + DAY - 1)]).toEqual([0, 1, 23]);
  });
});

describe('season', () => {
  const planted = (minute: number) =>
    (hourOf(minute) === WILD_HOUR ? 4 : hourOf(minute) === CALM_HOUR ? 0.25 : 1) *
    (minuteClassOf(minute) === 0 ? 3 : 1);
  function taught(days: number, of = planted) {
    const random = randomOf('season');
    const m = new Float64Array(SEASON_CELLS);
    for (let minute = BEGIN; minute < BEGIN + days * DAY; minute++)
      learnSeason(m, 0, minute, Math.min(16, of(minute) * random.normal() ** 2));
    return (hour: number, of: number) => seasonFactor2(m, 0, BEGIN + 1000 * DAY + hour * 60 + of);
  }

  it('finds hours and minute classes that are wilder or calmer than others', () => {
    const factor = taught(60);
    const ordinary = factor(9, 7);
    expect(Math.abs(ordinary - 1)).toBeLessThan(0.15);
    expect(factor(WILD_HOUR, 7) / ordinary).toBeGreaterThan(1.8);
    expect(factor(CALM_HOUR, 7) / ordinary).toBeLessThan(0.75);
    expect(factor(9, 0) / ordinary).toBeGreaterThan(1.5);
    expect(Math.abs(factor(9, 15) / ordinary - 1)).toBeLessThan(0.2);
    // Separable: the full hour is as much wilder in every hour.
    expect(factor(WILD_HOUR, 0) / factor(WILD_HOUR, 7)).toBeCloseTo(factor(9, 0) / ordinary, 6);
  });

  it('does not blame the minute class for what the hour does', () => {
    const factor = taught(60, (minute) => (hourOf(minute) >= 12 ? 4 : 1));
    for (const of of [0, 15, 5, 7]) {
      expect(factor(6, of)).toBeLessThan(1.25);
      expect(factor(18, of)).toBeGreaterThan(2);
    }
  });

  it('is 1 before anything was seen, and nearer to 1 the fewer days have been', () => {
    const fresh = new Float64Array(SEASON_CELLS);
    for (let minute = BEGIN; minute < BEGIN + DAY; minute += 7) expect(seasonFactor2(fresh, 0, minute)).toBe(1);
    const wild = [1, 3, 10, 30].map((days) => taught(days)(WILD_HOUR, 7));
    for (let i = 1; i < wild.length; i++) expect(wild[i]).toBeGreaterThan(wild[i - 1]);
    expect(wild[0]).toBeGreaterThan(1);
    // After one day a factor of 4 is believed by a twenty-first.
    expect(wild[0]).toBeLessThan(1.35);
  });

  it('does not change within the hour that it learns from', () => {
    const random = randomOf('season, in force');
    const m = new Float64Array(SEASON_CELLS);
    let before = NaN;
    for (let minute = BEGIN; minute < BEGIN + 5 * DAY; minute++) {
      // The hour's first minute puts that hour's factors in force.
      learnSeason(m, 0, minute, random.normal() ** 2);
      if (minute % 60 > 0) expect(seasonFactor2(m, 0, minute - (minute % 60) + 7)).toBe(before);
      before = seasonFactor2(m, 0, minute - (minute % 60) + 7);
    }
  });

  it('takes in nothing that is no number', () => {
    const m = new Float64Array(SEASON_CELLS);
    learnSeason(m, 0, BEGIN, 2);
    const before = m.slice();
    for (const bad of NOT_FINITE) learnSeason(m, 0, BEGIN + 60, bad);
    expect(m).toEqual(before);
  });
});

describe('volatility', () => {
  const PARTS = { season: true, fast: true, winsor: true };
  const PLAIN = { season: false, fast: true, winsor: false };
  const PRICE = 100;
  function after(rs: Iterable<number>, parts = PARTS, m = new Float64Array(volatility.VOLATILITY_CELLS)) {
    let minute = BEGIN;
    for (const r of rs) {
      const f2 = volatility.season2(m, 0, minute, parts);
      volatility.learnReturn(m, 0, minute++, r, f2, PRICE * Math.exp(r), PRICE, parts);
    }
    return m;
  }
  const noise = (name: string, n: number, sigma: number) => {
    const random = randomOf(name);
    return Array.from({ length: n }, () => sigma * random.normal());
  };
  const sigmas = (m: Float64Array, parts = PARTS) => [volatility.ordinarySigma(m, 0, PRICE, parts)];

  it('is that of the returns', () => {
    const m = after(noise('σ', 20_000, 0.002));
    expect(sigmas(m)[0] / 0.002).toBeCloseTo(1, 0.8);
    expect(Math.abs(sigmas(m)[0] / 0.002 - 1)).toBeLessThan(0.1);
  });

  it('forgets by half with every half-life: fast and slow', () => {
    const calm = after(new Array<number>(10_000).fill(0.001), PLAIN);
    const share = (minutes: number, parts: typeof PLAIN, of: (m: Float64Array) => number) => {
      const m = after(new Array<number>(minutes).fill(0.003), parts, calm.slice());
      return (of(m) ** 2 - 0.001 ** 2) / (0.003 ** 2 - 0.001 ** 2);
    };
    const slow = { ...PLAIN, fast: false };
    expect(share(volatility.SLOW_HALF_LIFE, slow, (m) => sigmas(m, slow)[0])).toBeCloseTo(0.5, 3);
    const between = share(volatility.FAST_HALF_LIFE, PLAIN, (m) => sigmas(m, PLAIN)[0]);
    expect(between).toBeLessThan(0.5);
    expect(between).toBeGreaterThan(share(volatility.FAST_HALF_LIFE, slow, (m) => sigmas(m, slow)[0]));
  });

  it('is never below half a tick, nor below what can be told from nothing', () => {
    expect(sigmas(new Float64Array(volatility.VOLATILITY_CELLS))).toEqual([1e-6]);
    const still = after(new Array<number>(5000).fill(0));
    expect(sigmas(still)).toEqual([1e-6]);
    expect(volatility.tickSize(still, 0)).toBe(0);
    // One step of a whole unit and back, then long quiet.
    const stepped = after([Math.log(101 / 100), ...new Array<number>(50_000).fill(0)]);
    expect(volatility.tickSize(stepped, 0)).toBeCloseTo(1, 9);
    expect(sigmas(stepped)[0]).toBeCloseTo(0.005, 9);
    expect(volatility.ordinarySigma(stepped, 0, 10, PARTS)).toBeCloseTo(0.05, 9);
  });

  it('knows the tick as the smallest step that is not rounding', () => {
    const m = after([0.05, 0.01, 0.02, 1e-9, 0, 0.03]);
    expect(volatility.tickSize(m, 0)).toBeCloseTo(PRICE * (Math.exp(0.01) - 1), 9);
  });

  it('is moved little by one wild minute', () => {
    const m = after(noise('σ, wild', 5000, 0.001));
    const before = sigmas(m);
    after([0.5], PARTS, m);
    for (const [i, sigma] of sigmas(m).entries()) {
      expect(sigma).toBeGreaterThan(before[i]);
      expect(sigma / before[i]).toBeLessThan(1.15);
    }
  });
});

describe('volume profile', () => {
  const mean = (hour: number) => 10 + 2 * Math.sin((hour / 24) * 2 * Math.PI);
  function taught(days: number, name = 'profile') {
    const random = randomOf(name);
    const m = new Float64Array(PROFILE_CELLS);
    let busy = 0;
    for (let minute = BEGIN; minute < BEGIN + days * DAY; minute++) {
      const x = mean(hourOf(minute)) + 0.7 * random.normal();
      const z = volumeZ(m, 0, minute, x);
      if (isBusyZ(m, 0, z)) busy += 1;
      learnVolume(m, 0, minute, x, z);
    }
    return { m, busyShare: busy / (days * DAY) };
  }

  it('gives the same z for what is as unusual for its hour, in standard deviations of it', () => {
    const { m } = taught(20);
    for (let hour = 0; hour < 24; hour += 3)
      for (const z of [-2, 0, 2, 5])
        expect(Math.abs(volumeZ(m, 0, BEGIN + hour * 60, mean(hour) + 0.7 * z) - z)).toBeLessThan(
          0.4 + 0.15 * Math.abs(z),
        );
    expect(volumesSeen(m, 0)).toBe(20 * DAY);
  });

  it('calls one minute in ten busy', () => {
    const { m, busyShare } = taught(20);
    expect(busyShare).toBeGreaterThan(0.06);
    expect(busyShare).toBeLessThan(0.14);
    expect([isBusyZ(m, 0, -1), isBusyZ(m, 0, 9), isBusyZ(m, 0, NaN)]).toEqual([false, true, false]);
  });

  it('says nothing of a minute without volume, or before an hour has passed, and learns no such minute', () => {
    const { m } = taught(1);
    for (const none of [-Infinity, NaN]) expect(volumeZ(m, 0, BEGIN, none)).toBeNaN();
    const before = m.slice();
    for (const bad of NOT_FINITE) learnVolume(m, 0, BEGIN, bad, 1);
    expect(m).toEqual(before);
    const fresh = new Float64Array(PROFILE_CELLS);
    for (let i = 0; i < 60; i++) {
      expect(volumeZ(fresh, 0, BEGIN + i, 10)).toBeNaN();
      learnVolume(fresh, 0, BEGIN + i, 10 + (i % 2), NaN);
    }
    expect(volumeZ(fresh, 0, BEGIN + 60, 10.5)).toBeCloseTo(0, 1);
  });

  it('leans on the whole day while an hour is new', () => {
    const m = new Float64Array(PROFILE_CELLS);
    const random = randomOf('profile, new hour');
    const learn = (minute: number, x: number) => learnVolume(m, 0, minute, x, volumeZ(m, 0, minute, x));
    for (let minute = BEGIN; minute < BEGIN + 600; minute++) learn(minute, 10 + random.normal());
    const unseen = BEGIN + 700;
    expect(Math.abs(volumeZ(m, 0, unseen, 10))).toBeLessThan(0.2);
    for (let day = 0; day < 5; day++)
      for (let i = 0; i < 60; i++) learn(BEGIN + (day + 1) * DAY + 660 + i, 6 + random.normal());
    // Five days in, an hour of little volume is mostly measured by itself.
    expect(volumeZ(m, 0, unseen, 10)).toBeGreaterThan(0.9);
  });

  it('of a volume that stands still is not infinitely surprised', () => {
    const m = new Float64Array(PROFILE_CELLS);
    for (let i = 0; i < 5000; i++) learnVolume(m, 0, BEGIN + i, 10, volumeZ(m, 0, BEGIN + i, 10));
    expect(volumeZ(m, 0, BEGIN + 5000, 11)).toBeCloseTo(4, 6);
  });
});
