/**
 * The port of whoever shares symbols between machines. `holds` is asked before anything is taken from the queue; `check` inside
 * each transaction that pushes prices, candles or anomalies, so that a lease that was lost meanwhile stops the commit. What is
 * not held stays queued and holds up nothing else. Without a fence everything is pushed.
 */
import type { Transaction } from '../postgres/connection.ts';
import type { SeriesKey } from './side.ts';

export interface Fence {
  /** By what this machine knows; cheap, asked often. */
  holds(venue: string, symbol: string): boolean;
  /** Throws a retryable fault when the database knows that one of them is another machine's; nothing is committed then. */
  check(transaction: Transaction, keys: readonly SeriesKey[]): Promise<void>;
  /** The series of the watch-list that are not held, for the queue to leave out. */
  others(): readonly SeriesKey[];
}
