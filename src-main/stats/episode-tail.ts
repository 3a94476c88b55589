/**
 * How many episodes a day reach a level x, for every x at once. An episode at level x begins when x is reached after
 * `quiet` minutes below it, so a minute with value s after a recent maximum m begins one at each level in (m, s]: +1 in
 * the bin of s, −1 in the bin of m, and the sum of the bins from x up is the number of episodes. This is declustering for every
 * threshold at once, and counting is exactly what an episode with that quiet time does.
 * Beyond the `fewest` highest episodes the rate follows a GPD of the excess, by probability-weighted moments, shrunk to the prior.
 * Memory is weighted: counts and days fade by half every `halfLifeDays`; a prior counts as `priorDays` of observation, by half
 * less with every `priorFadeDays` observed. Time in whole minutes above 0, rates in episodes per day; x has no unit (ln of a score).
 * `lnRate` is frozen between fits; `observe` fits when `FIT_PEAKS` episodes or `FIT_MINUTES` have come, hourly in the first days.
 */
import type { Cells } from './cells.ts';
import { gpdFromMoments, gpdLnSurvival, shrunkGpd } from './gpd.ts';
import { slidingMax } from './sliding-max.ts';

export interface EpisodeTailOptions {
  readonly from: number;
  readonly to: number;
  readonly bins: number;
  readonly quiet: number;
  readonly halfLifeDays: number;
  readonly priorDays: number;
  /** Days of observation that halve the weight of the prior's rate; never without. */
  readonly priorFadeDays?: number;
  /** ln of the prior's episodes a day at x. */
  readonly priorLnRate: (x: number) => number;
  /** Prior mean excess and the number of episodes it counts as. */
  readonly priorExcess: number;
  readonly priorExcessWeight: number;
  readonly fewest: number;
  /** Exponential instead of GPD beyond the counted episodes. */
  readonly exponential?: boolean;
}

export interface EpisodeTail {
  readonly cells: number;
  /** Prior rates are in force from here on; before it the tail says nothing. */
  init(m: Cells, at: number): void;
  /** Days observed, faded. */
  days(m: Cells, at: number): number;
  /** Takes in a minute whose value is e^x given as `value` (0 or less: a minute without one). True when it was fitted anew. */
  observe(m: Cells, at: number, minute: number, value: number): boolean;
  fit(m: Cells, at: number): void;
  /** ln of episodes a day at x or above; falls with x, also below the level where episodes begin to run together. */
  lnRate(m: Cells, at: number, x: number): number;
  /** The x whose rate is e^lnRate. */
  levelAt(m: Cells, at: number, lnRate: number): number;
}

const DAY = 1440;
/** A minute observed after a pause counts for at most this many minutes of exposure. */
const LONGEST_PAUSE = 60;
const FIT_PEAKS = 10;
const FIT_MINUTES = 360;
const EARLY_DAYS = 3;
const EARLY_FIT_MINUTES = 60;

/** Head cells. */
const DAYS = 0;
const LAST = 1;
const SLOPE = 2;
const NEXT_FIT = 3;
const PEAKS = 4;
const ANCHOR = 5;
const NEXT_DAY = 6;
const HEAD = 7;

