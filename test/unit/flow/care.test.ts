/** The care of a running engine over a real store and real files: the daily run, what is kept of it, and a disk without room. */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../src-shared/market.ts';
import { defaultSettings, SettingsSchema, type Settings } from '../../../src-shared/settings.ts';
import type { CareWork } from '../../../src-shared/ports/care.ts';
import { settableTime, type SettableTime } from '../../../src-main/base/clock.ts';
import { createCare, type Care } from '../../../src-main/flow/care.ts';
import type { Dumper } from '../../../src-main/flow/dump.ts';
import { createFaultLine, type FaultLine } from '../../../src-main/flow/fault-line.ts';
import { directCare } from '../../../src-main/store/care/care-work.ts';
import { manifestsIn } from '../../../src-main/store/care/archive-restore.ts';
import { openStore, type OpenStore } from '../../../src-main/store/store-client.ts';
import { candle, price, T0, temporaryFolder, type TemporaryFolder } from '../../conformance/store-samples.ts';

let here: TemporaryFolder;
let store: OpenStore;
let wall: SettableTime;
let faults: FaultLine;
let settings: Settings;
let free: number | null;

const noon = new Date(2026, 5, 10, 12).getTime();
const quiet = (day: number): number => new Date(2026, 5, day, 4).getTime();
const backups = (): string[] => {
  const folder = join(here.folder, 'backups');
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.db')) : [];
};

beforeEach(async () => {
  here = temporaryFolder();
  store = await openStore({ path: here.db, inThread: false });
  wall = settableTime(noon);
  faults = createFaultLine(() => wall.now());
  settings = defaultSettings();
  free = 1e12;
});
afterEach(async () => {
  await store.close();
  here.remove();
});

function care(
  work: CareWork | null = { ...directCare(here.db), freeBytes: () => free },
  daily = true,
  dump: Dumper = async () => null,
): Care {
  const market = { ...wall, now: () => T0 + 40 * DAY_MS };
  return createCare({ ...store, clock: { market, wall }, settings: () => settings, faults, work, dump, daily });
}

const change = (patch: object): void => void (settings = SettingsSchema.parse({ ...settings, ...patch }));

async function old(): Promise<void> {
  const minutes = Array.from({ length: 500 }, (_, n) => n);
  await store.writer.journal({ prices: minutes.map((n) => price(n * 60)), candles: minutes.map((n) => candle(n)) });
  await store.writer.flush();
}

describe('the daily run', () => {
  it('comes at the quiet hour, once, and its results outlive the program', async () => {
    await old();
    const first = care();
    await first.begin();
    await first.step();
    expect(first.health()).toMatchObject({ last: [], nextAt: quiet(11), running: null });
    wall.set(quiet(11));
    await first.step();
    expect(first.health()).toMatchObject({
      last: [
        { job: 'retention', ok: true, at: quiet(11), detail: '500 prices, 0 candles, 0 news items deleted' },
        { job: 'backup', ok: true, at: quiet(11) },
      ],
      nextAt: quiet(12),
    });
    await first.step();
    expect(backups()).toHaveLength(1);
    const second = care();
    await second.begin();
    expect(second.health()).toEqual(first.health());
  });

  it('is made up for after a night switched off', async () => {
    const first = care();
    await first.begin();
    wall.set(noon + 3 * DAY_MS);
    const second = care();
    await second.begin();
    await second.step();
    expect(backups()).toHaveLength(1);
    expect(second.health().nextAt).toBe(quiet(14));
  });

  it('tells a backup that failed, goes on, and tries again in an hour', async () => {
    const place = join(here.folder, 'backups');
    writeFileSync(place, 'a file where the folder should be');
    const one = care();
    await one.begin();
    wall.set(quiet(11));
    await one.step();
    expect(one.health().last.at(-1)).toMatchObject({
      job: 'backup',
      ok: false,
      detail: expect.stringContaining(place) as string,
    });
    expect(faults.list().at(-1)?.detail).toContain(`backup: ${place}`);
    rmSync(place);
    await one.step();
    expect(backups()).toHaveLength(0);
    wall.set(quiet(11) + HOUR_MS);
    await one.step();
    expect(backups()).toHaveLength(1);
    expect(one.health().nextAt).toBe(quiet(12));
  });

  it('is not there without files of our own, when switched off, and on a simulated market', async () => {
    expect(care(null).health().nextAt).toBeNull();
    expect(care(undefined, false).health().nextAt).toBeNull();
    expect(await care(null).run('backup')).toMatchObject({ ok: false, fault: { kind: 'storage' } });
    change({ backup: { enabled: false } });
    expect(care().health().nextAt).toBeNull();
  });
});

