/** From an address to a database with this program's tables: tried, made when that was asked for, brought up to date. */
import { failed, faultOf, ok, type Result } from '../../../src-shared/fault.ts';
import type { TimeSource } from '../../../src-shared/ports/clock.ts';
import type { PostgresTest } from '../../../src-shared/postgres.ts';
import { wallTime } from '../../base/clock.ts';
import type { PostgresAddress } from './address.ts';
import { connect } from './connection.ts';
import { createDatabase } from './create-database.ts';
import { migratePostgres, type SchemaReport } from './migrate.ts';
import { probe, type Probe } from './probe.ts';

export interface Prepared {
  /** As it works. */
  readonly address: PostgresAddress;
  readonly test: PostgresTest;
  /** Failed when the address does not work, and when its tables could not be made. */
  readonly schema: Result<SchemaReport>;
}

export interface PrepareOptions {
  /** Asked only when the database is missing and this user may make it. */
  readonly createDatabase: boolean | (() => Promise<boolean>);
  readonly wall?: TimeSource;
  readonly otherPassword?: string | null;
}

export async function preparePostgres(given: PostgresAddress, options: PrepareOptions): Promise<Prepared> {
  const wall = options.wall ?? wallTime;
  let found = await probe(given, wall, options.otherPassword);
  if (found.test.offer === 'create_database' && (await wantsDatabase(options))) found = await created(found, wall);
  const { address, test } = found;
  return { address, test, schema: test.ok ? await migrated(address) : failed('refused', test.line) };
}

const wantsDatabase = async ({ createDatabase: wanted }: PrepareOptions): Promise<boolean> =>
  typeof wanted === 'boolean' ? wanted : wanted();

async function created(found: Probe, wall: TimeSource): Promise<Probe> {
  const made = await resultOf(() => createDatabase(found.address));
  if (made.ok) return probe(found.address, wall);
  return { ...found, test: { ...found.test, offer: null, line: made.fault.detail } };
}

function migrated(address: PostgresAddress): Promise<Result<SchemaReport>> {
  return resultOf(async () => {
    const connection = connect(address);
    try {
      return await migratePostgres(connection);
    } finally {
      await connection.close();
    }
  });
}

async function resultOf<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work());
  } catch (error) {
    const known = faultOf(error);
    if (known === null) throw error;
    return { ok: false, fault: known };
  }
}
