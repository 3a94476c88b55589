/** What a database that lets us in is like: version, writable, what stands in it, and what its role may do. Asks, changes nothing. */
import type { TimeSource } from '../../../src-shared/ports/clock.ts';
import type { PostgresServerSchema, SchemaState } from '../../../src-shared/postgres.ts';
import type { z } from 'zod';
import { faultOf } from '../../../src-shared/fault.ts';
import type { Connection, Transaction } from './connection.ts';
import type { Migration } from '../migrate.ts';
import { appliedMigrations, shippedMigrations } from './migrate.ts';
import { sqlState } from './problems.ts';
import { takenLine, takenTables } from './taken-tables.ts';

export interface Inspection {
  readonly server: z.infer<typeof PostgresServerSchema>;
  /** Such as 180004. */
  readonly versionNumber: number;
  readonly writable: boolean;
  readonly standby: boolean;
  /** The schema that new tables go to; null when the search path names none. */
  readonly schemaName: string | null;
  readonly mayCreateTables: boolean;
  /** Our tables that another role owns, and who that is: only an owner may add to them. */
  readonly owners: readonly string[];
  /** One of our tables that this role may not write. */
  readonly unwritable: string | null;
  /** Why this program cannot work with what stands there; null when it can. */
  readonly refusal: string | null;
}

const SERVER = `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
  pg_is_in_recovery()::int AS standby, (current_setting('transaction_read_only') = 'off')::int AS writable,
  coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), FALSE)::int AS encrypted,
  current_schema()::text AS schema,
  coalesce(has_schema_privilege(current_schema(), 'CREATE'), FALSE)::int AS may_create,
  has_database_privilege(current_database(), 'CREATE')::int AS may_extend,
  (SELECT rolsuper::int FROM pg_roles WHERE rolname = current_user) AS super,
  (SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm') AS installed,
  coalesce((SELECT bool_or(trusted)::int FROM pg_available_extension_versions WHERE name = 'pg_trgm'), -1) AS trusted`;

interface ServerRow {
  readonly version: string;
  readonly number: number;
  readonly standby: number;
  readonly writable: number;
  readonly encrypted: number;
  readonly schema: string | null;
  readonly may_create: number;
  readonly may_extend: number;
  readonly super: number;
  readonly installed: number;
  /** -1: the server does not have it. */
  readonly trusted: number;
}

const TABLES = `SELECT c.relname AS name, pg_get_userbyid(c.relowner)::text AS owner, pg_has_role(c.relowner, 'USAGE')::int AS owned,
  (has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT') AND has_table_privilege(c.oid, 'UPDATE')
    AND has_table_privilege(c.oid, 'DELETE'))::int AS writable
  FROM pg_class c WHERE c.relnamespace = to_regnamespace(quote_ident(current_schema())) AND c.relkind IN ('r', 'p')
    AND c.relname = ANY (:names)`;

interface TableRow {
  readonly name: string;
  readonly owner: string;
  readonly owned: number;
  readonly writable: number;
}

/** Throws FaultError with one line when the server cannot be asked. */
export async function inspect(connection: Connection, wall: TimeSource): Promise<Inspection> {
  return connection.transaction(async (transaction) => {
    const latencyMs = await latency(transaction, wall);
    const [server] = await transaction.rows<ServerRow>(SERVER);
    if (!server) throw new Error('the server answered nothing');
    const shipped = shippedMigrations();
    const { schema, newest, refusal, readable } = await ledgerOf(transaction, connection.label, shipped);
    const taken = refusal === null && readable ? await takenTables(transaction, shipped.slice(schema)) : [];
    const names = tablesOf(shipped.map(({ sql }) => sql));
    const tables = await transaction.rows<TableRow>(TABLES, { names });
    return {
      server: {
        version: server.version.split(' ')[0] ?? server.version,
        encrypted: server.encrypted === 1,
        schemaState: stateOf({
          known: shipped.length,
          schema,
          newest,
          readable,
          tables: tables.length,
          isRefused: refusal !== null || taken.length > 0,
        }),
        schema: newest,
        known: shipped.length,
        trigrams: trigramsOf(server),
        latencyMs,
      },
      versionNumber: server.number,
      writable: server.writable === 1,
      standby: server.standby === 1,
      schemaName: server.schema,
      mayCreateTables: server.may_create === 1,
      owners: [...new Set(tables.filter(({ owned }) => owned === 0).map(({ owner }) => owner))],
      unwritable: !readable ? 'schema_migrations' : (tables.find(({ writable }) => writable === 0)?.name ?? null),
      refusal: refusal ?? (taken.length > 0 ? takenLine(connection.label, taken) : null),
    };
  });
}

async function latency(transaction: Transaction, wall: TimeSource): Promise<number> {
  const started = wall.now();
  await transaction.rows('SELECT 1 AS one');
  return Math.max(0, wall.now() - started);
}

const tablesOf = (scripts: readonly string[]): string[] =>
  scripts.flatMap((sql) =>
    [...sql.matchAll(/^CREATE TABLE (?:IF NOT EXISTS )?(\w+) \(/gm)].map(([, name = '']) => name),
  );

interface Ledger {
  readonly schema: number;
  readonly newest: number;
  readonly refusal: string | null;
  /** False: it is there, but not for this role. */
  readonly readable: boolean;
}

async function ledgerOf(transaction: Transaction, label: string, shipped: readonly Migration[]): Promise<Ledger> {
  try {
    const schema = await transaction.attempt(() => appliedMigrations(transaction, label, shipped));
    return { schema, newest: schema, refusal: null, readable: true };
  } catch (error) {
    if (sqlState(error) === '42501') return { schema: 0, newest: 0, refusal: null, readable: false };
    const known = faultOf(error);
    if (known === null) throw error;
    // Another program's ledger need not have numbers.
    const sql = 'SELECT max(number)::int AS newest FROM schema_migrations';
    const [row] = await transaction.attempt(() => transaction.rows<{ newest: number }>(sql)).catch(() => []);
    return { schema: 0, newest: row?.newest ?? 0, refusal: known.detail, readable: true };
  }
}

interface Seen extends Omit<Ledger, 'refusal'> {
  readonly known: number;
  readonly tables: number;
  readonly isRefused: boolean;
}

function stateOf({ known, schema, newest, readable, tables, isRefused }: Seen): SchemaState {
  if (isRefused) return newest > known ? 'newer' : 'foreign';
  if (!readable) return 'ours';
  if (schema > 0) return schema < known ? 'older' : 'ours';
  return tables > 0 ? 'adoptable' : 'empty';
}

function trigramsOf(server: ServerRow): Inspection['server']['trigrams'] {
  if (server.installed > 0) return 'installed';
  if (server.trusted === -1) return 'missing';
  return server.super === 1 || (server.trusted === 1 && server.may_extend === 1) ? 'allowed' : 'not_allowed';
}
