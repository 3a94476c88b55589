/** A feed: live, simulated or replayed, it is the same async iterable of events, in batches of what is there at once. */
import type { Candle, EpochMs, FeedEvent, Market } from '../market.ts';
import type { FeedHealth } from '../health.ts';

export interface HistoryRequest {
  readonly symbol: string;
  /** Inclusive open time of the first minute. */
  readonly from: EpochMs;
  /** Exclusive. */
  readonly to: EpochMs;
  readonly signal?: AbortSignal;
}

export interface Feed {
  readonly venue: string;
  /**
   * Events of all symbols in the order they were received, at least one a batch (a tape has thousands in memory, and a
   * promise for each would cost more than the event); per symbol nothing is dropped or reordered. Ends when the
   * signal aborts or the input is used up; never throws for a network reason (it reconnects, and tells gaps).
   */
  events(signal: AbortSignal): AsyncIterable<readonly FeedEvent[]>;
  /** Closed one-minute candles from the venue's REST, oldest first; minutes without a trade are absent. Throws FaultError. */
  history(request: HistoryRequest): Promise<Candle[]>;
  /** The venue's market list. Throws FaultError. */
  markets(signal?: AbortSignal): Promise<Market[]>;
  health(): FeedHealth;
}
