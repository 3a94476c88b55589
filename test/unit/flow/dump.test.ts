/** The daily backup with a PostgreSQL beside the store: real servers, the pg_dump that is installed, and what is said without one. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaultSettings, SettingsSchema } from '../../../src-shared/settings.ts';
import { settableTime } from '../../../src-main/base/clock.ts';
import { createCare, type Care } from '../../../src-main/flow/care.ts';
import { dumperOf } from '../../../src-main/flow/dump.ts';
import { createFaultLine, type FaultLine } from '../../../src-main/flow/fault-line.ts';
import { directCare } from '../../../src-main/store/care/care-work.ts';
import { readAddress, type PostgresAddress } from '../../../src-main/store/postgres/address.ts';
import { openPostgresStore } from '../../../src-main/store/postgres/store.ts';
import { openStore, type OpenStore } from '../../../src-main/store/store-client.ts';
import { alertOf, anomaly, temporaryFolder, type TemporaryFolder } from '../../conformance/store-samples.ts';
import { freePort } from '../../fixtures/postgres/server.ts';
import { describePostgres, type TestDatabase } from '../../fixtures/postgres.ts';

const NOON = new Date(2026, 5, 10, 12).getTime();

let here: TemporaryFolder;
let store: OpenStore;
let faults: FaultLine;
beforeEach(async () => {
  here = temporaryFolder();
  store = await openStore({ path: here.db, inThread: false });
  faults = createFaultLine(() => NOON);
});
afterEach(async () => {
  await store.close();
  here.remove();
});

function care(address: () => PostgresAddress | null, folders?: readonly string[]): Care {
  const wall = settableTime(NOON);
  const settings = SettingsSchema.parse({ ...defaultSettings(), backup: { keep: 2 } });
  const dump = dumperOf(address, new AbortController().signal, folders ? { folders } : {});
  const work = { ...directCare(here.db), freeBytes: () => 1e12 };
  return createCare({
    ...store,
    clock: { market: wall, wall },
    settings: () => settings,
    faults,
    work,
    dump,
    daily: true,
  });
}

async function backedUp(of: Care): Promise<string> {
  const done = await of.run('backup');
  if (!done.ok) throw new Error(done.fault.detail);
  return done.value.detail;
}
const files = (ending: string): string[] =>
  existsSync(join(here.folder, 'backups')) ? readdirSync(join(here.folder, 'backups')).filter((name) => name.endsWith(ending)) : []; // prettier-ignore

it('says nothing of PostgreSQL where none is connected', async () => {
  expect(await backedUp(care(() => null))).toMatch(/mane-\d{8}-\d{6}\.db, checked, in [\d.]+ s$/);
  expect(files('.dump')).toEqual([]);
});

it('keeps the store’s backup when the server cannot be dumped, and tells that it failed', async () => {
  const nowhere = readAddress(`postgresql://ann:secret@127.0.0.1:${await freePort()}/market`);
  const detail = await backedUp(care(() => nowhere));
  expect(detail).toMatch(/\.db, checked, in [\d.]+ s; PostgreSQL not dumped: .*nothing listens there/);
  expect(faults.list().map((line) => line.detail)).toEqual([
    expect.stringMatching(/^backup: PostgreSQL not dumped: .*nothing listens there/),
  ]);
  expect(JSON.stringify([detail, faults.list()])).not.toContain('secret');
  expect([files('.db'), files('.dump')]).toEqual([[expect.any(String)], []]);
});

/** Null: not installed. */
function installedDump(): number | null {
  try {
    return Number(/(\d+)/.exec(execFileSync('pg_dump', ['--version'], { encoding: 'utf8' }))?.[1]);
  } catch {
    return null;
  }
}

describePostgres(
  'the daily dump',
  (server) => {
    let database: TestDatabase;
    let address: PostgresAddress;
    beforeEach(async () => {
      database = await server().createDatabase();
      address = readAddress(database.url);
      const there = await openPostgresStore({ address });
      await there.writer.raise(anomaly(1), alertOf(anomaly(1)));
      await there.close();
    });
    afterEach(() => database.drop());

    it('lies beside the backup as the newest of its kind, or one line says which program is missing', async () => {
      const [{ major }] = await database.query<{ major: number }>(
        "SELECT current_setting('server_version_num')::int / 10000 AS major",
      );
      const installed = installedDump();
      const one = care(() => address);
      const detail = await backedUp(one);
      expect(detail).toMatch(/\.db, checked, in [\d.]+ s; /);
      if (installed === null || installed < major) {
        const why =
          installed === null
            ? /not installed/
            : new RegExp(`pg_dump ${installed}\\S* is older than the server \\(${major}`);
        expect(detail).toMatch(why);
        expect([files('.db').length, files('.dump')]).toEqual([1, []]);
        // It is no fault of this night: nothing will be different in an hour.
        expect(faults.list()).toEqual([]);
        return;
      }
      expect(detail).toMatch(/PostgreSQL dumped to \S+\.dump \([\d.]+ MB\), listed by pg_restore \d+/);
      expect(detail).not.toContain(address.password);
      expect(one.health().last).toMatchObject([{ job: 'backup', ok: true, detail }]);
      const [file] = files('.dump');
      const list = execFileSync('pg_restore', ['--list', join(here.folder, 'backups', file)], { encoding: 'utf8' });
      expect(list).toMatch(/TABLE DATA \S+ anomalies/);
    });

    it('says that it is not installed where there is none', async () => {
      expect(await backedUp(care(() => address, []))).toMatch(/; PostgreSQL not dumped: pg_dump is not installed/);
      expect(faults.list()).toEqual([]);
    });
  },
  { every: true },
);
