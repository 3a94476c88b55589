/**
 * What others wrote on the server, page by page from where it was last read. Changes carry the transaction they were made in:
 * everything below the oldest one still running is final, so that is how far a position moves; what is visible beyond it is taken
 * at once and looked at again.
 */
import type { Connection, Transaction } from '../postgres/connection.ts';
import { readDocuments } from './server-documents.ts';
import type { AsyncMirrorSide, Change, Position } from './side.ts';
import type { Kind } from './tables.ts';

interface LogRow {
  readonly kind: Kind;
  readonly key: string;
  readonly seq: number;
  readonly xid: string;
  readonly origin: string;
}

export interface Page {
  readonly changes: readonly Change[];
  /** Where the next page begins; null when this was the last one. */
  readonly next: Position | null;
  /** How far everything is final by this page. */
  readonly safe: Position;
  /** Of the first page of a run: kept for the pages after it. */
  readonly horizon: string;
  readonly read: number;
  /** To be called once the changes are written here: what is beyond the horizon is not taken a second time. */
  taken(): void;
}

export interface Pull {
  page(from: Position | null, horizon: string | null): Promise<Page>;
  /** Changes from a position on, for progress. */
  count(from: Position | null): Promise<number>;
}

export const START: Position = { xid: '0', seq: 0 };
const PAGE = 60;
const ONE_MOMENT = 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY';
const HORIZON = 'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon';
const AFTER = '(xid, seq) > (:xid::xid8, :seq::bigint)';
const LOG = `SELECT kind, key, seq, xid::text AS xid, origin FROM mirror_changes WHERE ${AFTER} ORDER BY xid, seq LIMIT ${PAGE}`;
const COUNT = `SELECT count(*) AS n FROM mirror_changes WHERE ${AFTER}`;

export function createPull(connection: Connection, local: Pick<AsyncMirrorSide, 'wanted'>, machine: string): Pull {
  /** Beyond the horizon of the last run: taken already, and only new if the number is. */
  let seen = new Map<string, number>();
  const nameOf = ({ kind, key }: LogRow): string => `${kind} ${key}`;

  /** Anomalies first: what hangs on them comes after. */
  async function documentsOf(t: Transaction, rows: readonly LogRow[]): Promise<Change[]> {
    const unseen = rows.filter((row) => seen.get(nameOf(row)) !== row.seq);
    const { places, added } = await local.wanted(unseen.map((row) => ({ ...row, own: row.origin === machine })));
    const wanted = places.flatMap((place) => unseen[place] ?? []);
    const changes: Change[] = [];
    for (const kind of ['anomaly', 'window', 'news_item', 'gap'] as const) {
      const some = wanted.filter((row) => row.kind === kind).map(({ key, seq }) => ({ key, seq }));
      if (kind === 'window') some.push(...added.map((key) => ({ key, seq: 0 })));
      const documents = await readDocuments(t, kind, some.map(({ key }) => key)); // prettier-ignore
      for (const { key, seq } of some) changes.push({ kind, key, seq, rows: documents.get(key) ?? {} });
    }
    return changes;
  }

  return {
    count: async (from) => (await connection.rows<{ n: number }>(COUNT, { ...(from ?? START) }))[0]?.n ?? 0,
    page: (given, known) =>
      connection.transaction(async (t) => {
        await t.script(ONE_MOMENT);
        const [now] = await t.rows<{ horizon: string }>(HORIZON);
        const horizon = known ?? now?.horizon ?? '0';
        // A position from the future is of another cluster: the database was moved.
        const from = given !== null && BigInt(given.xid) > BigInt(horizon) && known === null ? START : (given ?? START);
        const rows = await t.rows<LogRow>(LOG, { ...from });
        const changes = await documentsOf(t, rows);
        const last = rows.at(-1);
        const full = rows.length === PAGE && last !== undefined;
        const beyond = (row: LogRow): boolean => BigInt(row.xid) >= BigInt(horizon);
        const final = rows.filter((row) => !beyond(row)).at(-1);
        const unsettled = rows.filter(beyond).map((row) => [nameOf(row), row.seq] as const);
        return {
          changes,
          next: full ? positionOf(last) : null,
          safe: full ? positionOf(final ?? from) : { xid: horizon, seq: 0 },
          horizon,
          read: rows.length,
          taken() {
            seen = new Map(known === null ? unsettled : [...seen, ...unsettled]);
          },
        };
      }),
  };
}

const positionOf = ({ xid, seq }: Position): Position => ({ xid, seq });
