/**
 * Is a silent connection dead, or is the market quiet? A ping and the venue's REST decide, each within its deadline: dead
 * when the ping is not answered, or when REST shows a trade that the connection still has not brought a moment later.
 * A REST that fails proves nothing. Wall ms.
 */
import type { Fault } from '../../src-shared/fault.ts';
import { fault, faultOf } from '../../src-shared/fault.ts';
import type { EpochMs } from '../../src-shared/market.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { Connection } from './connection.ts';

export interface SuspicionOptions {
  readonly connection: Connection;
  /** Symbols worth asking about, liveliest first. */
  readonly symbols: readonly string[];
  /** Up to when everything has been brought: the newest trade, or when the symbol began to stream. Event time. */
  readonly brought: (symbol: string) => EpochMs;
  readonly newestTrade: (symbol: string) => Promise<EpochMs | null>;
  readonly wall: TimeSource;
  readonly deadlineMs: number;
  readonly onFault: (problem: Fault) => void;
}

const ASKED_SYMBOLS = 3;
/** A venue's REST may round times otherwise than its stream. Venue ms. */
const ROUNDING_MS = 1_000;
/** A trade made between our two looks is on its way: this part of the deadline. */
const UNDER_WAY_SHARE = 1 / 8;

/** Why the connection is dead, or null. */
export async function investigate(options: SuspicionOptions): Promise<Fault | null> {
  const [pong, missed] = await Promise.all([options.connection.ping(options.deadlineMs), missedTrade(options)]);
  if (!pong)
    return fault('timeout', `the connection went silent and answered no ping within ${options.deadlineMs / 1000} s`);
  return missed === null ? null : fault('network', `the connection went silent while ${missed} traded on`);
}

/** The first symbol that traded without us (of the first three), or null. */
export async function missedTrade(options: Omit<SuspicionOptions, 'connection'>): Promise<string | null> {
  const timer = new AbortController();
  const late = options.wall.sleep(options.deadlineMs, timer.signal).then(
    () => null,
    () => null,
  );
  const asked = options.symbols.slice(0, ASKED_SYMBOLS).map((symbol) => missedBy(options, symbol));
  const found = await Promise.race([Promise.all(asked), late]);
  timer.abort();
  return found?.find((symbol) => symbol !== null) ?? null;
}

async function missedBy(
  { brought, newestTrade, wall, deadlineMs, onFault }: Omit<SuspicionOptions, 'connection'>,
  symbol: string,
): Promise<string | null> {
  try {
    const newest = await newestTrade(symbol);
    if (newest === null || newest <= brought(symbol) + ROUNDING_MS) return null;
    await wall.sleep(deadlineMs * UNDER_WAY_SHARE);
    return newest > brought(symbol) + ROUNDING_MS ? symbol : null;
  } catch (error) {
    const known = faultOf(error);
    if (known === null) throw error;
    onFault(known);
    return null;
  }
}
