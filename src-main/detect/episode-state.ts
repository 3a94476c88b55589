/** An open episode of a symbol: the row it writes, and what its end and its alert are decided by. */
import type { Anomaly } from '../../src-shared/anomaly.ts';

export interface Episode {
  readonly anomaly: Anomaly;
  readonly sign: number;
  /**
   * Last minute that made the episode rarer. Price alone does not count: the first crossing, and with it the direction, may
   * differ between ticks and closed candles, the rarity of a closed minute may not.
   */
  lastGrowth: number;
  /** ln of the price before the onset. */
  readonly logBefore: number;
  /** Smallest ln Λ so far. */
  lnLambda: number;
  /** Whether the budget has decided (granted, digest, late or group); asked at most once. */
  decided: boolean;
  /** Minute in which an alert was asked for, −1 before, and the smallest ln Λ up to the end of that minute. */
  toldAt: number;
  toldLnLambda: number;
}
