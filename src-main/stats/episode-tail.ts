/**
 * How many episodes a day reach a level x, for every x at once. An episode at level x begins when x is reached after
 * `quiet` minutes below it, so a minute with value s after a recent maximum m begins one at each level in (m, s]: +1 in
 * the bin of s, −1 in the bin of m, and the sum of the bins from x up is the number of episodes. No threshold is chosen
 * beforehand and counting is exactly what an episode with that quiet time does.
 * Beyond the `fewest` highest episodes the rate falls as e^(−x/ξ), ξ = their mean excess (Hill 1975 when x is a log score).
 * Memory: counts and days fade by half every `halfLifeDays`; a prior counts as `priorDays` of observation, by half less with
 * every `priorFadeDays` observed.
 * Time in whole minutes, rates in episodes per day. `lnRate` is frozen between calls of `fit`.
 */
import { createSlidingMax } from './sliding-max.ts';
import type { Packed } from './packed.ts';

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
  /** Prior mean excess ξ and the number of episodes it counts as. */
  readonly priorExcess: number;
  readonly priorExcessWeight: number;
  readonly fewest: number;
}

export interface EpisodeTail {
  readonly arrays: Packed;
  /** Days observed, faded. */
  days(): number;
  observe(minute: number, x: number): void;
  fit(): void;
  /** ln of episodes a day at x or above; falls with x, also below the level where episodes begin to run together. */
  lnRate(x: number): number;
  /** The x whose rate is e^lnRate. */
  levelAt(lnRate: number): number;
}

const DAY = 1440;
/** A minute observed after a pause counts for at most this many minutes of exposure. */
const LONGEST_PAUSE = 60;

export function createEpisodeTail(options: EpisodeTailOptions): EpisodeTail {
  const { from, bins, quiet, priorFadeDays = Infinity } = options;
  const width = (options.to - from) / bins;
  const counts = new Float64Array(bins);
  const table = new Float64Array(bins);
  /** [days, last minute, excess beyond the table] */
  const meta = Float64Array.of(0, -1, options.priorExcess);
  const recent = createSlidingMax(quiet);
  const binOf = (x: number) => Math.min(bins - 1, Math.floor((x - from) / width));
  const edge = (bin: number) => from + bin * width;
  const prior = Float64Array.from({ length: bins }, (_, bin) => Math.exp(options.priorLnRate(edge(bin))));

  function fade(days: number): void {
    const factor = 2 ** (-days / options.halfLifeDays);
    for (let i = 0; i < bins; i++) counts[i]! *= factor;
    meta[0]! *= factor;
  }

  function expose(minute: number): void {
    const last = meta[1]!;
    if (last >= 0) {
      const days = Math.floor(minute / DAY) - Math.floor(last / DAY);
      if (days > 0) fade(days);
    }
    meta[0]! += (last < 0 ? 1 : Math.min(LONGEST_PAUSE, minute - last)) / DAY;
    meta[1] = minute;
  }

  /** Empirical rates, made non-increasing; returns the highest bin that still has `fewest` episodes, and its excess. */
  function empirical(): { anchor: number; count: number; excess: number } {
    let [sum, highest, above, mode] = [0, 0, 0, bins - 1];
    let found = { anchor: -1, count: 0, excess: 0 };
    const priorDays = options.priorDays * 2 ** (-meta[0]! / priorFadeDays);
    for (let bin = bins - 1; bin >= 0; bin--) {
      sum += counts[bin]!;
      if (found.anchor < 0) {
        if (sum >= options.fewest) found = { anchor: bin, count: sum, excess: above * width };
        else above += Math.max(0, sum);
      }
      const rate = (Math.max(0, sum) + priorDays * prior[bin]!) / (meta[0]! + priorDays);
      if (rate > highest) [highest, mode] = [rate, bin];
      table[bin] = mode === bin ? Math.log(highest) : table[bin + 1]!;
    }
    // Below the level with most episodes they run into each other; the rate goes on rising so that it still tells levels apart.
    for (let bin = mode - 1; bin >= 0; bin--) table[bin] = table[bin + 1]! + width / options.priorExcess;
    return found;
  }

  function fit(): void {
    const { anchor, count, excess } = empirical();
    const weight = options.priorExcessWeight;
    const xi = (excess + weight * options.priorExcess) / (count + weight);
    meta[2] = xi;
    if (anchor < 0) return;
    for (let bin = anchor + 1; bin < bins; bin++) table[bin] = table[anchor]! - ((bin - anchor) * width) / xi;
  }

  function lnRate(x: number): number {
    const position = (x - from) / width;
    if (!(position > 0)) return table[0]!;
    if (position >= bins - 1) return table[bins - 1]! - (x - edge(bins - 1)) / meta[2]!;
    const bin = Math.floor(position);
    return table[bin]! + (position - bin) * (table[bin + 1]! - table[bin]!);
  }

  function levelAt(target: number): number {
    if (target >= table[0]!) return from;
    if (target < table[bins - 1]!) return edge(bins - 1) + (table[bins - 1]! - target) * meta[2]!;
    let [low, high] = [0, bins - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (table[middle]! > target) low = middle;
      else high = middle;
    }
    const drop = table[low]! - table[high]!;
    return edge(low) + (drop > 0 ? ((table[low]! - target) / drop) * width : 0);
  }

  fit();
  return {
    arrays: { counts, table, meta, recent: recent.state },
    days: () => meta[0]!,
    observe(minute, x) {
      expose(minute);
      if (!(x >= from)) return;
      const before = recent.before(minute);
      if (x > before) {
        counts[binOf(x)]! += 1;
        if (before >= from) counts[binOf(before)]! -= 1;
      }
      recent.push(minute, x);
    },
    fit,
    lnRate,
    levelAt,
  };
}
