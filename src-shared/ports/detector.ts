/**
 * A detector scores a candle against what came before it. `score` before `update`, level and budget are someone else's
 * job, state survives a restart.
 */
import type { Candle, EpochMs } from '../market.ts';
import type { DetectorName } from '../anomaly.ts';

export interface Score {
  /** σ units, signed by direction; |value| grows with surprise. */
  readonly value: number;
  /** The window that gave it, minutes. */
  readonly windowMinutes: number;
}

export interface Detector {
  readonly name: DetectorName;
  /** Scores of a forming or closed candle, per window; empty while warming up or without a trade. Pure. */
  score(candle: Candle): readonly Score[];
  /** Learns from a closed candle. */
  update(candle: Candle): void;
  /** Forgets what spans the gap; keeps σ, season and tails. */
  gap(from: EpochMs, to: EpochMs): void;
  /** JSON-safe state; `restore(serialise())` scores identically. */
  serialise(): unknown;
  restore(state: unknown): void;
}