describe('retention with an archive', () => {
  it('writes first, then deletes, and says both', async () => {
    await old();
    change({ retention: { archive: true, candlesDays: 7 } });
    const one = care();
    expect(await one.run('retention')).toMatchObject({
      ok: true,
      value: { detail: '500 prices, 500 candles, 0 news items deleted' },
    });
    expect(one.health().last).toMatchObject([
      { job: 'retention', ok: true },
      { job: 'archive', ok: true, detail: 'archive: 2 files with 1,000 rows' },
    ]);
    expect(manifestsIn(join(here.folder, 'archive')).map(({ kind, rows }) => [kind, rows])).toEqual([['candles', 500], ['prices', 500]]); // prettier-ignore
    expect((await store.reader.metrics(0)).totals).toMatchObject({ prices: 0, candles: 0 });
  });

  it('deletes nothing while the archive cannot be written', async () => {
    await old();
    writeFileSync(join(here.folder, 'archive'), 'a file where the folder should be');
    change({ retention: { archive: true, candlesDays: 7, maxPriceRows: 10_000 } });
    const one = care();
    expect(await one.run('retention')).toMatchObject({ ok: false });
    expect((await store.reader.metrics(0)).totals).toMatchObject({ prices: 500, candles: 500 });
    expect(faults.list().at(-1)?.detail).toContain('retention: ');
  });
});

describe('a disk without room', () => {
  it('holds backups back, thins prices, and both end by themselves', async () => {
    const seconds = Array.from({ length: 30_000 }, (_, n) => n);
    // Within the days of the policy, so that only the disk can be why they go.
    await store.writer.journal({ prices: seconds.map((n) => price(39 * 86_400 + n)), candles: [candle(40 * 1440)] });
    await store.writer.flush();
    const one = care();
    free = 10_000_000;
    await one.look();
    expect(one.health().disk).toEqual({ level: 'full', freeBytes: 10_000_000 });
    expect((await store.reader.metrics(0)).totals).toMatchObject({ prices: 15_000, candles: 1 });
    expect(await one.run('backup')).toMatchObject({
      ok: false,
      fault: { detail: expect.stringMatching(/nearly full/) as string },
    });
    expect(backups()).toEqual([]);
    free = 1e12;
    await one.look();
    expect(one.health().disk.level).toBe('ok');
    expect(await one.run('backup')).toMatchObject({ ok: true });
    expect(faults.list().map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^the disk is nearly full \(10 MB free\)/),
      'the disk is nearly full: the oldest 15,000 prices were deleted',
      expect.stringMatching(/^backup: the disk is nearly full/),
      expect.stringMatching(/^there is room on the disk again/),
    ]);
  });
});

describe('one job at a time', () => {
  it('refuses a second while the first is at it', async () => {
    let finish: () => void = () => undefined;
    const work = { ...directCare(here.db), backup: () => new Promise<never>((_, reject) => (finish = () => reject(new Error('enough')))) }; // prettier-ignore
    const one = care(work);
    const first = one.run('backup');
    await expect.poll(() => one.health().running).toBe('backup');
    expect(await one.run('retention')).toMatchObject({ ok: false, fault: { kind: 'conflict', detail: 'backup is running; try again when it is done' } }); // prettier-ignore
    finish();
    expect(await first).toMatchObject({ ok: false, fault: { detail: 'enough' } });
    expect(one.health().running).toBeNull();
  });
});
