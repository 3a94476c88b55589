/**
 * MANE's rows in a PostgreSQL, counted, then deleted in one transaction; tables and schema stay. In a database of ours that is every
 * row. In one that another MANE made it is our own tables and what carries our marks; rows that cannot be told apart stay.
 */
import { connect, type Connection } from '../postgres/connection.ts';
import type { PostgresAddress } from '../postgres/address.ts';
import { labelOf } from '../postgres/address.ts';

export interface RowsDeleted {
  readonly database: string;
  readonly rows: number;
  /** What stays and why, for people; empty when nothing does. */
  readonly left: string;
}

/** Children first. Tables of later schemas are deleted from where they are. */
const OURS = [
  'mirror_outbox', 'symbol_leases', 'llm_usage', 'feedback', 'alerts', 'narrative_revisions', 'article_facts', 'anomaly_prices',
  'anomaly_windows', 'feed_gaps', 'news_items', 'engine_state', 'candles', 'series',
]; // prettier-ignore
const SEED = ['news_clusters', 'news_articles', 'narratives', 'anomalies', 'backfill_progress', 'prices'];
/** Columns that only our rows fill. */
const MARKED: Readonly<Record<string, string>> = {
  anomalies: 'stage IS NOT NULL',
  backfill_progress: 'venue IS NOT NULL',
};

/** We make `prices` partitioned; an adopted one is a plain table. */
const PARTITIONED = `SELECT (relkind = 'p')::int AS ours FROM pg_class WHERE oid = to_regclass('prices')`;

/** `confirm` is told what would go and throws to keep it. */
export async function deleteRows(
  address: PostgresAddress,
  confirm: (label: string, counts: Record<string, number>) => Promise<void>,
): Promise<RowsDeleted> {
  const connection = connect(address);
  try {
    const [kind] = await connection.rows<{ ours: number }>(PARTITIONED);
    const ours = kind?.ours === 1;
    const wheres = await conditions(connection, ours);
    const counts = await counted(connection, wheres);
    await confirm(labelOf(address), counts);
    const rows = await connection.transaction(async (t) => {
      let gone = 0;
      for (const [table, where] of wheres) gone += await t.run(`DELETE FROM ${table} WHERE ${where}`);
      await t.run('UPDATE counters SET value = 0');
      return gone;
    });
    return { database: labelOf(address), rows, left: ours ? '' : LEFT };
  } finally {
    await connection.close();
  }
}

const LEFT = '; prices and what another program wrote stay';

async function conditions(connection: Connection, ours: boolean): Promise<(readonly [string, string])[]> {
  const wanted = [...OURS, ...SEED].filter((table) => ours || OURS.includes(table) || table in MARKED);
  const found = await connection.rows<{ name: string }>(
    'SELECT name FROM unnest(:wanted::text[]) AS name WHERE to_regclass(name) IS NOT NULL',
    { wanted },
  );
  const present = new Set(found.map(({ name }) => name));
  return wanted
    .filter((table) => present.has(table))
    .map((table) => [table, ours ? 'TRUE' : (MARKED[table] ?? 'TRUE')]);
}

async function counted(
  connection: Connection,
  wheres: readonly (readonly [string, string])[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [table, where] of wheres) {
    const [row] = await connection.rows<{ n: number }>(`SELECT count(*) AS n FROM ${table} WHERE ${where}`);
    counts[table] = row?.n ?? 0;
  }
  return counts;
}
