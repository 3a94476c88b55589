/**
 * Keeps one live connection, for ever: connects within a deadline, watches it, investigates silence, reconnects with capped
 * backoff (Retry-After is a floor), replaces it before the venue's 24-hour cut with the new one open before the old one
 * closes. Every interruption is a gap. Ends only when the signal aborts; throws only for a symbol the venue does not have.
 */
import { createDue } from '../base/due.ts';
import { type Backoff, createBackoff } from '../base/backoff.ts';
import { type Fault, FaultError, fault, faultOf } from '../../src-shared/fault.ts';
import type { EpochMs } from '../../src-shared/market.ts';
import type { Clock } from '../../src-shared/ports/clock.ts';
import { type Connection, openConnection } from './connection.ts';
import type { FeedStats } from './feed-stats.ts';
import type { Tuning } from './feed-tuning.ts';
import type { Intake } from './intake.ts';
import { investigate, missedTrade, type SuspicionOptions } from './suspicion.ts';
import { requireSymbols } from './symbols.ts';
import type { VenueRest } from './venue-rest.ts';
import type { VenueDefinition } from './venues.ts';
import type { Watchdog } from './watchdog.ts';

export interface SupervisorOptions {
  readonly venue: VenueDefinition;
  readonly symbols: readonly string[];
  readonly clock: Clock;
  readonly random: () => number;
  readonly tuning: Tuning;
  readonly rest: VenueRest;
  readonly intake: Intake;
  readonly watchdog: Watchdog;
  readonly stats: FeedStats;
  readonly venueNow: () => EpochMs;
  /** Compares clocks now and then; never rejects. */
  readonly sampleSkew: () => Promise<void>;
}

/** What ended a connection, as the gap's reason. */
interface Ending {
  readonly why: Fault;
  readonly reason: 'disconnect' | 'silence' | 'wake';
  /** The symbol that was silent while the others streamed. */
  readonly dead?: string;
}

interface Tended {
  connection: Connection;
  openedAt: EpochMs;
}

export async function supervise(options: SupervisorOptions, signal: AbortSignal): Promise<void> {
  const { stats, tuning, intake, clock } = options;
  const backoff = createBackoff({ baseMs: tuning.backoffBaseMs, capMs: tuning.backoffCapMs, random: options.random });
  stats.state = 'connecting';
  const symbols = await knownSymbols(options, backoff, signal);
  backoff.reset();
  while (!signal.aborted) {
    const tended = await connect(options, symbols, signal).catch(asFault);
    if ('kind' in tended) {
      await wait(options, backoff, tended, signal);
      continue;
    }
    const ending = await tend(options, symbols, tended, signal);
    tended.connection.close();
    if (signal.aborted) break;
    intake.lost(options.symbols, ending.reason, ending.dead);
    stats.reconnects += 1;
    stats.state = 'reconnecting';
    if (clock.wall.now() - tended.openedAt >= tuning.stableAfterMs) backoff.reset();
    await wait(options, backoff, ending.why, signal);
  }
}

/** Asks for the market list until it comes. Throws not_found for a symbol that is not on it. */
async function knownSymbols(
  options: SupervisorOptions,
  backoff: Backoff,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  while (!signal.aborted) {
    const map = await options.rest.symbols().catch(asFault);
    if (!('kind' in map)) return requireSymbols(map, options.symbols, options.venue.label);
    if (map.kind === 'not_found') throw new FaultError(map);
    await wait(options, backoff, map, signal);
  }
  return new Map();
}

/** The fault an expected failure carries; a bug goes on up. */
function asFault(error: unknown): Fault {
  const known = faultOf(error);
  if (known === null) throw error;
  return known;
}

async function wait(
  { clock, stats }: SupervisorOptions,
  backoff: Backoff,
  why: Fault,
  signal: AbortSignal,
): Promise<void> {
  if (why.kind === 'cancelled' && signal.aborted) return;
  stats.trouble(why);
  await clock.wall.sleep(backoff.next(why), signal).catch(() => undefined);
}

