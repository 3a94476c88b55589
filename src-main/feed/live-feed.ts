/**
 * The live feed: a venue through ccxt, behind the Feed port. Trades, tickers, gaps and repaired minutes of all symbols in
 * one iterable; per symbol everything the sockets brought is handed on once, in order. Supervision is ours (supervisor,
 * watchdog, gap ledger, repair). Refuses symbols the venue does not have. Only the simulated exchange and captures were
 * tried: see venues.ts.
 */
import { signedFetch } from '../base/egress.ts';
import type { Logger } from '../base/logger.ts';
import { type Fault, FaultError, fault, faultOf, throwFault } from '../../src-shared/fault.ts';
import type { FeedHealth } from '../../src-shared/health.ts';
import { type EpochMs, type FeedEvent, minuteOf } from '../../src-shared/market.ts';
import type { Clock } from '../../src-shared/ports/clock.ts';
import type { Feed } from '../../src-shared/ports/feed.ts';
import { exchangeFactory } from './ccxt-exchange.ts';
import { createClockSkew } from './clock-skew.ts';
import { createEventQueue, type EventQueue } from './event-queue.ts';
import { createFeedStats } from './feed-stats.ts';
import { DEFAULT_TUNING, type Tuning } from './feed-tuning.ts';
import { createGapLedger } from './gap-ledger.ts';
import { createIntake, type Intake } from './intake.ts';
import { runRepairs } from './repair.ts';
import { supervise } from './supervisor.ts';
import { createVenueRest } from './venue-rest.ts';
import type { VenueDefinition } from './venues.ts';
import { createWatchdog } from './watchdog.ts';

export interface LiveFeedOptions {
  readonly venue: VenueDefinition;
  readonly symbols: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Uniform in [0, 1): jitter. */
  readonly random: () => number;
  /** REST goes through this; WebSockets are ccxt's own. */
  readonly fetch?: typeof fetch;
  readonly tuning?: Partial<Tuning>;
}

/** Wall ms. */
const STOP_GRACE_MS = 1_000;

export function createLiveFeed(options: LiveFeedOptions): Feed {
  const { venue, symbols, clock, logger } = options;
  const tuning: Tuning = { ...DEFAULT_TUNING, ...options.tuning };
  const rest = createVenueRest(venue, exchangeFactory(venue, logger, signedFetch('feed', options.fetch), clock.wall));
  const ledger = createGapLedger({ contiguousIds: venue.contiguousTradeIds });
  const watchdog = createWatchdog(tuning.watchdog);
  const skew = createClockSkew();
  const stats = createFeedStats(logger, venue.id);
  const venueNow = (): EpochMs => clock.market.now() + (skew.valueMs() ?? 0);
  let running = false;
  /** Venue time at which an earlier reading of `events` ended. */
  let stoppedAt: EpochMs | null = null;

  const sampleSkew = async (): Promise<void> => {
    const sentAt = clock.market.now();
    const venueTime = await rest.time().catch((error: unknown) => expected(error, (problem) => stats.trouble(problem)));
    if (venueTime !== null) skew.sample(sentAt, venueTime, clock.market.now());
  };

  const start = (queue: EventQueue, signal: AbortSignal): Promise<unknown> => {
    const settle = async (symbol: string): Promise<void> => {
      await clock.wall.sleep(tuning.settleMs, signal).catch(() => undefined);
      if (!signal.aborted) intake.settled(symbol);
    };
    const intake = createIntake({
      clock,
      ledger,
      watchdog,
      queue,
      stats,
      venueNow,
      onSubscribed: (symbol) => void settle(symbol),
    });
    openStartGaps(intake, symbols, stoppedAt ?? minuteOf(venueNow()), stoppedAt === null ? 'start' : 'paused');
    const supervisor = supervise({ venue, symbols, clock, random: options.random, tuning, rest, intake, watchdog, stats, venueNow, sampleSkew }, signal); // prettier-ignore
    const repairs = runRepairs(
      {
        ledger,
        history: (request) => rest.history(request, venueNow()),
        venueNow,
        wall: clock.wall,
        random: options.random,
        emit(event) {
          stats.lastFault = stats.state === 'live' ? null : stats.lastFault;
          queue.push(event);
        },
        onFault: (problem) => stats.trouble(problem),
        settleMs: tuning.repairSettleMs,
        lookEveryMs: tuning.repairLookMs,
      },
      signal,
    );
    return Promise.all([supervisor, repairs]);
  };

  return {
    venue: venue.id,
    async *events(signal) {
      if (running) throwFault('conflict', `the feed of ${venue.label} is being read already`);
      running = true;
      const stop = new AbortController();
      const life = AbortSignal.any([signal, stop.signal]);
      const queue = createEventQueue(tuning.queueCapacity, (symbol, from, to) =>
        ledger.hole(symbol, from, to, 'overflow'),
      );
      const ended = start(queue, life).then(
        () => null,
        (error: unknown) => asError(error),
      );
      void ended.then(() => queue.close());
      const closing = () => queue.close();
      life.addEventListener('abort', closing, { once: true });
      try {
        yield* until(queue, life);
        const error = await ended;
        if (error !== null) throw error;
      } finally {
        stop.abort();
        // A request under way may take its whole deadline to end; nobody waits for that.
        await Promise.race([ended, clock.wall.sleep(STOP_GRACE_MS)]);
        stats.state = 'stopped';
        stoppedAt = stats.lastEventTime;
        running = false;
      }
    },
    history: (request) => rest.history(request, venueNow()),
    markets: async () => [...(await rest.symbols()).markets],
    health: () => health(),
  };

  function health(): FeedHealth {
    const { open, repaired } = ledger.counts();
    return {
      venue: venue.id,
      state: stats.state,
      simulated: venue.simulated,
      symbols: symbols.length,
      lastEventTime: stats.lastEventTime,
      lastReceivedTime: stats.lastReceivedTime,
      reconnects: stats.reconnects,
      gapsOpen: open,
      gapsRepaired: repaired,
      skewMs: skew.valueMs(),
      received: stats.received,
      refused: stats.badFrames === 0 ? {} : { bad_frame: stats.badFrames },
      lastFault: stats.lastFault,
    };
  }
}

function openStartGaps(intake: Intake, symbols: readonly string[], from: EpochMs, reason: string): void {
  for (const symbol of symbols) intake.starting(symbol, from, reason);
}

/** What is queued when the signal aborts is not read any more. */
async function* until(queue: AsyncIterable<FeedEvent>, signal: AbortSignal): AsyncGenerator<readonly FeedEvent[]> {
  for await (const event of queue) {
    if (signal.aborted) return;
    yield [event];
  }
}

/** Null after telling an expected failure; a bug goes on up. */
function expected(error: unknown, tell: (problem: Fault) => void): null {
  const known = faultOf(error);
  if (known === null) throw error;
  tell(known);
  return null;
}

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new FaultError(fault('unavailable', String(error)));
