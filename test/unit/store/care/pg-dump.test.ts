/** The dump of a real server by a real pg_dump, which pg_restore brings back; the password is seen by nobody. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../../src-shared/market.ts';
import { deleteRows } from '../../../../src-main/store/care/delete-rows.ts';
import { dumpPostgres, environmentOf } from '../../../../src-main/store/care/pg-dump.ts';
import { readAddress } from '../../../../src-main/store/postgres/address.ts';
import { openPostgresStore } from '../../../../src-main/store/postgres/store.ts';
import { alertOf, anomaly, candle, newsItem, price, temporaryFolder, type TemporaryFolder } from '../../../conformance/store-samples.ts'; // prettier-ignore
import { describePostgres, type TestDatabase } from '../../../fixtures/postgres.ts';
import { installedBinaries } from '../../../fixtures/postgres/binaries.ts';
import { mane } from '../../../fixtures/run-mane.ts';

let here: TemporaryFolder;
beforeEach(() => {
  here = temporaryFolder();
});
afterEach(() => here.remove());

/** A program of this name and version that keeps its arguments and one variable, as pg_dump would be called. */
function program(name: string, version: string, more = ''): string {
  const folder = join(here.folder, `bin-${version}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, name),
    `#!/bin/sh\n[ "$1" = --version ] && echo "pg_dump (PostgreSQL) ${version}" && exit 0\n${more}\n`,
  );
  chmodSync(join(folder, name), 0o755);
  return folder;
}

it('hands the password over by the environment, with the rest of the address', () => {
  const address = readAddress(
    'postgresql://ann:p%40ss@db.example:6543/market?sslmode=verify-full&sslrootcert=/ca.pem',
    {},
  );
  expect(environmentOf(address, { HOME: '/home/ann' })).toEqual({
    HOME: '/home/ann',
    PGHOST: 'db.example',
    PGPORT: '6543',
    PGUSER: 'ann',
    PGPASSWORD: 'p@ss',
    PGDATABASE: 'market',
    PGSSLMODE: 'verify-full',
    PGSSLROOTCERT: '/ca.pem',
    PGCONNECT_TIMEOUT: '15',
  });
});

const debian = installedBinaries().filter(({ label }) => label.includes('Debian'));
const binDebian = '/usr/lib/postgresql/15/bin';

