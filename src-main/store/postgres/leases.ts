/**
 * Leases of symbols on the server: renewed, taken when free or expired, given back. All times are the database's clock, so that
 * no machine's own clock matters; a token from a growing sequence names one holding. Each call is one statement, behind a pooler
 * too. Refuses nothing silently: what could not be had is simply not among what it returns.
 */
import { sqlState } from './faults.ts';
import type { Connection } from './connection.ts';

export const LEASE_TTL_MS = 6000;

/** One run of the program; `owner` is new with each start, `machine` is for people. */
export interface CollectorIdentity {
  readonly owner: string;
  readonly machine: string;
  readonly venue: string;
  /** Sends what it has and collects nothing: its leases count, for a share of the symbols it is not there. */
  readonly visiting?: boolean;
}

export interface Holding {
  readonly symbol: string;
  readonly token: number;
}

export interface Survey {
  /** What this run holds, renewed just now. */
  readonly held: readonly Holding[];
  /** Every run that is alive at this venue, this one too. */
  readonly collectors: readonly { readonly owner: string; readonly symbols: readonly string[] }[];
  /** Symbols that others hold, with the milliseconds they are sure of. */
  readonly others: readonly { readonly symbol: string; readonly owner: string; readonly leftMs: number }[];
}

export interface Leases {
  /** Says that this run is alive and what it would collect, renews what it holds, looks around. */
  renew(wanted: readonly string[]): Promise<Survey>;
  /** Those of `symbols` that were free or expired. */
  take(symbols: readonly string[]): Promise<Holding[]>;
  /** Gives back; a holding that a write of ours is checking at this moment stays for the next try. */
  give(holdings: readonly Holding[]): Promise<void>;
  /** Gives everything back and is gone. */
  leave(): Promise<void>;
}

const EXPIRY = `clock_timestamp() + make_interval(secs => ${LEASE_TTL_MS / 1000})`;
// Compare and swap: only what nobody has taken meanwhile is renewed, and what has expired is gone even then. One statement, so
// that a busy server or a far one costs a single wait. What it reads is from before what it writes.
const HERE = `here AS (INSERT INTO collectors (owner, machine, venue, symbols, expires_at)
    VALUES (:owner, :machine, :venue, :symbols::text[], ${EXPIRY})
    ON CONFLICT (owner) DO UPDATE SET symbols = excluded.symbols, expires_at = excluded.expires_at),`;
const renewSql = (visiting: boolean): string => `WITH ${visiting ? '' : HERE}
  gone AS (DELETE FROM collectors WHERE owner <> :owner AND expires_at < clock_timestamp() - INTERVAL '1 minute'),
  renewed AS (UPDATE symbol_leases SET expires_at = ${EXPIRY}
    WHERE venue = :venue AND owner = :owner AND expires_at > clock_timestamp() RETURNING symbol, token)
  SELECT 'held' AS kind, symbol AS name, token AS number, NULL AS text FROM renewed
  UNION ALL SELECT 'collector', owner, 0, to_json(symbols)::text FROM collectors
    WHERE venue = :venue AND owner <> :owner AND expires_at > clock_timestamp()
  UNION ALL SELECT 'other', symbol, extract(epoch FROM expires_at - clock_timestamp()) * 1000, owner FROM symbol_leases
    WHERE venue = :venue AND owner <> :owner AND expires_at > clock_timestamp()`;
const EXPIRED = 'venue = :venue AND symbol = ANY(:symbols::text[]) AND expires_at <= clock_timestamp()';
// A row that somebody takes or checks at this moment is passed over: one stuck session must not keep all the others.
const TAKE = `WITH free AS (SELECT symbol FROM symbol_leases WHERE ${EXPIRED} ORDER BY symbol FOR UPDATE SKIP LOCKED),
  swapped AS (UPDATE symbol_leases l SET owner = :owner, token = nextval('symbol_lease_tokens'), expires_at = ${EXPIRY}
    FROM free WHERE l.venue = :venue AND l.symbol = free.symbol RETURNING l.symbol, l.token),
  added AS (INSERT INTO symbol_leases (venue, symbol, owner, expires_at)
    SELECT :venue, symbol, :owner, ${EXPIRY} FROM unnest(:symbols::text[]) AS w (symbol) ORDER BY symbol
    ON CONFLICT (venue, symbol) DO NOTHING RETURNING symbol, token)
  SELECT symbol, token FROM swapped UNION ALL SELECT symbol, token FROM added`;
