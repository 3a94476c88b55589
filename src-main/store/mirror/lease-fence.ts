/**
 * The fence before shared rows: a write that belongs to symbols goes through only while this run holds their leases, by the
 * server's clock and by token, and no other machine can take them before the write has ended. So whoever was frozen or cut off
 * and wakes up late is refused, whatever it still believes.
 */
import { WRITER_MARK } from '../postgres/leases.ts';
import type { Transaction } from '../postgres/connection.ts';
import { seriesName, type Fence } from './fence.ts';
import type { SeriesKey } from './side.ts';

/** What the fence needs to know of the collector. */
export interface LeaseBook {
  readonly owner: string;
  /** The server has told lately who holds what. */
  isKnown(): boolean;
  /** Whether this run wants to collect it; what it does not want has no lease of its own. */
  watches(venue: string, symbol: string): boolean;
  /** Null when the lease is not surely ours. */
  tokenOf(venue: string, symbol: string): number | null;
  /** Whether another run held it when last looked. */
  isElsewhere(venue: string, symbol: string): boolean;
  /** The server says that it is not ours. */
  lose(venue: string, symbol: string): void;
}

// A session that stops inside its transaction loses it: its successor is waiting.
const MARK = `SELECT set_config('idle_in_transaction_session_timeout', '4s', true),
  pg_try_advisory_xact_lock_shared(${WRITER_MARK}, hashtext(:owner))`;
const GIVEN = 'unnest(:venues::text[], :symbols::text[], :tokens::bigint[]) AS k (venue, symbol, token)';
// KEY SHARE: our own renewals go on meanwhile, a take-over (which changes the key `token`) waits.
const HOLD = `SELECT l.venue, l.symbol FROM symbol_leases l
  JOIN ${GIVEN} ON l.venue = k.venue AND l.symbol = k.symbol AND l.token = k.token
  WHERE l.owner = :owner AND l.expires_at > clock_timestamp() ORDER BY l.venue, l.symbol FOR KEY SHARE OF l`;
const ELSEWHERE = `SELECT l.venue, l.symbol FROM symbol_leases l
  JOIN unnest(:venues::text[], :symbols::text[]) AS k (venue, symbol) ON l.venue = k.venue AND l.symbol = k.symbol
  WHERE l.owner <> :owner AND l.expires_at > clock_timestamp()`;

/** What nobody here watches has no lease of ours: old rows of it may be sent while nobody else collects it. */
export function createFence(book: LeaseBook): Fence {
  const isWatched = ({ venue, symbol }: SeriesKey): boolean => book.watches(venue, symbol);
  return {
    isKnown: () => book.isKnown(),
    holds: (venue, symbol) =>
      isWatched({ venue, symbol }) ? book.tokenOf(venue, symbol) !== null : !book.isElsewhere(venue, symbol),
    async check(t, given) {
      await t.rows(MARK, { owner: book.owner });
      const keys = [...new Map(given.map((key) => [seriesName(key), key])).values()];
      const [ours, others] = [keys.filter(isWatched), keys.filter((key) => !isWatched(key))];
      const lost = [...(await lostOf(t, book, ours)), ...(await elsewhere(t, book, others))];
      for (const { venue, symbol } of lost) book.lose(venue, symbol);
      return lost;
    },
  };
}

async function lostOf(t: Transaction, book: LeaseBook, keys: readonly SeriesKey[]): Promise<readonly SeriesKey[]> {
  if (keys.length === 0) return [];
  const tokens = keys.map(({ venue, symbol }) => book.tokenOf(venue, symbol) ?? -1);
  const held = await t.rows<SeriesKey>(HOLD, { owner: book.owner, ...named(keys), tokens });
  const ours = new Set(held.map(seriesName));
  return keys.filter((key) => !ours.has(seriesName(key)));
}

const elsewhere = async (t: Transaction, { owner }: LeaseBook, keys: readonly SeriesKey[]): Promise<SeriesKey[]> =>
  keys.length === 0 ? [] : t.rows<SeriesKey>(ELSEWHERE, { owner, ...named(keys) });

const named = (keys: readonly SeriesKey[]) => ({
  venues: keys.map(({ venue }) => venue),
  symbols: keys.map(({ symbol }) => symbol),
});
