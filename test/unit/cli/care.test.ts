/** Storage care as a user meets it: backup, restore, archive, prune, export --all and delete-data, alone and beside an engine. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../src-shared/market.ts';
import { startWebHost, type WebHost } from '../../../src-main/api/web-host.ts';
import { wallTime } from '../../../src-main/base/clock.ts';
import { acquireEngineLock, type EngineLock } from '../../../src-main/base/lock-file.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { createStubEngine } from '../../fakes/stub-engine.ts';
import { packJournal } from '../../../src-main/store/packed-journal.ts';
import { anomaly, candle } from '../../conformance/store-samples.ts';
import { mane, temporaryFolder } from '../../fixtures/run-mane.ts';
import { all, anomalyIds, fill, withCore } from '../store/care/filled.ts';

let folder: ReturnType<typeof temporaryFolder>;
let db: string;
beforeEach(() => {
  folder = temporaryFolder();
  db = join(folder.path, 'mane.db');
});
afterEach(() => folder.remove());

const run = (...args: string[]) => mane([...args, '--db', db], { MANE_DATA: folder.path, MANE_POSTGRES_URL: '' });
const settings = (value: object): void => writeFileSync(join(folder.path, 'settings.json'), JSON.stringify(value));

function lock(host: { port?: number; token?: string } = {}): EngineLock {
  const taken = acquireEngineLock(db, { pid: process.pid, ...host });
  if (!taken.ok) throw new Error(taken.fault.detail);
  return taken.value;
}

describe('mane backup and restore', () => {
  it('copies, says what was checked, restores, and says how to undo it', async () => {
    fill(db, [1, 2]);
    const made = await run('backup');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.stdout).toMatch(/^\S+backups\/mane-\d{8}-\d{6}\.db: [\d.]+ kB in [\d.]+ s; schema \d+, 2 anomalies; integrity, foreign keys and restore test passed\n$/); // prettier-ignore
    const file = made.stdout.slice(0, made.stdout.indexOf(': '));
    fill(db, [3]);
    const restored = await run('restore', file);
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    expect(anomalyIds(db)).toEqual([anomaly(2).id, anomaly(1).id]);
    const undo = /undo: mane restore (\S+) --db/.exec(restored.stdout)?.[1] ?? '';
    expect(await run('restore', undo)).toMatchObject({ code: 0 });
    expect(anomalyIds(db)).toHaveLength(3);
  });

  it('keeps the newest of a folder, and speaks JSON', async () => {
    fill(db, [1]);
    const to = join(folder.path, 'elsewhere');
    for (let n = 0; n < 2; n++) await run('backup', '--to', to, '--keep', '1');
    const last = await run('backup', '--to', to, '--keep', '1', '--json');
    expect(last.lines()).toMatchObject([{ type: 'backup', anomalies: 1, newestAnomaly: anomaly(1).id, removed: [expect.any(String)] }]); // prettier-ignore
    expect(readdirSync(to)).toHaveLength(2);
  });

  it('refuses what cannot be, with one line and its exit code', async () => {
    expect(await run('backup')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^mane: \S+mane\.db: no such database/) as string,
    });
    fill(db, [1]);
    expect(await run('backup', '--to', join(folder.path, 'a.db'), '--keep', '2')).toMatchObject({ code: 2 });
    expect(await run('restore')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/give a backup file/) as string,
    });
    expect(await run('restore', 'a.db', '--month', '2026-02')).toMatchObject({ code: 2 });
    expect(await run('restore', '--archive', '--month', '2026-13')).toMatchObject({ code: 2 });
    const absent = join(folder.path, 'absent.db');
    expect(await run('restore', absent)).toMatchObject({ code: 1, stderr: `mane: ${absent}: no such file\n` });
  });

  it('backs up beside a running engine and restores never beside one', async () => {
    fill(db, [1]);
    const held = lock();
    const made = await run('backup', '--json');
    const { file } = made.lines()[0] as { file: string };
    const refused = await run('restore', file);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      new RegExp(`^mane: the engine with pid ${process.pid} is running on .*; stop it first\\n$`),
    );
    expect(await run('delete-data', '--yes')).toMatchObject({ code: 1 });
    held.release();
    expect(await run('restore', file)).toMatchObject({ code: 0 });
  });
});

describe('mane archive and prune', () => {
  it('says what would go, archives it, deletes it, and brings it back', async () => {
    fill(db, [1]);
    settings({ retention: { archive: true } });
    const plan = await run('prune', '--dry-run');
    expect(plan.stdout).toMatch(/^would delete 600 prices, 300 candles, 0 news items after they are in \S+archive\n$/);
    expect((await run('archive', '--json')).lines()).toMatchObject([
      { type: 'archive', files: 2, rows: 900, superseded: [] },
    ]);
    const pruned = await run('prune', '--json');
    expect(pruned.lines()).toMatchObject([
      { type: 'pruned', by: 'command', removed: { prices: 600, candles: 300, news_items: 0 }, archived: { files: 0 } },
    ]);
    expect(all(db, 'SELECT 1 FROM candles')).toEqual([]);
    const back = await run('restore', '--archive');
    expect(back.stdout).toMatch(/2 files with 900 rows verified, 900 rows were missing and are back\n/);
    const archived = readdirSync(join(folder.path, 'archive', 'coinbaseexchange')).find((name) => name.includes('candles') && name.endsWith('.gz')); // prettier-ignore
    const replayed = await run(
      'replay',
      '--candles',
      join(folder.path, 'archive', 'coinbaseexchange', archived!),
      '--json',
    );
    expect(replayed.lines().at(-1)).toMatchObject({ type: 'summary', candles: 300 });
  });

  it('refuses an altered archive by name and deletes nothing', async () => {
    fill(db, [1]);
    settings({ retention: { archive: true } });
    await run('archive');
    const venue = join(folder.path, 'archive', 'coinbaseexchange');
    const victim = readdirSync(venue).find((name) => name.endsWith('.gz'))!;
    writeFileSync(join(venue, victim), 'not what it was');
    for (const command of [['prune'], ['restore', '--archive']]) {
      const refused = await run(...command);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toContain(join(venue, victim));
    }
    expect(all(db, 'SELECT 1 FROM candles')).toHaveLength(300);
  });

  it('measures a simulated market’s database by that market’s own time', async () => {
    fill(db, [1]);
    withCore(db, (core) => {
      core.writer!.journal(
        packJournal([], [candle(0, { venue: 'simulated' }), candle(10 * 1440, { venue: 'simulated' })]),
      );
      core.writer!.saveState('simulation', { seed: 'demo', epoch: 0 });
    });
    settings({ retention: { pricesDays: 30, candlesDays: 30 } });
    expect((await run('prune', '--dry-run', '--json')).lines()).toMatchObject([{ candles: 0, news_items: 0 }]);
    expect((await run('prune', '--json')).lines()).toMatchObject([{ removed: { candles: 0, news_items: 0 } }]);
  });

  it('keeps what is within its days', async () => {
    fill(db, [1]);
    settings({ retention: { pricesDays: 3650, candlesDays: 3650, newsDays: 3650 } });
    expect(wallTime.now() / DAY_MS).toBeLessThan(19_723 + 3650);
    expect((await run('prune', '--json')).lines()).toMatchObject([
      { archived: null, removed: { prices: 590, candles: 0 } },
    ]);
  });
});

describe('mane prune beside a running engine', () => {
  let host: WebHost;
  beforeEach(async () => {
    host = await startWebHost({ engine: createStubEngine(), rendererFolder: null, logger: silentLogger });
  });
  afterEach(() => host.close());

  it('asks the engine over its loopback host', async () => {
    fill(db, [1]);
    const held = lock({ port: host.port, token: host.control });
    const asked = await run('prune', '--json');
    expect(asked).toMatchObject({ code: 0, stderr: '' });
    expect(asked.lines()).toMatchObject([{ type: 'pruned', by: 'engine', job: 'retention', ok: true }]);
    expect(all(db, 'SELECT 1 FROM prices')).toHaveLength(600);
    held.release();
  });

  it('says who runs when the engine takes no commands, or not with this token', async () => {
    fill(db, [1]);
    const mute = lock();
    const unheard = await run('prune');
    expect(unheard).toMatchObject({ code: 1, stdout: '' });
    expect(unheard.stderr).toMatch(new RegExp(`pid ${process.pid} .* takes no commands; close it first`));
    mute.release();
    const held = lock({ port: host.port, token: 'another' });
    const refused = await run('prune');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/does not take commands .*401/) as string });
    held.release();
  });
});

describe('mane export --all and delete-data', () => {
  it('exports everything into a new folder', async () => {
    fill(db, [1]);
    const out = join(folder.path, 'mine');
    expect(await run('export', '--all')).toMatchObject({ code: 2 });
    const done = await run('export', '--all', '--out', out);
    expect(done).toMatchObject({ code: 0, stderr: '' });
    const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as { files: { rows: number }[] };
    expect(manifest.files.length).toBeGreaterThan(14);
    expect(await run('export', '--all', '--out', out)).toMatchObject({ code: 1 });
  });

  it('wants --yes where nobody can be asked, lists first, and leaves nothing', async () => {
    fill(db, [1]);
    await run('backup');
    settings({});
    const asked = await run('delete-data');
    expect(asked).toMatchObject({ code: 2, stdout: '' });
    expect(asked.stderr).toMatch(/database: \S+mane\.db.*\nbackups: .*\nsettings: .*\nmane: delete-data: nothing was deleted; give --yes/); // prettier-ignore
    expect(existsSync(db)).toBe(true);
    expect((await run('delete-data', '--yes', '--keep-settings')).stdout).toMatch(
      /^deleted: database \(\d\), backups \(2\)\n$/,
    );
    expect(readdirSync(folder.path)).toEqual(['settings.json']);
    await run('delete-data', '--yes');
    expect(readdirSync(folder.path)).toEqual([]);
  });
});
