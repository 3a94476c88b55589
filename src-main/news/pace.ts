/**
 * When a source is asked next. Each keeps its own interval on a grid of its own, so that a slow answer does not shift later
 * polls; while something has just happened it is asked as often as its own rules allow, no more often than every two minutes.
 */
import { faultOf } from '../../src-shared/fault.ts';
import { type EpochMs, MINUTE_MS } from '../../src-shared/market.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { NewsSource } from '../../src-shared/ports/news-source.ts';

export interface Pace {
  /** Until this market time polls come closer together; an earlier time changes nothing. Those who wait now are woken. */
  hurry(until: EpochMs): void;
  /** Market milliseconds between two polls of a source in quiet times. */
  everyMs(source: Paced): number;
  /** Resolves when the source, asked last at `askedAt`, is due; early, without a fault, when the signal aborts. */
  due(source: Paced, grid: EpochMs, askedAt: EpochMs, signal: AbortSignal): Promise<void>;
}

export type Paced = Pick<NewsSource, 'pollMs' | 'leastMs'>;

export const HURRIED_MS = 2 * MINUTE_MS;

export function createPace(market: TimeSource, pollMs: number): Pace {
  let hurryUntil: EpochMs = Number.NEGATIVE_INFINITY;
  let changed = new AbortController();
  const everyMs = (source: Paced): number => Math.max(source.pollMs ?? pollMs, source.leastMs ?? 0);
  const dueAt = (source: Paced, grid: EpochMs, askedAt: EpochMs): EpochMs => {
    const least = askedAt + (source.leastMs ?? 0);
    const quiet = Math.max(nextSlot(askedAt, grid, everyMs(source)), least);
    const hurried = Math.max(askedAt + HURRIED_MS, least);
    return hurried <= hurryUntil ? Math.min(quiet, hurried) : quiet;
  };
  return {
    everyMs,
    hurry(until) {
      if (until <= Math.max(hurryUntil, market.now())) return;
      hurryUntil = until;
      changed.abort();
      changed = new AbortController();
    },
    async due(source, grid, askedAt, signal) {
      for (;;) {
        const wait = dueAt(source, grid, askedAt) - market.now();
        if (wait <= 0 || signal.aborted) return;
        const woken = changed.signal;
        await sleep(market, wait, AbortSignal.any([signal, woken]));
        if (!woken.aborted) return;
      }
    },
  };
}

/** The first time after `now` on the grid `offset + k·everyMs`. */
const nextSlot = (now: EpochMs, offset: EpochMs, everyMs: number): EpochMs =>
  offset + (Math.floor((now - offset) / everyMs) + 1) * everyMs;

async function sleep(market: TimeSource, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await market.sleep(ms, signal);
  } catch (error) {
    if (faultOf(error)?.kind !== 'cancelled') throw error;
  }
}
