/**
 * A document: an anomaly with everything that hangs on it, its window, a news item or a gap, as the rows of its tables. What the
 * mirror compares, merges and writes as one. Two documents are equal when their rows are, in whatever order, JSON by its value.
 */
import { canonicalJson } from '../../base/canonical-json.ts';
import { keyOf, OF_KIND, TABLES, type Kind, type Row, type TableName } from './tables.ts';

export type Rows = Readonly<Partial<Record<TableName, readonly Row[]>>>;

export interface Document {
  readonly kind: Kind;
  readonly key: string;
  readonly rows: Rows;
}

export const rowsIn = (rows: Rows, table: TableName): readonly Row[] => rows[table] ?? [];

/** False: there is none of that key. */
export const exists = ({ kind, rows }: Pick<Document, 'kind' | 'rows'>): boolean =>
  rowsIn(rows, OF_KIND[kind][0] ?? 'anomalies').length > 0;

export function sameRow(table: TableName, a: Row | undefined, b: Row | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return Object.entries(TABLES[table].columns).every(([name, type]) => sameValue(type, a[name], b[name]));
}

function sameValue(type: string, a: unknown = null, b: unknown = null): boolean {
  if (a === b) return true;
  if (type !== 'jsonb' || typeof a !== 'string' || typeof b !== 'string') return false;
  return canonicalJson(JSON.parse(a)) === canonicalJson(JSON.parse(b));
}

export const byKey = (table: TableName, rows: readonly Row[]): Map<string, Row> =>
  new Map(rows.map((row) => [keyOf(table, row), row]));

export interface Difference {
  /** Rows that `before` lacks or has otherwise. */
  readonly put: readonly Row[];
  /** Rows that `after` lacks. */
  readonly gone: readonly Row[];
}

/** What makes `before` into `after`. */
export function difference(table: TableName, before: Rows, after: Rows): Difference {
  const [old, wanted] = [byKey(table, rowsIn(before, table)), byKey(table, rowsIn(after, table))];
  return {
    put: [...wanted].filter(([key, row]) => !sameRow(table, old.get(key), row)).map(([, row]) => row),
    gone: [...old].filter(([key]) => !wanted.has(key)).map(([, row]) => row),
  };
}

export function sameDocument(kind: Kind, a: Rows, b: Rows): boolean {
  return OF_KIND[kind].every((table) => {
    const { put, gone } = difference(table, a, b);
    return put.length === 0 && gone.length === 0;
  });
}
