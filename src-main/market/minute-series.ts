/**
 * What one symbol's price did in the last two hours, by clock minute, and the volatility known at each of them: the past
 * against which a forming or closed minute is measured. Minutes without trade repeat the price and add no variance.
 * A gap makes every price before its end unusable as a reference for what comes after; σ and season stay.
 * Log prices (natural), σ per √minute as a fraction, time in whole minutes since 1970.
 */
import { createRobustVariance } from '../stats/robust-variance.ts';
import type { Packed } from '../stats/packed.ts';
import { createSeasonality } from './seasonality.ts';

export const WINDOWS = [1, 5, 15, 30, 60] as const;
export const LONGEST_WINDOW = 60;
/** Weight on the fast variance. */
const FAST_SHARE = 0.7;
export const FAST_HALF_LIFE = 120;
export const SLOW_HALF_LIFE = 1440;
const CLIP = 4;
const SLOTS = 128;
const MASK = SLOTS - 1;
const SMALLEST_SIGMA = 1e-6;

/** Places in `meta`: minutes, mean spacing of traded minutes, tick size, count. */
const M = { last: 0, usableFrom: 1, spacing: 2, tick: 3, traded: 4, first: 5, usableBefore: 6 } as const;

export interface MinuteSeries {
  readonly arrays: Packed;
  /** Last closed traded minute, −1 before any. */
  last(): number;
  traded(): number;
  first(): number;
  lastClose(): number;
  season2(minute: number): number;
  tick(): number;
  /** Log price at the end of `minute`, or NaN when it is unknown, too old, or before a gap. */
  logClose(minute: number): number;
  volumeBetween(from: number, to: number): number;
  /** Fills, per window, the reference log price and the σ of one ordinary minute from before the window; NaN where void. */
  reference(minute: number, refs: Float64Array, sigmas: Float64Array): void;
  /** σ of one ordinary minute, from before a window. */
  sigma(minute: number, window: number): number;
  /** Σf² of the traded minutes in (from, last] plus that of `minute` itself. */
  seasonSum(from: number, minute: number): number;
  commit(minute: number, close: number, volume: number): void;
  /** Prices before `until` (a minute) may not be compared with later ones. */
  voidBefore(until: number): void;
  /** First minute whose price may be a reference. */
  usableFrom(): number;
  /** The newest gap was repaired: what lies before it may be compared again. */
  liftVoid(): void;
  /** A repaired close for a minute already passed. */
  patch(minute: number, close: number, volume: number): void;
}

