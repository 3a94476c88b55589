/**
 * Whether a name that a migration needs belongs to something else: a table it would make is there already, or one it would adopt
 * lacks the seed's columns. The migration's own text is the law; types are not compared.
 */
import { throwFault } from '../../../src-shared/fault.ts';
import type { Migration } from '../migrate.ts';
import type { Query } from './connection.ts';

interface Wanted {
  readonly table: string;
  /** It may be there when it has these; null: it must not be there. */
  readonly columns: readonly string[] | null;
}

const CREATE = /^CREATE TABLE (IF NOT EXISTS )?(\w+) \(\n([\s\S]*?)\n\)/gm;
const COLUMN = /^ {2}([a-z_]\w*) [A-Z]/gm;

const wantedBy = ({ sql }: Migration): Wanted[] =>
  [...sql.matchAll(CREATE)].map(([, adopts, table = '', body = '']) => ({
    table,
    columns: adopts ? [...body.matchAll(COLUMN)].map(([, name = '']) => name) : null,
  }));

/** One clause for each table that is in the way; empty when none is. */
export async function takenTables(query: Query, migrations: readonly Migration[]): Promise<string[]> {
  const present = await columnsByTable(query);
  return migrations.flatMap(wantedBy).flatMap(({ table, columns }) => {
    const there = present.get(table);
    if (there === undefined) return [];
    if (columns === null) return [`table ${table} is another program's`];
    const missing = columns.find((name) => !there.has(name));
    return missing === undefined ? [] : [`table ${table} is another program's (it has no column ${missing})`];
  });
}

export const takenLine = (label: string, taken: readonly string[]): string =>
  `${label}: ${taken.slice(0, 3).join(', ')}: give MANE a database of its own`;

export async function refuseTakenTables(query: Query, label: string, migrations: readonly Migration[]): Promise<void> {
  const taken = await takenTables(query, migrations);
  if (taken.length > 0) throwFault('refused', takenLine(label, taken));
}

async function columnsByTable(query: Query): Promise<Map<string, Set<string>>> {
  const rows = await query.rows<{ table: string; name: string }>(
    `SELECT c.relname AS table, a.attname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relnamespace = to_regnamespace(quote_ident(current_schema())) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        AND a.attnum > 0 AND NOT a.attisdropped`,
  );
  const tables = new Map<string, Set<string>>();
  for (const { table, name } of rows) tables.set(table, (tables.get(table) ?? new Set()).add(name));
  return tables;
}
