/** `mane init-db --postgres` and doctor's line, as a user meets them. */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkPostgres, postgresAddress } from '../../../src-main/cli/postgres-access.ts';
import { shippedMigrations } from '../../../src-main/store/postgres/migrate.ts';
import { compareStores } from '../../../src-main/store/mirror/equal.ts';
import { readAddress } from '../../../src-main/store/postgres/address.ts';
import { connect } from '../../../src-main/store/postgres/connection.ts';
import { describePostgres, once, type TestDatabase } from '../../fixtures/postgres.ts';
import { freePort, PASSWORD } from '../../fixtures/postgres/server.ts';
import { finished, mane, ROOT, temporaryFolder } from '../../fixtures/run-mane.ts';

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

const hasScript = spawnSync('script', ['--version']).status === 0;

/** The command with a pseudo-terminal for input and output; what was shown. */
async function atTerminal(answer: string, url: string): Promise<string> {
  const command = `${process.execPath} ${join(ROOT, 'src-main', 'cli.ts')} init-db --postgres '${url}'`;
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: ROOT, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdout.on('data', (text: Buffer) => text.toString().includes('[y/N]') && child.stdin.write(`${answer}\n`));
  const { stdout } = await finished(child);
  return stdout;
}

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
        `^postgresql://postgres@[^:]+:\\d+/${database.name}: schema ${newest}, ready \\(prices by month\\)\\n$`,
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

  it('makes the database that is not there when told to, or when the person at the terminal says so', async () => {
    const named = (name: string): string => server().url(`${database.name}_${name}`);
    const made = await mane(['init-db', '--json', '--create', '--postgres', named('told')]);
    expect(made.lines()).toMatchObject([{ type: 'database', schema_version: newest, created: true }]);
    expect(made.stdout).not.toContain(PASSWORD);
    // A script has nobody to ask.
    expect(await mane(['init-db', '--postgres', named('script')])).toMatchObject({ code: 1, stdout: '' });
    if (hasScript) {
      expect(await atTerminal('n', named('asked'))).toMatch(/Create it\? \[y\/N\][^]*there is no database/);
      expect(await atTerminal('y', named('asked'))).toMatch(
        /Create it\? \[y\/N\][^]*ready \(database created; prices by month/,
      );
      await once(server().url(), `DROP DATABASE ${database.name}_asked WITH (FORCE)`);
    } else console.log('skipped: the question at a terminal needs `script` of util-linux');
    await once(server().url(), `DROP DATABASE ${database.name}_told WITH (FORCE)`);
  });

  it('mirror and demo: from an address to the same rows on both sides', async () => {
    const url = server().url(`${database.name}_demo`);
    const db = join(data.path, 'mane.db');
    const run = (...args: string[]) => mane([...args, '--db', db], { MANE_DATA: data.path });
    expect(await run('mirror', 'status')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no PostgreSQL is set: paste its address/) as string,
    });
    expect(await run('mirror', 'sideways')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/expected status, push or pull/) as string,
    });
    expect(await run('mirror', 'push', '--postgres', url)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/there is no database/) as string,
    });
    const demo = await run('demo', '--headless', '--for', '15s', '--postgres', url, '--create');
    expect(demo).toMatchObject({ code: 0, stderr: expect.stringMatching(/: in step$/m) as string });
    expect(await run('mirror', 'push', '--postgres', url)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/: sent; .*nothing waits\n$/) as string,
    });
    const status = await run('mirror', 'status', '--json', '--postgres', url);
    expect(status.lines()).toMatchObject([
      { type: 'mirror', engine: null, state: 'in_step', backlog: { rows: 0, ranges: 0 } },
    ]);
    const local = new Database(db, { readonly: true });
    const there = connect(readAddress(url));
    const { differences, compared } = await compareStores(local, there);
    await there.close();
    local.close();
    expect(differences).toEqual([]);
    expect(compared.candles).toBeGreaterThan(1000);
    expect([demo, status].map(({ stdout, stderr }) => stdout + stderr).join('')).not.toContain(
      encodeURIComponent(PASSWORD),
    );
    const dead = url.replace(/@127\.0\.0\.1:\d+/, `@127.0.0.1:${await freePort()}`);
    const away = await run('mirror', 'status', '--json', '--postgres', dead);
    expect(away.lines()).toMatchObject([
      { state: 'unreachable', detail: expect.stringMatching(/nothing listens there/) as string },
    ]);
    await once(server().url(), `DROP DATABASE ${database.name}_demo WITH (FORCE)`);
  }, 300_000);

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