export function episodeTail(options: EpisodeTailOptions): EpisodeTail {
  const { from, bins, quiet, fewest, priorFadeDays = Infinity } = options;
  const width = (options.to - from) / bins;
  const least = Math.exp(from);
  const recent = slidingMax(quiet);
  const edge = (bin: number) => from + bin * width;
  const prior = Float64Array.from({ length: bins }, (_, bin) => Math.exp(options.priorLnRate(edge(bin))));
  // What every minute touches lies together: the recent values next to the head, the tables after them.
  const RECENT = HEAD;
  const COUNTS = HEAD + recent.cells;
  const TABLE = COUNTS + bins;
  const binOf = (value: number) => Math.min(bins - 1, Math.max(0, Math.floor((Math.log(value) - from) / width)));

  function fade(m: Cells, at: number, days: number): void {
    const factor = 2 ** (-days / options.halfLifeDays);
    for (let i = 0; i < bins; i++) m[at + COUNTS + i]! *= factor;
    m[at + DAYS]! *= factor;
  }

  function expose(m: Cells, at: number, minute: number): void {
    const last = m[at + LAST]!;
    if (minute >= m[at + NEXT_DAY]!) {
      const day = Math.floor(minute / DAY);
      if (last > 0) fade(m, at, day - Math.floor(last / DAY));
      m[at + NEXT_DAY] = (day + 1) * DAY;
    }
    const passed = last > 0 ? minute - last : 1;
    m[at + DAYS]! += (passed < LONGEST_PAUSE ? passed : LONGEST_PAUSE) / DAY;
    m[at + LAST] = minute;
  }

  /** Empirical rates, made non-increasing; returns the highest bin that still has `fewest` episodes, and the moments above it. */
  function empirical(m: Cells, at: number): { anchor: number; count: number; alpha0: number; alpha1: number } {
    let [sum, highest, mode, total, squares] = [0, 0, bins - 1, 0, 0];
    let found = { anchor: -1, count: 0, alpha0: 0, alpha1: 0 };
    const days = m[at + DAYS]!;
    const priorDays = options.priorDays * 2 ** (-days / priorFadeDays);
    for (let bin = bins - 1; bin >= 0; bin--) {
      sum += m[at + COUNTS + bin]!;
      const above = Math.max(0, sum);
      if (found.anchor < 0) {
        if (sum >= fewest) {
          // Trapezoids: half of the first one is still missing.
          const half = width / 2;
          found = {
            anchor: bin,
            count: sum,
            alpha0: total / sum + half,
            alpha1: (squares / (sum * sum) + half) / 2,
          };
        } else {
          total += above * width;
          squares += above * above * width;
        }
      }
      const rate = (above + priorDays * prior[bin]!) / (days + priorDays);
      if (rate > highest) [highest, mode] = [rate, bin];
      m[at + TABLE + bin] = mode === bin ? Math.log(highest) : m[at + TABLE + bin + 1]!;
    }
    // Below the level with most episodes they run into each other; the rate goes on rising so that it still tells levels apart.
    for (let bin = mode - 1; bin >= 0; bin--)
      m[at + TABLE + bin] = m[at + TABLE + bin + 1]! + width / options.priorExcess;
    return found;
  }

  function fit(m: Cells, at: number): void {
    const { anchor, count, alpha0, alpha1 } = empirical(m, at);
    const every = m[at + DAYS]! < EARLY_DAYS ? EARLY_FIT_MINUTES : FIT_MINUTES;
    m[at + NEXT_FIT] = (Math.floor(m[at + LAST]! / every) + 1) * every;
    m[at + PEAKS] = 0;
    m[at + ANCHOR] = Math.exp(edge(Math.max(0, anchor)));
    m[at + SLOPE] = -1 / options.priorExcess;
    if (anchor < 0) return;
    const fitted = options.exponential ? { shape: 0, scale: alpha0 } : gpdFromMoments(alpha0, alpha1);
    const tail = shrunkGpd(fitted, count, options.priorExcess, options.priorExcessWeight);
    const base = m[at + TABLE + anchor]!;
    for (let bin = anchor + 1; bin < bins; bin++)
      m[at + TABLE + bin] = base + gpdLnSurvival(tail, (bin - anchor) * width);
    if (anchor < bins - 2) m[at + SLOPE] = (m[at + TABLE + bins - 1]! - m[at + TABLE + bins - 2]!) / width;
  }

  function count(m: Cells, at: number, minute: number, value: number): void {
    const before = recent.before(m, at + RECENT, minute);
    if (value > before) {
      m[at + COUNTS + binOf(value)]! += 1;
      if (before >= least) m[at + COUNTS + binOf(before)]! -= 1;
      if (value >= m[at + ANCHOR]! && before < m[at + ANCHOR]!) m[at + PEAKS]! += 1;
    }
    recent.push(m, at + RECENT, minute, value);
  }

  function lnRate(m: Cells, at: number, x: number): number {
    const position = (x - from) / width;
    if (!(position > 0)) return m[at + TABLE]!;
    if (position >= bins - 1) return m[at + TABLE + bins - 1]! + (x - edge(bins - 1)) * m[at + SLOPE]!;
    const bin = Math.floor(position);
    const low = m[at + TABLE + bin]!;
    return low + (position - bin) * (m[at + TABLE + bin + 1]! - low);
  }

  function levelAt(m: Cells, at: number, target: number): number {
    const [first, last] = [at + TABLE, at + TABLE + bins - 1];
    if (target >= m[first]!) return from;
    if (target < m[last]!) return edge(bins - 1) + (target - m[last]!) / m[at + SLOPE]!;
    let [low, high] = [0, bins - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (m[first + middle]! > target) low = middle;
      else high = middle;
    }
    const drop = m[first + low]! - m[first + high]!;
    return edge(low) + (drop > 0 ? ((m[first + low]! - target) / drop) * width : 0);
  }

  return {
    cells: TABLE + bins,
    init: fit,
    days: (m, at) => m[at + DAYS]!,
    observe(m, at, minute, value) {
      expose(m, at, minute);
      if (value >= least) count(m, at, minute, value);
      if (minute < m[at + NEXT_FIT]! && m[at + PEAKS]! < FIT_PEAKS) return false;
      fit(m, at);
      return true;
    },
    fit,
    lnRate,
    levelAt,
  };
}
