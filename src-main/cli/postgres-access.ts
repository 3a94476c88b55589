/** PostgreSQL beside the local store, for the commands: where its address comes from, setting it up, and how it is. */
import { throwFault } from '../../src-shared/fault.ts';
import type { EpochMs } from '../../src-shared/market.ts';
import type { Removed, RetentionPolicy } from '../../src-shared/ports/writer.ts';
import { createLogger } from '../base/logger.ts';
import { labelOf, readAddress, type PostgresAddress } from '../store/postgres/address.ts';
import { connect } from '../store/postgres/connection.ts';
import { migratePostgres, type SchemaReport } from '../store/postgres/migrate.ts';
import { postgresStatus } from '../store/postgres/status.ts';
import { openPostgresStore } from '../store/postgres/store.ts';

/** `--postgres URL`, else MANE_POSTGRES_URL, else null. Throws `bad_input` without repeating the address. */
export function postgresAddress(
  given: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): PostgresAddress | null {
  const url = given ?? env.MANE_POSTGRES_URL;
  return url === undefined || url === '' ? null : readAddress(url, env);
}

export interface PostgresReady extends SchemaReport {
  readonly label: string;
}

/** Creates or migrates MANE's tables; the database itself must be there. */
export async function initPostgres(address: PostgresAddress): Promise<PostgresReady> {
  const connection = connect(address, createLogger());
  try {
    return { label: connection.label, ...(await migratePostgres(connection)) };
  } finally {
    await connection.close();
  }
}

/** The server's own retention. */
export async function prunePostgres(
  address: PostgresAddress,
  policy: RetentionPolicy,
  now: EpochMs,
): Promise<{ label: string; removed: Removed }> {
  const store = await openPostgresStore({ address, logger: createLogger() });
  try {
    return { label: labelOf(address), removed: await store.writer.retain(policy, now) };
  } finally {
    await store.close();
  }
}

/** One line for the terminal. */
export function readyLine({ label, schema, partitioned, trigramIndex, withoutUnique }: PostgresReady): string {
  const notes = [
    partitioned ? 'prices by month' : 'adopted: prices stay in one table',
    trigramIndex
      ? 'search by trigram index'
      : 'search without index: let an administrator run CREATE EXTENSION pg_trgm',
    ...withoutUnique.map((table) => `${table} holds equal rows: compared one by one until they are gone`),
  ];
  return `${label}: schema ${schema}, ready (${notes.join('; ')})`;
}

/** Doctor's line; fails when the database lacks our schema. */
export async function checkPostgres(address: PostgresAddress): Promise<string> {
  const { version, encrypted, schema, known, connections, most } = await postgresStatus(address);
  const label = labelOf(address);
  if (schema < known)
    throwFault('refused', `${label}: schema ${schema}, this program needs ${known}: run \`mane init-db --postgres …\``);
  const wire = encrypted ? 'TLS' : 'not encrypted';
  return `${label}, PostgreSQL ${version}, schema ${schema}, ${wire}, ${connections} of ${most} connections`;
}