const GIVE = `DELETE FROM symbol_leases WHERE (venue, symbol) IN (SELECT venue, symbol FROM symbol_leases
  WHERE venue = :venue AND owner = :owner AND token = ANY(:tokens::bigint[]) FOR UPDATE SKIP LOCKED)`;
const LEAVE = `WITH gone AS (DELETE FROM collectors WHERE owner = :owner)
  DELETE FROM symbol_leases WHERE owner = :owner`;

/** What machines collect at this moment, at any venue; nothing where no engine ever was. */
export async function leasedNow(connection: Pick<Connection, 'rows'>): Promise<{ venue: string; symbol: string }[]> {
  const [found] = await connection.rows<{ table: string | null }>(
    `SELECT to_regclass('symbol_leases')::text AS "table"`,
  );
  if (found?.table == null) return [];
  return connection.rows('SELECT venue, symbol FROM symbol_leases WHERE expires_at > clock_timestamp()');
}

/** Marks a session as one that writes for an owner: an advisory lock that nobody ever waits for, visible in pg_locks. */
export const WRITER_MARK = 1296125510;
// A frozen or cut-off writer may sit in an open transaction; what it wrote there would keep its successor waiting for minutes.
const END_LATE_WRITERS = `SELECT count(pg_terminate_backend(pid)) AS ended FROM pg_locks
  WHERE locktype = 'advisory' AND classid = ${WRITER_MARK} AND objsubid = 2 AND pid <> pg_backend_pid()
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND objid::bigint IN (SELECT hashtext(owner)::bigint & 4294967295 FROM symbol_leases WHERE ${EXPIRED})`;

export function createLeases(connection: Connection, identity: CollectorIdentity): Leases {
  const { owner, machine, venue, visiting = false } = identity;
  const me = { owner, venue };
  const renew = renewSql(visiting);
  return {
    async renew(wanted) {
      const symbols = [...wanted];
      const found = await connection.rows<Found>(renew, visiting ? me : { ...me, machine, symbols });
      return surveyOf(found, { owner, symbols });
    },
    async take(symbols) {
      if (symbols.length === 0) return [];
      const given = { ...me, symbols: [...symbols] };
      await endLateWriters(connection, given);
      return connection.rows<Holding>(TAKE, given);
    },
    async give(holdings) {
      if (holdings.length === 0) return;
      await connection.rows(GIVE, { ...me, tokens: holdings.map(({ token }) => token) });
    },
    leave: async () => void (await connection.rows(LEAVE, me)),
  };
}

interface Found {
  readonly kind: 'held' | 'collector' | 'other';
  readonly name: string;
  readonly number: number;
  readonly text: string | null;
}

function surveyOf(found: readonly Found[], me: Survey['collectors'][number]): Survey {
  const of = (kind: Found['kind']): Found[] => found.filter((row) => row.kind === kind);
  return {
    held: of('held').map(({ name, number }) => ({ symbol: name, token: number })),
    collectors: [
      me,
      ...of('collector').map(({ name, text }) => ({ owner: name, symbols: JSON.parse(text ?? '[]') as string[] })),
    ],
    others: of('other').map(({ name, number, text }) => ({ symbol: name, leftMs: number, owner: text ?? '' })),
  };
}

/** Another role's sessions are not ours to end: they fall by the time-out that each of them has set for itself. */
async function endLateWriters(connection: Connection, given: { venue: string; symbols: string[] }): Promise<void> {
  await connection.rows(END_LATE_WRITERS, given).catch((error: unknown) => {
    if (sqlState((error as Error).cause) !== '42501') throw error;
  });
}
