/**
 * The port of whoever shares symbols between machines. `holds` is asked before anything is taken from the queue; `check` inside
 * each transaction that pushes prices, candles or anomalies, so that a lease that was lost meanwhile is not written under.
 * What is not held stays queued and holds up nothing else. Without a fence everything is pushed.
 */
import type { Transaction } from '../postgres/connection.ts';
import type { SeriesKey } from './side.ts';

export interface Fence {
  /** Whether `holds` is an answer: the server said lately who collects what. Else it says no to be safe. */
  isKnown(): boolean;
  /** By what this machine knows; cheap, asked often, also of symbols that are not on the watch-list any more. */
  holds(venue: string, symbol: string): boolean;
  /**
   * Those that the database knows to be another machine's, by database time, locked until the transaction ends so that they cannot
   * change hands before it does. `holds` says no for them from then on.
   */
  check(transaction: Transaction, keys: readonly SeriesKey[]): Promise<readonly SeriesKey[]>;
}

export const seriesName = ({ venue, symbol }: SeriesKey): string => `${venue} ${symbol}`;
