/** The live feed's deadlines and bounds. All are wall milliseconds unless they say otherwise; tests shorten them. */
import type { WatchdogOptions } from './watchdog.ts';

export interface Tuning {
  readonly connectDeadlineMs: number;
  /** Between two looks at the connection. */
  readonly checkEveryMs: number;
  /** For the ping and for the REST question of a suspicion. */
  readonly pingDeadlineMs: number;
  /** A subscription that was sent this long ago streams. */
  readonly settleMs: number;
  /** Venue time between the close of a minute and the repair that needs it. */
  readonly repairSettleMs: number;
  readonly repairLookMs: number;
  readonly backoffBaseMs: number;
  readonly backoffCapMs: number;
  /** A connection that lived this long starts the backoff anew. */
  readonly stableAfterMs: number;
  readonly skewEveryMs: number;
  /** Between two questions to REST about one symbol in turn: did its subscription alone die? */
  readonly auditEveryMs: number;
  readonly rotateRetryMs: number;
  /** Events between the sockets and the reader. */
  readonly queueCapacity: number;
  readonly watchdog: WatchdogOptions;
}

export const DEFAULT_TUNING: Tuning = {
  connectDeadlineMs: 10_000,
  checkEveryMs: 1_000,
  pingDeadlineMs: 4_000,
  settleMs: 1_000,
  repairSettleMs: 5_000,
  repairLookMs: 250,
  backoffBaseMs: 500,
  backoffCapMs: 15_000,
  stableAfterMs: 5_000,
  skewEveryMs: 600_000,
  auditEveryMs: 60_000,
  rotateRetryMs: 60_000,
  queueCapacity: 200_000,
  watchdog: {},
};
