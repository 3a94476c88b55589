/**
 * From scores to rarity, for one symbol. Each window has its own tail of episodes; the smallest rate over the windows is a
 * score of its own and is calibrated once more, which gives Λ, the symbol's episodes a day at least as rare.
 * Volume alone counts a quarter as much: the same rate of volume spikes is less of an event than that of moves.
 * Input scores are |σ|, NaN where void; rates are ln(episodes a day). Read before observe; tails are refitted hourly.
 */
import { createEpisodeTail } from '../stats/episode-tail.ts';
import type { Packed } from '../stats/packed.ts';
import { PRIOR_TAILS, priorLnRate, VOLUME } from './prior-tails.ts';

/** Minutes without a score at the level that end an episode; the tails count with the same rule. */
export const QUIET_MINUTES = 30;
const HALF_LIFE_DAYS = 30;
const LN_SCORE = { from: -0.5, to: 4.5, bins: 200 } as const;
const RARITY = { from: -3.5, to: 8.5, bins: 240 } as const;
const VOLUME_PENALTY = Math.log(4);
const REFIT_MINUTES = 60;
/** ln of how many times as often the smallest of the windows reaches a rate as one window does. */
const OVERALL_PRIOR = Math.log(1.85);

export interface Rarity {
  readonly arrays: Packed;
  /** Days of history in the tails, faded. */
  days(): number;
  /** ln λ of one window's |score| on its own tail; +Infinity for no score. */
  lnRateOf(window: number, score: number): number;
  /** What is added to a window's ln λ before the smallest is taken. */
  penalty(window: number): number;
  /** ln Λ for the smallest of the windows' ln λ. */
  overall(smallest: number): number;
  /** |score| of one window that reaches ln Λ. */
  scoreAt(window: number, lnOverall: number): number;
  observe(minute: number, scores: Float64Array, smallest: number): void;
}

const penaltyOf = (window: number) => (window === VOLUME ? VOLUME_PENALTY : 0);

export function createRarity(): Rarity {
  const windows = PRIOR_TAILS.map((prior) =>
    createEpisodeTail({
      ...LN_SCORE,
      quiet: QUIET_MINUTES,
      halfLifeDays: HALF_LIFE_DAYS,
      priorDays: 1,
      priorLnRate: priorLnRate(prior),
      priorExcess: prior.excess,
      priorExcessWeight: 10,
      fewest: 8,
    }),
  );
  const overall = createEpisodeTail({
    ...RARITY,
    quiet: QUIET_MINUTES,
    halfLifeDays: HALF_LIFE_DAYS,
    priorDays: 1,
    priorLnRate: (x) => Math.min(Math.log(24), OVERALL_PRIOR - x),
    priorExcess: 1,
    priorExcessWeight: 1e9,
    fewest: 6,
  });
  /** [last refit] */
  const meta = Float64Array.of(-1);
  const named = [...windows.map((tail, i) => [PRIOR_TAILS[i]!.name, tail] as const), ['overall', overall] as const];
  const arrays = Object.fromEntries([
    ['refit', meta] as const,
    ...named.flatMap(([name, tail]) => Object.entries(tail.arrays).map(([key, a]) => [`${name}.${key}`, a] as const)),
  ]);

  function lnRateOf(window: number, score: number): number {
    if (!(score > 0)) return Infinity;
    return windows[window]!.lnRate(Math.log(score));
  }

  function refit(minute: number): void {
    const hour = Math.floor(minute / REFIT_MINUTES);
    if (hour === meta[0]) return;
    meta[0] = hour;
    for (const tail of windows) tail.fit();
    overall.fit();
  }

  return {
    arrays,
    days: () => overall.days(),
    lnRateOf,
    penalty: penaltyOf,
    overall: (smallest) => overall.lnRate(-smallest),
    scoreAt(window, lnOverall) {
      const smallest = -overall.levelAt(lnOverall);
      return Math.exp(windows[window]!.levelAt(smallest - penaltyOf(window)));
    },
    observe(minute, scores, smallest) {
      for (let i = 0; i < windows.length; i++) windows[i]!.observe(minute, Math.log(Math.abs(scores[i]!)));
      overall.observe(minute, -smallest);
      refit(minute);
    },
  };
}
