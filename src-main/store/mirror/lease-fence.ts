/**
 * The fence before shared rows: a write that belongs to symbols goes through only while this run holds their leases, by the
 * server's clock and by token, and no other machine can take them before the write has ended. So whoever was frozen or cut off
 * and wakes up late is refused, whatever it still believes.
 */
import { fault, FaultError } from '../../../src-shared/fault.ts';
import type { Transaction } from '../postgres/connection.ts';
import { WRITER_MARK } from '../postgres/leases.ts';

export interface SymbolKey {
  readonly venue: string;
  readonly symbol: string;
}

export interface Fence {
  /** Inside the transaction that writes, before its first row. Throws a retryable `conflict` when any of `keys` is not held. */
  check(t: Transaction, keys: readonly SymbolKey[]): Promise<void>;
  /** Whether the lease is surely ours at this moment; asks nobody. */
  holds(venue: string, symbol: string): boolean;
  /** What this run would collect and does not hold. */
  others(): readonly SymbolKey[];
}

/** What the fence needs to know of the collector. */
export interface LeaseBook {
  readonly owner: string;
  readonly venue: string;
  readonly symbols: readonly string[];
  /** Null when the lease is not surely ours. */
  tokenOf(venue: string, symbol: string): number | null;
}

// A session that stops inside its transaction loses it: its successor is waiting.
const MARK = `SELECT set_config('idle_in_transaction_session_timeout', '4s', true),
  pg_try_advisory_xact_lock_shared(${WRITER_MARK}, hashtext(:owner))`;
// KEY SHARE: our own renewals go on meanwhile, a take-over (which changes the key `token`) waits.
const HOLD = `SELECT l.venue, l.symbol FROM symbol_leases l
  JOIN unnest(:venues::text[], :symbols::text[], :tokens::bigint[]) AS k (venue, symbol, token)
    ON l.venue = k.venue AND l.symbol = k.symbol AND l.token = k.token
  WHERE l.owner = :owner AND l.expires_at > clock_timestamp() ORDER BY l.venue, l.symbol FOR KEY SHARE OF l`;

export function createFence(book: LeaseBook): Fence {
  const holds = (venue: string, symbol: string): boolean => book.tokenOf(venue, symbol) !== null;
  return {
    holds,
    others: () =>
      book.symbols.filter((symbol) => !holds(book.venue, symbol)).map((symbol) => ({ venue: book.venue, symbol })),
    async check(t, given) {
      const keys = once(given);
      if (keys.length === 0) return;
      const tokens = keys.map(({ venue, symbol }) => book.tokenOf(venue, symbol));
      refuse(keys.filter((_, at) => tokens[at] === null));
      await t.rows(MARK, { owner: book.owner });
      const venues = keys.map((key) => key.venue);
      const symbols = keys.map((key) => key.symbol);
      const held = await t.rows<SymbolKey>(HOLD, { owner: book.owner, venues, symbols, tokens });
      const ours = new Set(held.map(nameOf));
      refuse(keys.filter((key) => !ours.has(nameOf(key))));
    },
  };
}

const nameOf = ({ venue, symbol }: SymbolKey): string => `${symbol} at ${venue}`;
const once = (keys: readonly SymbolKey[]): SymbolKey[] => [...new Map(keys.map((key) => [nameOf(key), key])).values()];

function refuse(keys: readonly SymbolKey[]): void {
  const [first] = keys;
  if (!first) return;
  const more = keys.length > 1 ? ` and ${keys.length - 1} more` : '';
  const detail = `${nameOf(first)}${more}: another machine may be collecting this by now`;
  throw new FaultError(fault('conflict', detail, { retryable: true }));
}