async function connect(
  options: SupervisorOptions,
  symbols: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<Tended> {
  const { rest, venue, clock, tuning, intake, watchdog, stats } = options;
  const exchange = await rest.socketExchange();
  watchdog.connected(clock.wall.now(), clock.market.now());
  const connection = await openConnection({
    exchange,
    label: venue.label,
    symbols,
    wall: clock.wall,
    connectDeadlineMs: tuning.connectDeadlineMs,
    subscribesPerSecond: venue.subscribesPerSecond,
    on: intake.connection(),
    signal,
  });
  stats.state = 'live';
  stats.lastFault = null;
  return { connection, openedAt: clock.wall.now() };
}

/** Watches a connection until it ends. */
async function tend(
  options: SupervisorOptions,
  symbols: ReadonlyMap<string, string>,
  tended: Tended,
  signal: AbortSignal,
): Promise<Ending> {
  const { clock, watchdog, tuning } = options;
  const isSkewDue = createDue(tuning.skewEveryMs);
  const isAuditDue = createDue(tuning.auditEveryMs, clock.wall.now());
  let turn = 0;
  for (;;) {
    const ended = await Promise.race([tended.connection.lost, clock.wall.sleep(tuning.checkEveryMs).then(() => null)]);
    if (ended !== null) return { why: ended, reason: 'disconnect' };
    const now = clock.wall.now();
    if (isSkewDue(now)) void options.sampleSkew();
    const verdict = watchdog.check(now, clock.market.now());
    if (verdict === 'wake') return { why: fault('network', 'the machine slept'), reason: 'wake' };
    const dead = verdict === 'suspect' ? await suspected(options, tended) : null;
    if (dead !== null) return { why: dead, reason: 'silence' };
    if (isAuditDue(now)) {
      const missed = await audit(options, turn++);
      if (missed !== null) return missed;
    }
    if (now - tended.openedAt >= options.venue.rotateAfterMs) await rotate(options, symbols, tended, signal);
  }
}

async function suspected(options: SupervisorOptions, { connection }: Tended): Promise<Fault | null> {
  const { stats, clock, intake, watchdog } = options;
  stats.state = 'silent';
  const streaming = options.symbols.filter((symbol) => intake.brought(symbol) < Infinity);
  const liveliest = streaming.sort((a, b) => intake.brought(b) - intake.brought(a));
  const dead = await investigate({ connection, ...questions(options), symbols: liveliest });
  if (dead !== null) return dead;
  stats.state = 'live';
  watchdog.cleared(clock.wall.now(), clock.market.now());
  return null;
}

/** One symbol in turn: a subscription that died alone shows in no silence of the connection. */
async function audit(options: SupervisorOptions, turn: number): Promise<Ending | null> {
  const symbol = options.symbols[turn % options.symbols.length];
  const dead = symbol === undefined ? null : await missedTrade({ ...questions(options), symbols: [symbol] });
  if (dead === null) return null;
  return { why: fault('network', `${dead} went silent while it traded on`), reason: 'silence', dead };
}

const questions = ({
  intake,
  rest,
  clock,
  tuning,
  stats,
}: SupervisorOptions): Omit<SuspicionOptions, 'connection' | 'symbols'> => ({
  brought: (symbol) => intake.brought(symbol),
  newestTrade: (symbol) => rest.newestTrade(symbol),
  wall: clock.wall,
  deadlineMs: tuning.pingDeadlineMs,
  onFault: (problem) => stats.trouble(problem),
});

/** New before old: both stream until the new one has every symbol, trades pass once. A failure keeps the old one. */
async function rotate(
  options: SupervisorOptions,
  symbols: ReadonlyMap<string, string>,
  tended: Tended,
  signal: AbortSignal,
): Promise<void> {
  const { intake, clock, tuning, stats } = options;
  intake.overlap(true);
  try {
    const next = await connect(options, symbols, signal);
    await Promise.race([next.connection.ready, tended.connection.lost]);
    await Promise.race([clock.wall.sleep(tuning.settleMs), tended.connection.lost]);
    const old = tended.connection;
    tended.connection = next.connection;
    tended.openedAt = next.openedAt;
    old.close();
  } catch (error) {
    stats.trouble(asFault(error));
    tended.openedAt += tuning.rotateRetryMs;
  } finally {
    intake.overlap(false);
    // Subscribing many symbols takes minutes: that was no sleep of the machine.
    options.watchdog.connected(clock.wall.now(), clock.market.now());
  }
}
