/**
 * Market lists for choosing symbols: of the venue that is watched, from its feed, and of any other one, asked for once and kept
 * while the engine runs. Rejects with a fault that names the venue and what failed; a failed list is asked for again.
 */
import { throwFault } from '../../src-shared/fault.ts';
import type { Market } from '../../src-shared/market.ts';
import type { Clock } from '../../src-shared/ports/clock.ts';
import type { Feed } from '../../src-shared/ports/feed.ts';
import type { Logger } from '../base/logger.ts';
import { createLiveFeed } from '../feed/live-feed.ts';
import { venueDefinition } from '../feed/venues.ts';

export interface MarketListsOptions {
  readonly feed: Feed;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Wall ms that a person waits for a list. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 15_000;

export function createMarketLists(o: MarketListsOptions): (venue?: string, signal?: AbortSignal) => Promise<Market[]> {
  const others = new Map<string, Feed>();
  const feedOf = (id: string): Feed => {
    const known = id === o.feed.venue ? o.feed : others.get(id);
    if (known !== undefined) return known;
    const venue = venueDefinition(id);
    if (!venue.ok) return throwFault(venue.fault.kind, venue.fault.detail);
    const made = createLiveFeed({ ...o, venue: venue.value, symbols: [], clock: { market: o.clock.wall, wall: o.clock.wall } }); // prettier-ignore
    others.set(id, made);
    return made;
  };
  return async (id = o.feed.venue, signal) => {
    const feed = feedOf(id);
    const waiting = new AbortController();
    const patienceMs = o.patienceMs ?? PATIENCE_MS;
    const late = o.clock.wall
      .sleep(patienceMs, signal ? AbortSignal.any([signal, waiting.signal]) : waiting.signal)
      .then(() => throwFault('timeout', `${id} did not answer within ${Math.round(patienceMs / 1000)} s`));
    late.catch(() => undefined);
    try {
      return await Promise.race([feed.markets(signal), late]);
    } finally {
      waiting.abort();
    }
  };
}
