/**
 * Whether the local store and the server hold the same, as docs/postgresql.md means it: anomalies with everything that hangs on
 * them, windows, news and gaps always; prices and candles of the series kept here, where the retentions of both overlap; nothing
 * twice. Reads everything: for tests and for whoever doubts, not for a running engine's every minute.
 */
import type { EpochMs } from '../../../src-shared/market.ts';
import type { Db } from '../sqlite-open.ts';
import type { Connection, Query } from '../postgres/connection.ts';
import { iso, ms } from '../postgres/values.ts';
import { sameDocument } from './document.ts';
import { readDocuments } from './server-documents.ts';
import { createLocalDocuments } from './sqlite-documents.ts';
import { OF_KIND, TABLES, type Kind } from './tables.ts';

export interface Inequality {
  /** One line each: what differs, and where. */
  readonly differences: readonly string[];
  readonly compared: Readonly<Record<string, number>>;
}

const PAGE = 200;
const KINDS: readonly Kind[] = ['anomaly', 'window', 'news_item', 'gap'];

/** `since`: prices and candles before it are not compared (the later of both retentions). */
export async function compareStores(db: Db, connection: Connection, since: EpochMs = 0): Promise<Inequality> {
  const differences: string[] = [];
  const compared: Record<string, number> = {};
  for (const kind of KINDS) {
    const keys = await allKeys(db, connection, kind);
    compared[kind] = keys.length;
    for (let at = 0; at < keys.length; at += PAGE)
      differences.push(...(await compareKeys(db, connection, kind, keys.slice(at, at + PAGE))));
  }
  for (const series of ['candles', 'prices'] as const) {
    const { lines, rows } = await compareSeries(db, connection, series, since);
    differences.push(...lines);
    compared[series] = rows;
  }
  differences.push(...(await duplicates(connection)));
  return { differences, compared };
}

async function allKeys(db: Db, query: Query, kind: Kind): Promise<string[]> {
  const table = OF_KIND[kind][0] ?? 'anomalies';
  const sql = `SELECT DISTINCT ${TABLES[table].of} AS key FROM ${table}`;
  const here = db.prepare<[], string>(sql).pluck().all();
  const there = await query.rows<{ key: string }>(sql);
  return [...new Set([...here, ...there.map(({ key }) => key)])].sort();
}

async function compareKeys(db: Db, query: Query, kind: Kind, keys: readonly string[]): Promise<string[]> {
  const local = createLocalDocuments(db);
  const there = await readDocuments(query, kind, keys);
  const unlike = keys.filter((key) => !sameDocument(kind, local.read(kind, key), there.get(key) ?? {}));
  return unlike.map((key) => `${kind} ${key} differs`);
}

const COLUMNS = {
  candles: ['symbol', 'venue', 'open_time', 'open', 'high', 'low', 'close', 'volume', 'trades', 'repaired'],
  prices: ['symbol', 'source', 'timestamp', 'price', 'volume_24h', 'high_24h', 'low_24h', 'bid', 'ask'],
};
const TIME = { candles: 'open_time', prices: 'timestamp' };

interface Held {
  readonly venue: string;
  readonly symbol: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Of the series that are kept here: others are other machines'. */
async function compareSeries(db: Db, query: Query, table: 'candles' | 'prices', since: EpochMs) {
  const [time, names] = [TIME[table], COLUMNS[table]];
  const source = names[1] ?? '';
  const list = names.map((name) => (name === time ? `${ms(name)} AS "${name}"` : name)).join(', ');
  const there = `SELECT ${list} FROM ${table} WHERE symbol = :symbol AND ${source} = :venue
    AND ${time} >= :from::timestamptz AND ${time} <= :to::timestamptz`;
  const here = db.prepare<[Held], Record<string, unknown>>(
    `SELECT ${names.join(', ')} FROM ${table} WHERE symbol = :symbol AND ${source} = :venue AND ${time} >= :from AND ${time} <= :to`,
  );
  const textOf = (row: Record<string, unknown>): string => JSON.stringify(names.map((name) => row[name] ?? null));
  const lines: string[] = [];
  let rows = 0;
  for (const held of heldSeries(db, table, since)) {
    const ours = new Set(here.all(held).map(textOf));
    const given = { ...held, from: iso(held.from), to: iso(held.to) };
    const theirs = new Set((await query.rows<Record<string, unknown>>(there, given)).map(textOf));
    rows += ours.size;
    lines.push(...[...ours].filter((row) => !theirs.has(row)).map((row) => `${table}: only here ${row}`));
    lines.push(...[...theirs].filter((row) => !ours.has(row)).map((row) => `${table}: only there ${row}`));
  }
  return { lines: lines.slice(0, 20), rows };
}

function heldSeries(db: Db, table: 'candles' | 'prices', since: EpochMs): Held[] {
  const [time, source] = [TIME[table], COLUMNS[table][1] ?? ''];
  return db
    .prepare<[number], Held>(
      `SELECT ${source} AS venue, symbol, min(${time}) AS "from", max(${time}) AS "to" FROM ${table} WHERE ${time} >= ? GROUP BY 1, 2`,
    )
    .all(since);
}

const TWICE: readonly [what: string, keys: string][] = [
  ['prices', 'symbol, source, timestamp'],
  ['narratives', 'anomaly_id'],
  ['news_articles', 'anomaly_id, coalesce(url, title)'],
  ['news_items', 'url'],
  ['backfill_progress', 'venue, symbol, data_type, start_date, end_date'],
];

async function duplicates(query: Query): Promise<string[]> {
  const found: string[] = [];
  for (const [table, keys] of TWICE) {
    const sql = `SELECT count(*) AS n FROM (SELECT ${keys} FROM ${table} GROUP BY ${keys} HAVING count(*) > 1) d`;
    const [row] = await query.rows<{ n: number }>(sql);
    if ((row?.n ?? 0) > 0) found.push(`${table}: ${row?.n ?? 0} keys (${keys}) stand twice on the server`);
  }
  return found;
}
