/**
 * Documents in SQLite: read whole, and made into what the server holds. A row that stands already is changed and not replaced,
 * so that nothing hanging on it is lost; a window, a news item and a gap only ever gain.
 */
import type { Statement } from 'better-sqlite3';
import type { Db } from '../sqlite-open.ts';
import { difference, exists, type Rows } from './document.ts';
import { namesOf, OF_KIND, TABLES, type Kind, type Row, type TableName } from './tables.ts';

export interface LocalDocuments {
  read(kind: Kind, key: string): Rows;
  /** Inside the caller's transaction. */
  write(kind: Kind, key: string, rows: Rows): void;
}

export function createLocalDocuments(db: Db): LocalDocuments {
  const selects = prepareAll((table) => db.prepare<[string], Row>(selectSql(table)));
  const puts = prepareAll((table) => db.prepare(putSql(table)));
  const drops = prepareAll((table) => db.prepare(dropSql(table)));

  const orphan = db.prepare("DELETE FROM mirror_outbox WHERE kind = 'window' AND key = ?");

  const read = (kind: Kind, key: string): Rows =>
    Object.fromEntries(OF_KIND[kind].map((table) => [table, selects[table].all(key)]));

  function write(kind: Kind, key: string, rows: Rows): void {
    if (!exists({ kind, rows })) {
      if (kind !== 'anomaly') return;
      // What hangs on it goes with it.
      drops.anomalies.run({ id: key });
      orphan.run(key);
      return;
    }
    const before = read(kind, key);
    const changes = OF_KIND[kind].map((table) => ({ table, ...difference(table, before, rows) }));
    if (kind === 'anomaly') {
      for (const { table, gone } of changes.toReversed()) for (const row of gone) drops[table].run(row);
    }
    for (const { table, put } of changes) for (const row of put) puts[table].run(row);
  }

  return { read, write };
}

function prepareAll<S extends Statement>(prepare: (table: TableName) => S): Record<TableName, S> {
  const tables = Object.keys(TABLES) as TableName[];
  return Object.fromEntries(tables.map((table) => [table, prepare(table)])) as Record<TableName, S>;
}

function selectSql(table: TableName): string {
  const list = namesOf(table)
    .map((name) => `t.${name}`)
    .join(', ');
  if (table === 'article_facts')
    return `SELECT ${list} FROM article_facts t JOIN news_articles a ON a.id = t.article_id WHERE a.anomaly_id = ?`;
  return `SELECT ${list} FROM ${table} t WHERE t.${TABLES[table].of} = ?`;
}

function putSql(table: TableName): string {
  const names = namesOf(table);
  const key: readonly string[] = TABLES[table].key;
  const changed = names.filter((name) => !key.includes(name)).map((name) => `${name} = excluded.${name}`);
  return `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `:${name}`).join(', ')})
    ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${changed.join(', ')}`;
}

const dropSql = (table: TableName): string =>
  `DELETE FROM ${table} WHERE ${TABLES[table].key.map((name) => `${name} = :${name}`).join(' AND ')}`;
