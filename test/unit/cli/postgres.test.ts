/** `mane init-db --postgres` and doctor's line, as a user meets them. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkPostgres, postgresAddress } from '../../../src-main/cli/postgres-access.ts';
import { shippedMigrations } from '../../../src-main/store/postgres/migrate.ts';
import { describePostgres, type TestDatabase } from '../../fixtures/postgres.ts';
import { mane, temporaryFolder } from '../../fixtures/run-mane.ts';

const newest = shippedMigrations().length;

it('takes the address from the option before the environment, and none from neither', () => {
  const env = { MANE_POSTGRES_URL: 'postgresql://env@h/x' };
  expect(postgresAddress('postgresql://option@h/x', env)?.user).toBe('option');
  expect(postgresAddress(undefined, env)?.user).toBe('env');
  expect(postgresAddress(undefined, {})).toBeNull();
});

it('refuses a wrong address with exit 2, without repeating it', async () => {
  const run = await mane(['init-db', '--postgres', 'postgres:/ann:canary-9@h/x']);
  expect(run.code).toBe(2);
  expect(run.stderr).toMatch(/^mane: PostgreSQL address: .*expected postgresql:\/\/ followed by user:password@host/);
  expect(run.stderr + run.stdout).not.toContain('canary-9');
});

describePostgres('mane init-db --postgres', (server) => {
  let database: TestDatabase;
  let data: ReturnType<typeof temporaryFolder>;
  beforeEach(async () => {
    database = await server().createDatabase();
    data = temporaryFolder();
  });
  afterEach(async () => {
    data.remove();
    await database.drop();
  });

  it('makes the tables, says what it found, and may be run again', async () => {
    const first = await mane(['init-db', '--postgres', database.url]);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(
      new RegExp(
        `^postgresql://postgres@[^:]+:\\d+/${database.name}: schema ${newest}, ready \\(prices by month; search by trigram index\\)\\n$`,
      ),
    );
    const again = await mane(['init-db', '--postgres', database.url, '--json']);
    expect(again.lines()).toMatchObject([
      { type: 'database', schema_version: newest, withoutUnique: [], partitioned: true },
    ]);
    expect(await database.query('SELECT count(*)::int AS n FROM schema_migrations')).toEqual([{ n: newest }]);
  });

  it('with MANE_POSTGRES_URL makes the local store as well', async () => {
    const run = await mane(['init-db', '--json'], { MANE_POSTGRES_URL: database.url, MANE_DATA: data.path });
    expect(run.lines().map((line) => String(line.path).replace(/^.*\//, ''))).toEqual(['mane.db', database.name]);
  });

  it('says how to create a database that is not there', async () => {
    const run = await mane(['init-db', '--postgres', server().url('mane_nowhere')]);
    expect(run.code).not.toBe(0);
    expect(run.stderr).toMatch(/there is no database mane_nowhere: create it with `createdb /);
  });

  it('doctor’s line tells version, schema, encryption and connections, or what is missing', async () => {
    const address = postgresAddress(database.url, {})!;
    await expect(checkPostgres(address)).rejects.toThrow(
      new RegExp(`schema 0, this program needs ${newest}: run .mane init-db --postgres`),
    );
    await mane(['init-db', '--postgres', database.url]);
    expect(await checkPostgres(address)).toMatch(
      new RegExp(`/${database.name}, PostgreSQL \\d+.*, schema ${newest}, not encrypted, \\d+ of \\d+ connections$`),
    );
  });
});
