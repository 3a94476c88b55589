/** What a PostgreSQL server says of itself and of our database there, for people; asks, changes nothing. */
import { connect, type Connection } from './connection.ts';
import type { PostgresAddress } from './address.ts';
import { checkPostgresSchema, shippedMigrations } from './migrate.ts';

export interface PostgresStatus {
  readonly version: string;
  readonly encrypted: boolean;
  /** 0: nothing of ours is there yet. */
  readonly schema: number;
  readonly known: number;
  /** Connections of everybody (as far as this user may see them), and how many the server allows. */
  readonly connections: number;
  readonly most: number;
}

const STATUS = `SELECT current_setting('server_version') AS version, current_setting('max_connections')::int AS most,
  (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
  coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), FALSE)::int AS encrypted`;

/** Throws FaultError with one line that says what to do. */
export async function postgresStatus(address: PostgresAddress): Promise<PostgresStatus> {
  const connection = connect(address);
  try {
    return await ask(connection);
  } finally {
    await connection.close();
  }
}

async function ask(connection: Connection): Promise<PostgresStatus> {
  type Row = { version: string; most: number; connections: number; encrypted: number };
  const [row] = await connection.rows<Row>(STATUS);
  if (!row) throw new Error('the server answered nothing');
  const shipped = shippedMigrations();
  const schema = await checkPostgresSchema(connection, shipped);
  return { ...row, encrypted: row.encrypted === 1, schema, known: shipped.length };
}
