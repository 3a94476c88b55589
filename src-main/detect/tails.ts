/**
 * From scores to rarity, for one symbol. The largest extent over the windows and the drift has one tail of episodes, which
 * gives λ, the symbol's episodes a day at least as rare. (A tail for each window counts every move up to five times, and what remains
 * of the budget goes to the windows' smallest moves.) Volume has a tail of its own: it agrees with a move or does not. What raises
 * by a setting (volume, z-score, Bollinger) counts a quarter as much on its own tail: as often, it is less of an event.
 * Input are extents and |scores|; rates are ln(episodes a day). Read before observe.
 */
import { createLayout } from '../stats/cells.ts';
import { episodeTail, type EpisodeTail, type EpisodeTailOptions } from '../stats/episode-tail.ts';
import { EXTENT_PRIOR, priorLnRate, type PriorTail, SIDE_PRIOR, VOLUME_PRIOR } from './prior-tails.ts';

/** Minutes without a score at the level that end an episode; the tails count with the same rule. */
export const QUIET_MINUTES = 45;
const LN_EXTENT = { from: -1.5, to: 4.5, bins: 300 } as const;
const LN_SCORE = { from: -0.5, to: 4.5, bins: 200 } as const;
const SIDE_PENALTY = Math.log(4);

const common = {
  quiet: QUIET_MINUTES,
  halfLifeDays: 60,
  priorDays: 6,
  priorFadeDays: 6,
  priorExcessWeight: 10,
  fewest: 24,
};
const tailOf = (prior: PriorTail, bins: typeof LN_EXTENT | typeof LN_SCORE, more: Partial<EpisodeTailOptions> = {}) =>
  episodeTail({ ...common, ...bins, ...more, priorLnRate: priorLnRate(prior), priorExcess: prior.excess });

export const moveTail: EpisodeTail = tailOf(EXTENT_PRIOR, LN_EXTENT);
/** For the ablation: beyond the counted episodes exponential. */
export const exponentialMoveTail: EpisodeTail = tailOf(EXTENT_PRIOR, LN_EXTENT, { exponential: true });
export const volumeTail: EpisodeTail = tailOf(VOLUME_PRIOR, LN_SCORE);
export const sideTail: EpisodeTail = tailOf(SIDE_PRIOR, LN_SCORE);

/** ln λ of a score on the tail of what raises by a setting. */
export const lnRateAlone = (lnOwnRate: number): number => lnOwnRate + SIDE_PENALTY;
export const ownLnRate = (lnRate: number): number => lnRate - SIDE_PENALTY;

/** Cells of all tails of a symbol. */
const layout = createLayout();
export const TAIL_AT = {
  moves: layout.take(moveTail.cells),
  volume: layout.take(volumeTail.cells),
  zScore: layout.take(sideTail.cells),
  bollinger: layout.take(sideTail.cells),
} as const;
export const TAIL_CELLS = layout.size();
