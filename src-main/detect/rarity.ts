/**
 * From scores to rarity, for one symbol. The largest extent over the windows has one tail of episodes, which gives λ, the
 * symbol's episodes a day at least as rare. (A tail for each window counts every move up to five times, and what remains of the
 * budget goes to the windows' smallest moves.) Volume has a tail of its own: it agrees with a move or does not.
 * Where volume alone may raise, it counts a quarter as much: the same rate of volume spikes is less of an event.
 * Input are extents and volume z, NaN where void; rates are ln(episodes a day). Read before observe; refitted hourly.
 */
import { createEpisodeTail } from '../stats/episode-tail.ts';
import type { Packed } from '../stats/packed.ts';
import { EXTENT_PRIOR, priorLnRate, VOLUME_PRIOR } from './prior-tails.ts';

/** Minutes without a score at the level that end an episode; the tails count with the same rule. */
export const QUIET_MINUTES = 45;
const LN_EXTENT = { from: -1.5, to: 4.5, bins: 300 } as const;
const LN_VOLUME = { from: -0.5, to: 4.5, bins: 200 } as const;
const HALF_LIFE_DAYS = 60;
const PRIOR_DAYS = 4;
const PRIOR_FADE_DAYS = 6;
const PRIOR_EXCESS_WEIGHT = 10;
const FEWEST = 8;
const VOLUME_PENALTY = Math.log(4);
const REFIT_MINUTES = 60;

export interface Rarity {
  readonly arrays: Packed;
  /** Days of history in the tails, faded. */
  days(): number;
  /** ln λ of the largest extent; +Infinity for none. */
  lnRate(extent: number): number;
  /** Extent that reaches ln λ. */
  extentAt(lnRate: number): number;
  /** ln of the episodes a day of a volume z, on volume's own tail; +Infinity for none. */
  lnVolumeRate(z: number): number;
  /** ln λ of a volume z that raises by itself, and the z that reaches ln λ. */
  lnRateOfVolumeAlone(z: number): number;
  volumeAt(lnRate: number): number;
  observe(minute: number, extent: number, volume: number): void;
}

export function createRarity(): Rarity {
  const common = {
    quiet: QUIET_MINUTES,
    halfLifeDays: HALF_LIFE_DAYS,
    priorDays: PRIOR_DAYS,
    priorFadeDays: PRIOR_FADE_DAYS,
    priorExcessWeight: PRIOR_EXCESS_WEIGHT,
    fewest: FEWEST,
  };
  const tailOf = (prior: typeof EXTENT_PRIOR, bins: typeof LN_EXTENT | typeof LN_VOLUME) =>
    createEpisodeTail({ ...common, ...bins, priorLnRate: priorLnRate(prior), priorExcess: prior.excess });
  const moves = tailOf(EXTENT_PRIOR, LN_EXTENT);
  const volumes = tailOf(VOLUME_PRIOR, LN_VOLUME);
  /** [last refit] */
  const meta = Float64Array.of(-1);
  const named = { extent: moves, volume: volumes };
  const arrays = Object.fromEntries([
    ['refit', meta] as const,
    ...Object.entries(named).flatMap(([name, tail]) =>
      Object.entries(tail.arrays).map(([key, values]) => [`${name}.${key}`, values] as const),
    ),
  ]);

  const lnVolumeRate = (z: number) => (z > 0 ? volumes.lnRate(Math.log(z)) : Infinity);

  function refit(minute: number): void {
    const hour = Math.floor(minute / REFIT_MINUTES);
    if (hour === meta[0]) return;
    meta[0] = hour;
    moves.fit();
    volumes.fit();
  }

  return {
    arrays,
    days: () => moves.days(),
    lnRate: (extent) => (extent > 0 ? moves.lnRate(Math.log(extent)) : Infinity),
    extentAt: (lnRate) => Math.exp(moves.levelAt(lnRate)),
    lnVolumeRate,
    lnRateOfVolumeAlone: (z) => lnVolumeRate(z) + VOLUME_PENALTY,
    volumeAt: (lnRate) => Math.exp(volumes.levelAt(lnRate - VOLUME_PENALTY)),
    observe(minute, extent, volume) {
      moves.observe(minute, Math.log(extent));
      volumes.observe(minute, Math.log(volume));
      refit(minute);
    },
  };
}
