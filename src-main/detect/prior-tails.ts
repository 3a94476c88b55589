/**
 * Shipped tails: how often a liquid pair's score reaches s, used until its own history speaks.
 * λ = rate · (s / at)^(−1/excess) episodes a day.
 */
export interface PriorTail {
  /** Score at which the episodes reach `rate` a day. */
  readonly at: number;
  readonly rate: number;
  /** Mean excess of ln score above `at` (the Hill index). */
  readonly excess: number;
}

/** Of the extent of moves, of the volume z, and of one-minute and Bollinger scores. */
export const EXTENT_PRIOR: PriorTail = { at: 4, rate: 1, excess: 0.27 };
export const VOLUME_PRIOR: PriorTail = { at: 3, rate: 5, excess: 0.15 };
export const SIDE_PRIOR: PriorTail = { at: 6, rate: 2, excess: 0.3 };

/** No tail is steeper in count than about one episode per quiet time. */
const MOST_PER_DAY = 24;

export const priorLnRate =
  (tail: PriorTail) =>
  (lnScore: number): number =>
    Math.min(Math.log(MOST_PER_DAY), Math.log(tail.rate) - (lnScore - Math.log(tail.at)) / tail.excess);
