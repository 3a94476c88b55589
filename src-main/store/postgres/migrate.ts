/**
 * Brings a PostgreSQL database to this program's schema: the numbered files of migrations/postgres, one transaction each
 * under one advisory lock, their checksums remembered. A MANE database that another program made is adopted: only added to.
 * Refuses a newer schema, a file that changed after it was applied, and a ledger that is not ours.
 */
import { throwFault } from '../../../src-shared/fault.ts';
import { migrationsFolder } from '../../base/paths.ts';
import { readMigrations, type Migration } from '../migrate.ts';
import type { Connection, Query } from './connection.ts';
import { sqlState } from './faults.ts';
import { refuseTakenTables } from './taken-tables.ts';

interface Applied {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

export interface SchemaReport {
  readonly schema: number;
  /** Tables whose data do not allow the unique index yet: rows are compared one by one there. */
  readonly withoutUnique: readonly string[];
  /** False: pg_trgm is missing or not allowed, so that queries with `%` do not work; our own search does without. */
  readonly trigramIndex: boolean;
  /** `prices` by month; false in an adopted database. */
  readonly partitioned: boolean;
}

/** "MANE" as the lock's number, beside the ones that the migrations' own functions take. */
const LOCK = 'SELECT pg_advisory_xact_lock(1296125509, 1)';
const LEDGER = `CREATE TABLE IF NOT EXISTS schema_migrations (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
)`;
const PARTITIONED = `SELECT relkind = 'p' AS partitioned FROM pg_class WHERE oid = to_regclass('prices')`;
const MONTHS_AHEAD = 3;
const PARTITIONS_AHEAD = `SELECT mane_price_partition((date_trunc('month', NOW() AT TIME ZONE 'UTC') + k * INTERVAL '1 month')::date)
  FROM generate_series(0, ${MONTHS_AHEAD}) AS k`;

export const shippedMigrations = (): Migration[] => readMigrations(migrationsFolder('postgres'));

/** Applies what is missing, then makes what time or an administrator has made possible since. */
export async function migratePostgres(
  connection: Connection,
  shipped: readonly Migration[] = shippedMigrations(),
): Promise<SchemaReport> {
  if ((await checkPostgresSchema(connection, shipped)) < shipped.length) {
    for (const migration of shipped) await applyOnce(connection, migration, shipped);
  }
  return { schema: shipped.length, ...(await keepUp(connection)) };
}

/** The schema's number; refuses a database that this program cannot work with. */
export async function checkPostgresSchema(
  connection: Connection,
  shipped: readonly Migration[] = shippedMigrations(),
): Promise<number> {
  return appliedMigrations(connection, connection.label, shipped);
}

/** The same over any query, such as one transaction. */
export async function appliedMigrations(query: Query, label: string, shipped: readonly Migration[]): Promise<number> {
  return check(label, await appliedOf(query, label), shipped);
}

function check(label: string, applied: readonly Applied[], shipped: readonly Migration[]): number {
  const newest = applied.at(-1)?.number ?? 0;
  if (newest > shipped.length)
    throwFault(
      'refused',
      `${label} was written by a newer MANE (schema ${newest}, this program knows ${shipped.length}): update the program`,
    );
  for (const row of applied) compare(label, row, shipped[row.number - 1]);
  return newest;
}

function compare(label: string, row: Applied, shipped: Migration | undefined): void {
  if (shipped?.checksum === row.checksum && shipped.name === row.name) return;
  const name = `${String(row.number).padStart(4, '0')}-${row.name}`;
  throwFault(
    'refused',
    `${label}: migration ${name} is not the one this program ships; its checksum changed after it was applied`,
  );
}

async function appliedOf(query: Query, label: string): Promise<Applied[]> {
  const columns = await query.rows<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute WHERE attrelid = to_regclass('schema_migrations') AND attnum > 0 AND NOT attisdropped`,
  );
  if (columns.length === 0) return [];
  const missing = ['number', 'name', 'checksum'].filter((name) => !columns.some((column) => column.name === name));
  if (missing.length > 0)
    throwFault(
      'refused',
      `${label}: its table schema_migrations belongs to another program; give MANE a database of its own`,
    );
  return query.rows<Applied>('SELECT number, name, checksum FROM schema_migrations ORDER BY number');
}

async function applyOnce(connection: Connection, migration: Migration, shipped: readonly Migration[]): Promise<void> {
  await connection.transaction(async (transaction) => {
    await transaction.run(LOCK);
    // Looked up inside the lock: another program may be migrating the same database.
    const applied = await appliedOf(transaction, connection.label);
    check(connection.label, applied, shipped);
    if (applied.some((row) => row.number === migration.number)) return;
    // All that is still to come: half of the tables in somebody else's database would be worse than none.
    await refuseTakenTables(transaction, connection.label, shipped.slice(applied.length));
    await transaction.script(LEDGER);
    await transaction.script(migration.sql);
    await transaction.run('INSERT INTO schema_migrations (number, name, checksum) VALUES (:number, :name, :checksum)', {
      number: migration.number,
      name: migration.name,
      checksum: migration.checksum,
    });
  });
}

/** Months of prices ahead, unique indexes where the data allow them by now, the search's indexes when they are allowed. */
async function keepUp(connection: Connection): Promise<Omit<SchemaReport, 'schema'>> {
  const locked = <R extends object>(sql: string): Promise<R[]> =>
    whereAllowed(
      () => connection.transaction(async (transaction) => (await transaction.run(LOCK), transaction.rows<R>(sql))),
      [],
    );
  await locked(PARTITIONS_AHEAD);
  const [unique] = await locked<{ tables: string }>('SELECT to_json(mane_unique_where_allowed()) AS tables');
  const [search] = await locked<{ indexed: number }>('SELECT mane_search_indexes() AS indexed');
  const [prices] = await connection.rows<{ partitioned: number }>(PARTITIONED);
  return {
    withoutUnique: JSON.parse(unique?.tables ?? '[]') as string[],
    trigramIndex: search?.indexed === 1,
    partitioned: prices?.partitioned === 1,
  };
}

/** A user who may write rows but owns no table cannot make indexes; it works all the same. */
async function whereAllowed<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (sqlState((error as Error).cause) === '42501') return otherwise;
    throw error;
  }
}
