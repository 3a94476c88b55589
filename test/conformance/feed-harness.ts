/** Runs a live feed in the background of a test and collects what it says. */
import { seededRandom } from '../../src-main/base/random.ts';
import { scaledTime, wallTime } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { createLiveFeed } from '../../src-main/feed/live-feed.ts';
import type { Tuning } from '../../src-main/feed/feed-tuning.ts';
import { simulatedVenue, type VenueDefinition } from '../../src-main/feed/venues.ts';
import type { FeedEvent, Gap, Repaired, Ticker, Trade } from '../../src-shared/market.ts';
import type { Feed } from '../../src-shared/ports/feed.ts';

export interface Running {
  readonly feed: Feed;
  readonly events: FeedEvent[];
  trades(symbol?: string): Trade[];
  tickers(): Ticker[];
  gaps(): Gap[];
  repaired(): Repaired[];
  /** What `events` threw, if it did. */
  readonly failure: () => unknown;
  stop(): Promise<void>;
}

export interface RunOptions {
  readonly exchange: { readonly rest: string; readonly ws: string };
  readonly symbols: readonly string[];
  readonly speed?: number;
  readonly tuning?: Partial<Tuning>;
  readonly venue?: Partial<VenueDefinition>;
  readonly market?: { now(): number };
}

export function runFeed({ exchange, symbols, tuning, venue, market }: RunOptions): Running {
  const clock = { wall: wallTime, market: market === undefined ? wallTime : { ...wallTime, ...market } };
  const random = seededRandom('feed');
  const definition = { ...simulatedVenue(exchange), ...venue };
  const feed = createLiveFeed({
    venue: definition,
    symbols,
    clock,
    logger: silentLogger,
    random: () => random.next(),
    tuning,
  });
  const events: FeedEvent[] = [];
  const abort = new AbortController();
  let failure: unknown = null;
  const done = (async () => {
    try {
      for await (const batch of feed.events(abort.signal)) events.push(...batch);
    } catch (error) {
      failure = error;
    }
  })();
  const of = <K extends FeedEvent['kind']>(kind: K) =>
    events.filter((event): event is Extract<FeedEvent, { kind: K }> => event.kind === kind);
  return {
    feed,
    events,
    trades: (symbol) => of('trade').filter((trade) => symbol === undefined || trade.symbol === symbol),
    tickers: () => of('ticker'),
    gaps: () => of('gap'),
    repaired: () => of('repaired'),
    failure: () => failure,
    async stop() {
      abort.abort();
      await done;
    },
  };
}

export const marketAt = (epoch: number, speed: number) => scaledTime(epoch, speed);

/** Polls until it holds; fails with what was waited for. */
export async function until(what: string, holds: () => boolean, withinMs = 20_000): Promise<void> {
  for (const end = Date.now() + withinMs; Date.now() < end;) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`not within ${withinMs} ms: ${what}`);
}
