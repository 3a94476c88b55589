/** PostgreSQL beside the local store, for the commands: where its address comes from, setting it up, and how it is. */
import { throwFault, type Fault } from '../../src-shared/fault.ts';
import type { EpochMs } from '../../src-shared/market.ts';
import type { Removed, RetentionPolicy } from '../../src-shared/ports/writer.ts';
import type { PostgresTest } from '../../src-shared/postgres.ts';
import { createLogger } from '../base/logger.ts';
import { dataFolder } from '../base/paths.ts';
import { openSecrets } from '../base/secrets.ts';
import { openSettings } from '../base/settings-file.ts';
import { readWithKept, savedPostgres } from '../flow/saved-postgres.ts';
import { labelOf, type PostgresAddress } from '../store/postgres/address.ts';
import type { SchemaReport } from '../store/postgres/migrate.ts';
import { preparePostgres } from '../store/postgres/prepare.ts';
import { postgresStatus } from '../store/postgres/status.ts';
import { openPostgresStore } from '../store/postgres/store.ts';
import { ask } from './ask.ts';
import type { CommandContext } from './context.ts';

/** `--postgres URL`, else MANE_POSTGRES_URL, else null. Throws `bad_input` without repeating the address. */
export function postgresAddress(
  given: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): PostgresAddress | null {
  const url = given ?? env.MANE_POSTGRES_URL;
  return url === undefined || url === '' ? null : readWithKept(url, openSecrets(dataFolder(env), env), env).address;
}

/** The same, else the one that Settings keep and have switched on. */
export function postgresInUse(given: string | undefined): PostgresAddress | null {
  const settings = openSettings(dataFolder()).get();
  return (
    postgresAddress(given) ?? (settings.postgres.enabled ? savedPostgres(settings, openSecrets(dataFolder())) : null)
  );
}

export interface PostgresReady extends SchemaReport {
  readonly label: string;
  readonly created: boolean;
  /** As it works. */
  readonly address: PostgresAddress;
}

/** Creates or migrates MANE's tables, and the database itself when `create` or the person at the terminal says so. */
export async function initPostgres(
  given: PostgresAddress,
  context: CommandContext,
  create: boolean,
): Promise<PostgresReady> {
  let created = false;
  const question = `There is no database ${given.database} on ${given.host} yet. Create it?`;
  const createDatabase = async (): Promise<boolean> => (created = create || (await ask(context, question)));
  const { address, test, schema } = await preparePostgres(given, { createDatabase });
  if (!schema.ok) throwFault(kindOf(test, schema.fault), schema.fault.detail);
  return { label: labelOf(address), address, created, ...schema.value };
}

const kindOf = (test: PostgresTest, { kind }: Fault): Fault['kind'] =>
  test.offer === 'create_database' ? 'not_found' : kind;

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
export function readyLine({ label, schema, partitioned, trigramIndex, withoutUnique, created }: PostgresReady): string {
  const notes = [
    ...(created ? ['database created'] : []),
    partitioned ? 'prices by month' : 'adopted: prices stay in one table',
    ...(trigramIndex ? [] : ['no pg_trgm: let an administrator run CREATE EXTENSION pg_trgm for queries with %']),
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
