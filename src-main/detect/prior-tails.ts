/**
 * Shipped tails: how often a liquid pair's score reaches s, used with the weight of one day until its own history speaks.
 * λ = rate · (s / at)^(−1/excess) episodes a day, one row per window (minutes) and one for the volume z.
 */
import { WINDOWS } from '../market/minute-series.ts';

export interface PriorTail {
  readonly name: string;
  /** Score at which the episodes reach `rate` a day. */
  readonly at: number;
  readonly rate: number;
  /** Mean excess of ln score above `at` (the Hill index). */
  readonly excess: number;
}

const RATE = 5;
const AT = [4.6, 3.5, 2.8, 2.35, 1.9] as const;
const EXCESS = [0.36, 0.35, 0.35, 0.33, 0.33] as const;

export const PRIOR_TAILS: readonly PriorTail[] = [
  ...WINDOWS.map((w, i) => ({ name: String(w), at: AT[i]!, rate: RATE, excess: EXCESS[i]! })),
  { name: 'volume', at: 3, rate: RATE, excess: 0.15 },
];
export const VOLUME = WINDOWS.length;

/** No tail is steeper in count than one episode per quiet time. */
const MOST_PER_DAY = 24;

export const priorLnRate =
  (tail: PriorTail) =>
  (lnScore: number): number =>
    Math.min(Math.log(MOST_PER_DAY), Math.log(tail.rate) - (lnScore - Math.log(tail.at)) / tail.excess);
