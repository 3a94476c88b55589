/**
 * The fence before shared rows: a write that belongs to symbols goes through only while this run holds their leases, by the
 * server's clock and by token, and no other machine can take them before the write has ended. So whoever was frozen or cut off
 * and wakes up late is refused, whatever it still believes.
 */
import { fault, FaultError } from '../../../src-shared/fault.ts';
import { WRITER_MARK } from '../postgres/leases.ts';
import type { Fence } from './fence.ts';
import type { SeriesKey } from './side.ts';

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

/** What nobody here watches has no lease and no holder: old rows of it may be written by anybody. */
export function createFence(book: LeaseBook): Fence {
  const watched = new Set(book.symbols);
  const holds = (venue: string, symbol: string): boolean => book.tokenOf(venue, symbol) !== null;
  return {
    holds,
    others: () =>
      book.symbols.filter((symbol) => !holds(book.venue, symbol)).map((symbol) => ({ venue: book.venue, symbol })),
    async check(t, given) {
      const keys = once(given).filter(({ venue, symbol }) => venue === book.venue && watched.has(symbol));
      const tokens = keys.map(({ venue, symbol }) => book.tokenOf(venue, symbol));
      refuse(keys.filter((_, at) => tokens[at] === null));
      await t.rows(MARK, { owner: book.owner });
      if (keys.length === 0) return;
      const venues = keys.map((key) => key.venue);
      const symbols = keys.map((key) => key.symbol);
      const held = await t.rows<SeriesKey>(HOLD, { owner: book.owner, venues, symbols, tokens });
      const ours = new Set(held.map(nameOf));
      refuse(keys.filter((key) => !ours.has(nameOf(key))));
    },
  };
}

const nameOf = ({ venue, symbol }: SeriesKey): string => `${symbol} at ${venue}`;
const once = (keys: readonly SeriesKey[]): SeriesKey[] => [...new Map(keys.map((key) => [nameOf(key), key])).values()];

function refuse(keys: readonly SeriesKey[]): void {
  const [first] = keys;
  if (!first) return;
  const more = keys.length > 1 ? ` and ${keys.length - 1} more` : '';
  const detail = `${nameOf(first)}${more}: another machine may be collecting this by now`;
  throw new FaultError(fault('conflict', detail, { retryable: true }));
}
