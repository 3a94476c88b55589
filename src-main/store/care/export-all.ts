/**
 * Everything that is stored, as files that other programs read: one folder with each table as NDJSON (gzip), prices and candles as CSV
 * per symbol, the settings, and a manifest with checksums. One moment of the database: all of it is read in one transaction, beside
 * a running engine. The folder is there whole or not at all.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, rmdirSync, writeSync } from 'node:fs'; // prettier-ignore
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { throwFault } from '../../../src-shared/fault.ts';
import { isoOf } from '../../../src-shared/format.ts';
import { redactUrl } from '../../base/logger.ts';
import { wallTime } from '../../base/clock.ts';
import type { Db } from '../sqlite-open.ts';
import { folderOf, HEADERS } from './archive-format.ts';
import { factsOf, withReader } from './inspect.ts';
import { draftOf, makeFolder, removeStaleDrafts, saying, syncPath } from './whole-file.ts';

export interface ExportedFile {
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

export interface ExportReport {
  readonly folder: string;
  readonly files: readonly ExportedFile[];
  readonly rows: number;
  readonly bytes: number;
}

export interface ExportOptions {
  readonly database: string;
  /** Must not be there, or be empty. */
  readonly folder: string;
  readonly settings: object;
  readonly program: string;
}

const TABLES = [
  'anomalies', 'news_articles', 'article_facts', 'news_clusters', 'narratives', 'narrative_revisions', 'alerts', 'feedback',
  'anomaly_prices', 'news_items', 'feed_gaps', 'backfill_progress', 'llm_usage', 'engine_state',
]; // prettier-ignore
/** Rows that are packed together: a file of any size is written in pieces, each its own gzip member. RFC 1952, section 2.2. */
const PIECE = 20_000;

const SERIES = 'SELECT symbol, venue FROM series WHERE candles > 0 ORDER BY 1, 2';
const CANDLES = `SELECT open_time AS timestamp, open, high, low, close, volume, trades FROM candles
  WHERE symbol = ? AND venue = ? ORDER BY open_time`;
const SOURCES = 'SELECT DISTINCT symbol, source AS venue FROM prices ORDER BY 1, 2';
const PRICES = `SELECT timestamp, price, volume_24h, high_24h, low_24h, bid, ask FROM prices
  WHERE symbol = ? AND source = ? ORDER BY timestamp`;

type Row = Record<string, unknown>;

export function exportAll({ database, folder, settings, program }: ExportOptions): ExportReport {
  const target = resolve(folder);
  if (existsSync(target) && readdirSync(target).length > 0)
    throwFault('conflict', `${target} is not empty; give a new folder in --out`);
  makeFolder(dirname(target));
  removeStaleDrafts(dirname(target));
  const draft = draftOf(target);
  try {
    const report = saying(target, () => writeAll(database, draft, { settings, program }));
    saying(target, () => {
      if (existsSync(target)) rmdirSync(target);
      renameSync(draft, target);
      syncPath(dirname(target), true);
    });
    return { folder: target, ...report };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function writeAll(
  database: string,
  draft: string,
  of: { settings: object; program: string },
): Omit<ExportReport, 'folder'> {
  mkdirSync(draft, { recursive: true });
  return withReader(database, (db) => {
    const { schema, files } = db.transaction(() => ({ schema: factsOf(db).schema, files: [...tables(db, draft), ...tapes(db, draft)] }))(); // prettier-ignore
    // Settings hold no secrets; an address of a feed might.
    const text = redactUrl(JSON.stringify(of.settings, null, 2));
    files.push(writeFile(draft, 'settings.json', [`${text}\n`], 1, false));
    const manifest = {
      format: 1,
      program: of.program,
      exported_at: isoOf(wallTime.now()),
      schema_version: schema,
      files,
    };
    writeFile(draft, 'manifest.json', [`${JSON.stringify(manifest, null, 2)}\n`], 1, false);
    const sum = (of_: 'rows' | 'bytes'): number => files.reduce((total, file) => total + file[of_], 0);
    return { files, rows: sum('rows'), bytes: sum('bytes') };
  });
}

function tables(db: Db, draft: string): ExportedFile[] {
  return TABLES.map((table) => {
    const json = jsonColumns(db, table);
    const rows = db.prepare<[], Row>(`SELECT * FROM ${table}`).iterate();
    return writeRows(draft, `${table}.ndjson.gz`, null, rows, (row) => JSON.stringify(readable(row, json)));
  });
}

/** Columns whose text is JSON, by their own checks. */
function jsonColumns(db: Db, table: string): ReadonlySet<string> {
  const sql = db.prepare<[string], string>('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(table) ?? '';
  return new Set([...sql.matchAll(/json_valid\s*\((\w+)\)/g)].map((match) => match[1] ?? ''));
}

const TIME = /(_at|_time|^time|^timestamp)$/;

function readable(row: Row, json: ReadonlySet<string>): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (typeof value === 'string' && json.has(name)) return [name, JSON.parse(value) as unknown];
      if (typeof value === 'number' && TIME.test(name) && Math.abs(value) < 8.64e15) return [name, isoOf(value)];
      return [name, value];
    }),
  );
}

/** Candles and prices as the archive has them: `mane replay --candles` reads the former. */
function tapes(db: Db, draft: string): ExportedFile[] {
  const written: ExportedFile[] = [];
  for (const { kind, list, sql } of [
    { kind: 'candles', list: SERIES, sql: CANDLES },
    { kind: 'prices', list: SOURCES, sql: PRICES },
  ] as const) {
    // prettier-ignore
    const rows = db.prepare<[string, string], Row>(sql);
    for (const { symbol, venue } of db.prepare<[], { symbol: string; venue: string }>(list).all()) {
      const name = join(folderOf(kind, { venue }), `${folderOf('', { venue: symbol })}.csv.gz`);
      written.push(writeRows(draft, name, HEADERS[kind], rows.iterate(symbol, venue), csvLine));
    }
  }
  return written;
}

const csvLine = (row: Row): string =>
  Object.values(row).map((value) => (typeof value === 'number' ? String(value) : '')).join(','); // prettier-ignore

function writeRows(
  draft: string,
  name: string,
  header: string | null,
  rows: Iterable<Row>,
  lineOf: (row: Row) => string,
): ExportedFile {
  let count = 0;
  function* pieces(): Generator<string> {
    let lines = header === null ? [] : [header];
    for (const row of rows) {
      lines.push(lineOf(row));
      count += 1;
      if (lines.length < PIECE) continue;
      yield `${lines.join('\n')}\n`;
      lines = [];
    }
    yield lines.length === 0 ? '' : `${lines.join('\n')}\n`;
  }
  const file = writeFile(draft, name, pieces(), 0, true);
  return { ...file, rows: count };
}

function writeFile(draft: string, name: string, pieces: Iterable<string>, rows: number, zip: boolean): ExportedFile {
  const path = join(draft, name);
  mkdirSync(dirname(path), { recursive: true });
  const hash = createHash('sha256');
  const handle = openSync(path, 'w', 0o600);
  let bytes = 0;
  try {
    for (const piece of pieces) {
      const data = zip ? gzipSync(piece) : Buffer.from(piece);
      for (let at = 0; at < data.length;) at += writeSync(handle, data, at);
      hash.update(data);
      bytes += data.length;
    }
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return { file: name.replaceAll('\\', '/'), rows, bytes, sha256: hash.digest('hex') };
}