describePostgres('the dump', (server) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await server().createDatabase();
    const store = await openPostgresStore({ address: readAddress(database.url) });
    await store.writer.raise(anomaly(1), alertOf(anomaly(1)));
    await store.writer.saveNewsItems([newsItem('a')]);
    await store.writer.journal({ prices: [price(1), price(2)], candles: [candle(1)] });
    await store.close();
  });
  afterEach(() => database.drop());

  it('says in one line why there is none', async () => {
    const of = { address: readAddress(database.url), folder: here.folder };
    expect(await dumpPostgres({ ...of, folders: [] })).toEqual({ skipped: 'pg_dump is not installed (on Debian: postgresql-client)' }); // prettier-ignore
    const old = await dumpPostgres({ ...of, folders: [program('pg_dump', '9.6')] });
    expect(old).toEqual({ skipped: expect.stringMatching(/^pg_dump 9\.6 is older than the server \(\d+/) as string });
    expect(await dumpPostgres({ ...of, address: { ...of.address, pooled: true } })).toMatchObject({
      skipped: /pooler/,
    });
    expect(readdirSync(here.folder).filter((name) => name.endsWith('.dump'))).toEqual([]);
  });

  it('has the password in no argument, and leaves nothing when the program fails', async () => {
    const args = join(here.folder, 'args');
    const folder = program('pg_dump', '99.1', `printf '%s\\n' "$@" > ${args}; printf '%s' "$PGPASSWORD" >> ${args}.env; echo "pg_dump: error: no" >&2; exit 1`); // prettier-ignore
    const address = readAddress(database.url);
    await expect(dumpPostgres({ address, folder: join(here.folder, 'out'), folders: [folder] })).rejects.toThrow(/pg_dump failed: pg_dump: error: no/); // prettier-ignore
    expect(readFileSync(`${args}.env`, 'utf8')).toBe(address.password);
    expect(readFileSync(args, 'utf8')).not.toContain(address.password);
    expect(readdirSync(join(here.folder, 'out'))).toEqual([]);
  });

  it('deletes MANE’s rows and no other’s, once that is confirmed', async () => {
    const address = readAddress(database.url);
    await database.query('CREATE TABLE letters (text TEXT); INSERT INTO letters VALUES ($$mine$$)');
    const no = deleteRows(address, () => Promise.reject(new Error('no')));
    await expect(no).rejects.toThrow('no');
    const told: unknown[] = [];
    const done = await deleteRows(address, async (label, counts) => void told.push(label, counts));
    expect(told[1]).toMatchObject({ anomalies: 1, alerts: 1, prices: 2, candles: 1, news_items: 1 });
    expect(done).toMatchObject({ left: '' });
    for (const table of ['anomalies', 'alerts', 'prices', 'candles', 'series', 'news_items'])
      expect(await database.query(`SELECT 1 FROM ${table}`), table).toEqual([]);
    expect(await database.query('SELECT text FROM letters')).toEqual([{ text: 'mine' }]);
    const again = await openPostgresStore({ address });
    expect((await again.reader.metrics(1)).totals).toMatchObject({ anomalies: 0, candles: 0 });
    await again.close();
  });

  it('leaves an adopted database’s own rows, and says so', async () => {
    const adopted = await server().createDatabase();
    try {
      await adopted.query(readFileSync(new URL('../../../fixtures/postgres/seed-schema.sql', import.meta.url), 'utf8'));
      await adopted.query(
        "INSERT INTO anomalies (symbol, detected_at, anomaly_type) VALUES ('X-USD', now(), 'price_drop')",
      );
      const address = readAddress(adopted.url);
      const store = await openPostgresStore({ address });
      await store.writer.raise(anomaly(1), null);
      await store.close();
      expect(await deleteRows(address, async () => undefined)).toMatchObject({
        left: expect.stringMatching(/another program/) as string,
      });
      expect(await adopted.query('SELECT symbol FROM anomalies')).toEqual([{ symbol: 'X-USD' }]);
    } finally {
      await adopted.drop();
    }
  });

  it('is pruned and deleted by the commands only when it is named', async () => {
    const env = { MANE_DATA: here.folder, MANE_POSTGRES_URL: database.url };
    const pruned = await mane(['prune', '--postgres', database.url, '--json'], env);
    expect(pruned.lines()).toMatchObject([{ type: 'pruned', removed: { prices: 2, candles: 1, news_items: 1 } }]);
    await mane(['delete-data', '--yes'], env);
    expect(await database.query('SELECT 1 FROM anomalies')).toHaveLength(1);
    const asked = await mane(['delete-data', '--postgres', database.url], env);
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringMatching(/anomalies 1.*\nmane: delete-data: nothing was deleted/) as string }); // prettier-ignore
    expect((await mane(['delete-data', '--postgres', database.url, '--yes'], env)).stdout).toMatch(
      /: \d rows deleted\n$/,
    );
    expect(await database.query('SELECT 1 FROM anomalies')).toHaveLength(0);
  });
});

describe.skipIf(debian.length === 0)('with Debian’s programs', () => {
  describeDebian();
});

/** The embedded server has no client programs: only Debian's can be dumped here. */
function describeDebian(): void {
  it('is made, listed and restored', async () => {
    const { startServer } = await import('../../../fixtures/postgres/server.ts');
    const running = await startServer(debian[0]);
    try {
      const address = readAddress(running.url('postgres'));
      const store = await openPostgresStore({ address });
      await store.writer.raise(anomaly(1), alertOf(anomaly(1)));
      await store.writer.journal({ prices: [price(1), price(86_400 * 40)], candles: [candle(1)] });
      await store.writer.flush();
      const report = await dumpPostgres({ address, folder: here.folder, keep: 1, folders: [binDebian] });
      expect(report).toMatchObject({ version: expect.stringMatching(/^15\./) as string });
      const { file } = report as { file: string };
      expect(existsSync(file)).toBe(true);
      await store.writer.raise(anomaly(2), null);
      await store.writer.retain({ pricesDays: 1, candlesDays: 7, newsDays: 1, maxBytes: 1e12, maxPriceRows: 1e9 }, Date.UTC(2024, 0, 1) + 90 * DAY_MS); // prettier-ignore
      await store.close();
      const env = environmentOf(address, process.env);
      execFileSync(join(binDebian, 'createdb'), ['again'], { env });
      execFileSync(join(binDebian, 'pg_restore'), ['--dbname=again', '--exit-on-error', file], { env, stdio: 'pipe' });
      const again = await openPostgresStore({ address: readAddress(running.url('again')) });
      expect((await again.reader.metrics(1)).totals).toMatchObject({ anomalies: 1, alerts: 1, prices: 2, candles: 1 });
      await again.close();
    } finally {
      await running.stop();
    }
  }, 120_000);
}
