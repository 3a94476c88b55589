/**
 * Documents in PostgreSQL: read whole by their keys, and made into what was decided, the few rows that differ alone. Rows that
 * other programs wrote lack our columns; they are read with what stands for them, and left as they are until somebody changes them.
 */
import { insertRows, replaced, rowsOf, type Shape } from '../postgres/batch.ts';
import type { Query, Transaction } from '../postgres/connection.ts';
import { columns, ms } from '../postgres/values.ts';
import { difference, type Rows } from './document.ts';
import { complete } from './foreign-rows.ts';
import { keyOf, namesOf, OF_KIND, TABLES, type Kind, type Row, type TableName } from './tables.ts';

const STAGE = `coalesce(t.stage, (SELECT CASE WHEN bool_or(n.validation_passed) THEN 'accepted' END FROM narratives n WHERE n.anomaly_id = t.id), 'withheld')`;
/** What a foreign row lacks, and what stands for it. */
const ABSENT: Readonly<Partial<Record<TableName, Readonly<Record<string, string>>>>> = {
  anomalies: {
    stage: STAGE,
    venue: "coalesce(t.venue, 'unknown')",
    created_at: `coalesce(${ms('t.created_at')}, ${ms('t.detected_at')})`,
  },
  narratives: {
    validated: 'coalesce(t.validated, FALSE)',
    cause: "coalesce(t.cause, 'cause_unknown')",
    revision: 'coalesce(t.revision, 0)',
    updated_at: `coalesce(${ms('t.updated_at')}, ${ms('t.created_at')})`,
  },
};

function selectSql(table: TableName): string {
  const absent = ABSENT[table] ?? {};
  const list = namesOf(table).map((name) => (absent[name] ? `${absent[name]} AS "${name}"` : columns('t', [name])));
  if (table === 'article_facts')
    return `SELECT ${list.join(', ')}, a.anomaly_id AS document FROM article_facts t
      JOIN news_articles a ON a.id = t.article_id WHERE a.anomaly_id = ANY(:keys::uuid[])`;
  const { of } = TABLES[table];
  return `SELECT ${list.join(', ')}, t.${of} AS document FROM ${table} t WHERE t.${of} = ANY(:keys::uuid[])`;
}

/** Of each key; a key that is not there has no rows. */
export async function readDocuments(query: Query, kind: Kind, keys: readonly string[]): Promise<Map<string, Rows>> {
  const found = new Map<string, Record<string, Row[]>>(keys.map((key) => [key, {}]));
  if (keys.length === 0) return found;
  for (const table of OF_KIND[kind]) {
    for (const { document, ...row } of await query.rows<Row & { document: string }>(selectSql(table), { keys })) {
      const rows = found.get(document);
      if (rows) (rows[table] ??= []).push(complete(table, row));
    }
  }
  for (const rows of found.values()) if (rows.narratives) rows.narratives = [best(rows.narratives)];
  return found;
}

/** An adopted database may hold several narratives of an anomaly. */
function best(rows: readonly Row[]): Row {
  const rank = ({ validation_passed: passed, revision, updated_at: at }: Row): number[] => [
    Number(passed ?? -1),
    Number(revision),
    Number(at),
  ];
  const further = (a: Row, b: Row): Row => {
    const [x, y] = [rank(a), rank(b)];
    const k = x.findIndex((value, i) => value !== y[i]);
    return k < 0 || (x[k] ?? 0) > (y[k] ?? 0) ? a : b;
  };
  return rows.reduce(further);
}

export interface Rewrite {
  readonly before: Rows;
  readonly after: Rows;
}

/** Makes each `before` into its `after`; parents are written first and go last. */
export async function writeDocuments(t: Transaction, kind: Kind, rewrites: readonly Rewrite[]): Promise<void> {
  const changes = OF_KIND[kind].map((table) => {
    const all = rewrites.map(({ before, after }) => difference(table, before, after));
    return { table, put: all.flatMap(({ put }) => put), gone: all.flatMap(({ gone }) => gone) };
  });
  for (const { table, gone } of changes.toReversed())
    if (gone.length > 0) await t.run(dropSql(table), dropOf(table, gone));
  for (const { table, put } of changes) {
    const { columns: shape, key } = TABLES[table];
    if (put.length === 0) continue;
    const sorted = [...put].sort((a, b) => (keyOf(table, a) < keyOf(table, b) ? -1 : 1));
    await t.run(putSql(table, shape, key), rowsOf(sorted, shape));
  }
}

function putSql(table: TableName, shape: Shape, key: readonly string[]): string {
  const changed = Object.keys(shape).filter((name) => !key.includes(name));
  return insertRows(table, shape, `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${replaced(changed)}`);
}

const dropSql = (table: TableName): string => `DELETE FROM ${table} WHERE ${TABLES[table].key[0]} = ANY(:gone::uuid[])`;
const dropOf = (table: TableName, rows: readonly Row[]) => ({ gone: rows.map((row) => row[TABLES[table].key[0]]) });