export function createMinuteSeries(): MinuteSeries {
  const tags = new Float64Array(SLOTS).fill(-1);
  const [logs, cums, volumes] = [new Float64Array(SLOTS), new Float64Array(SLOTS), new Float64Array(SLOTS)];
  const sigmas = new Float64Array(SLOTS);
  const meta = Float64Array.of(-1, -1, 1, 0, 0, -1, -1);
  const variance = createRobustVariance({
    fastHalfLife: FAST_HALF_LIFE,
    slowHalfLife: SLOW_HALF_LIFE,
    clip: CLIP,
    warm: 30,
  });
  const season = createSeasonality();

  const lastSlot = () => meta[M.last]! & MASK;
  /** Slot that knows the price at the end of `minute`, or −1. */
  function slotOf(minute: number): number {
    const last = meta[M.last]!;
    const known = minute >= last ? last : minute;
    if (known < 0 || known < meta[M.usableFrom]!) return -1;
    const slot = known & MASK;
    return tags[slot] === known ? slot : -1;
  }

  /** Longer than this without a trade is an outage, not a quiet market. */
  const silenceLimit = () => Math.min(720, Math.max(20, 20 * meta[M.spacing]!));
  const isOutage = (minute: number) => minute - meta[M.last]! > silenceLimit();
  const floor = () => Math.max(SMALLEST_SIGMA, 0.5 * meta[M.tick]! * Math.exp(-logs[lastSlot()]!));

  function fillTo(minute: number): void {
    const last = meta[M.last]!;
    const from = last & MASK;
    for (let k = Math.max(last + 1, minute - SLOTS + 1); k < minute; k++) {
      const slot = k & MASK;
      tags[slot] = k;
      logs[slot] = logs[from]!;
      cums[slot] = cums[from]!;
      sigmas[slot] = sigmas[from]!;
      volumes[slot] = 0;
    }
  }

  function learnReturn(minute: number, r: number, f2: number): void {
    const sigma = Math.max(variance.sigma(0.5), floor());
    const own = r / Math.sqrt(f2);
    if (variance.count() > 60) season.update(minute, Math.min(CLIP * CLIP, (r * r) / (sigma * sigma)));
    variance.update(own, floor());
  }

  function learnTick(close: number): void {
    const step = Math.abs(close - Math.exp(logs[lastSlot()]!));
    if (step > close * 1e-7 && (meta[M.tick] === 0 || step < meta[M.tick]!)) meta[M.tick] = step;
  }

  function write(minute: number, close: number, volume: number, cum: number): void {
    const slot = minute & MASK;
    tags[slot] = minute;
    logs[slot] = Math.log(close);
    cums[slot] = cum;
    volumes[slot] = volume;
    meta[M.last] = minute;
    sigmas[slot] = Math.max(floor(), variance.sigma(FAST_SHARE));
    meta[M.traded]! += 1;
  }

  function commit(minute: number, close: number, volume: number): void {
    const last = meta[M.last]!;
    const f2 = season.factor2(minute);
    const cum = last < 0 ? 0 : cums[last & MASK]!;
    if (last < 0) meta[M.first] = minute;
    else {
      if (isOutage(minute)) voidBefore(minute);
      else meta[M.spacing]! += 0.02 * (minute - last - meta[M.spacing]!);
      const usable = slotOf(last) >= 0;
      const r = usable ? Math.log(close) - logs[last & MASK]! : NaN;
      if (usable) learnReturn(minute, r, f2);
      if (usable) learnTick(close);
      fillTo(minute);
    }
    write(minute, close, volume, cum + f2);
  }

  function voidBefore(until: number): void {
    if (until <= meta[M.usableFrom]!) return;
    meta[M.usableBefore] = meta[M.usableFrom]!;
    meta[M.usableFrom] = until;
  }

  function reference(minute: number, refs: Float64Array, into: Float64Array): void {
    const outage = meta[M.last]! < 0 || isOutage(minute);
    for (let i = 0; i < WINDOWS.length; i++) {
      const slot = outage ? -1 : slotOf(minute - WINDOWS[i]!);
      refs[i] = slot < 0 ? NaN : logs[slot]!;
      into[i] = slot < 0 ? NaN : sigmas[slot]!;
    }
  }

  return {
    arrays: { tags, logs, cums, volumes, sigmas, meta, variance: variance.state, season: season.state },
    last: () => meta[M.last]!,
    traded: () => meta[M.traded]!,
    first: () => meta[M.first]!,
    lastClose: () => (meta[M.last]! < 0 ? NaN : Math.exp(logs[lastSlot()]!)),
    season2: (minute) => season.factor2(minute),
    tick: () => meta[M.tick]!,
    logClose(minute) {
      const slot = slotOf(minute);
      return slot < 0 ? NaN : logs[slot]!;
    },
    volumeBetween(from, to) {
      let sum = 0;
      for (let k = from; k <= to; k++) if (tags[k & MASK] === k) sum += volumes[k & MASK]!;
      return sum;
    },
    reference,
    sigma(minute, window) {
      const slot = slotOf(minute - window);
      return slot < 0 ? NaN : sigmas[slot]!;
    },
    seasonSum(from, minute) {
      const slot = slotOf(from);
      if (slot < 0) return NaN;
      const f2 = season.factor2(minute);
      return Math.max(f2, cums[lastSlot()]! - cums[slot]! + f2);
    },
    commit,
    voidBefore,
    usableFrom: () => meta[M.usableFrom]!,
    liftVoid() {
      meta[M.usableFrom] = meta[M.usableBefore]!;
    },
    patch(minute, close, volume) {
      const slot = minute & MASK;
      if (tags[slot] !== minute) return;
      logs[slot] = Math.log(close);
      volumes[slot] = volume;
    },
  };
}
