/**
 * Two times. `market` is what events carry: it runs at the simulation's speed, can be held, and during a replay is the
 * replayed moment. `wall` is for deadlines, backoff and watchdogs and is never scaled. Nothing else reads a clock.
 */
import type { EpochMs } from '../market.ts';

export interface TimeSource {
  now(): EpochMs;
  /** Resolves after `ms` of this time; rejects with a `cancelled` fault when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `fn` every `ms` of this time until the returned stop is called. A throwing `fn` reaches the drain. */
  every(ms: number, fn: () => void): () => void;
}

export interface Clock {
  readonly market: TimeSource;
  readonly wall: TimeSource;
}
