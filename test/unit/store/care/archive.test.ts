/** The archive: what retention deletes is in files that read back, never doubled, never quietly replaced; and it comes back. */
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../../../src-shared/market.ts';
import type { RetentionPolicy } from '../../../../src-shared/ports/writer.ts';
import { openCandleFile } from '../../../../src-main/feed/candle-file.ts';
import { acquireEngineLock } from '../../../../src-main/base/lock-file.ts';
import { archiveLockOf } from '../../../../src-main/store/care/archive-format.ts';
import { archiveDue } from '../../../../src-main/store/care/archive.ts';
import { planPrune } from '../../../../src-main/store/care/prune-plan.ts';
import { manifestsIn, restoreArchive } from '../../../../src-main/store/care/archive-restore.ts';
import { packJournal } from '../../../../src-main/store/packed-journal.ts';
import { openStore } from '../../../../src-main/store/store-client.ts';
import { candle, price, T0, temporaryFolder, VENUE, type TemporaryFolder } from '../../../conformance/store-samples.ts';
import { all, DAY_MINUTES, POLICY, range, withCore } from './filled.ts';

let here: TemporaryFolder;
let folder: string;
beforeEach(() => {
  here = temporaryFolder();
  folder = join(here.folder, 'archive');
});
afterEach(() => here.remove());

const CANDLES = 'SELECT * FROM candles ORDER BY symbol, venue, open_time';
const PRICES =
  'SELECT symbol, source, timestamp, price, volume_24h, high_24h, low_24h, bid, ask FROM prices ORDER BY 1, 2, 3';
const SERIES = 'SELECT * FROM series ORDER BY symbol, venue';
const policy = (changes: Partial<RetentionPolicy> = {}): RetentionPolicy => ({ ...POLICY, pricesDays: 2, candlesDays: 7, ...changes }); // prettier-ignore
const archive = (days: number, changes: Partial<RetentionPolicy> = {}) =>
  archiveDue({ database: here.db, folder, policy: policy(changes), now: T0 + days * DAY_MS });

function journal(
  candles: readonly number[],
  prices: readonly number[] = [],
  changes: Parameters<typeof candle>[1] = {},
): void {
  withCore(
    here.db,
    (core) =>
    void core.writer!.journal(packJournal(prices.map((n) => price(n)), candles.map((n) => candle(n, changes)))), // prettier-ignore
  );
}

function retain(days: number, changes: Partial<RetentionPolicy> = {}): void {
  withCore(here.db, (core) => {
    const steps = core.writer!.retain(policy(changes), T0 + days * DAY_MS);
    while (!steps.next().done);
  });
}

async function restore(only: { symbol?: string; month?: string } = {}) {
  const store = await openStore({ path: here.db, inThread: false });
  try {
    return await restoreArchive({ folder, ...only, store });
  } finally {
    await store.close();
  }
}

/** 40 days with a candle every 10 minutes (some repaired, some without trades) and a price every 20. */
function forty(): void {
  const minutes = range(40 * 144).map((n) => n * 10);
  journal(
    minutes.filter((n) => n % 70 !== 0),
    minutes.filter((n) => n % 20 === 0).map((n) => n * 60),
  );
  journal(
    minutes.filter((n) => n % 70 === 0),
    [],
    { repaired: true, trades: null },
  );
}

describe('the archive', () => {
  it('holds all that retention then deletes, and brings all of it back', async () => {
    forty();
    const before = [CANDLES, PRICES, SERIES].map((sql) => all(here.db, sql));
    const report = archive(40);
    expect(report.until).toEqual({ prices: T0 + 38 * DAY_MS, candles: T0 + 33 * DAY_MS });
    expect(manifestsIn(folder).map(({ kind, month, complete, rows }) => [kind, month, complete, rows])).toEqual([
      ['candles', '2024-01', true, 31 * 144],
      ['prices', '2024-01', true, 31 * 72],
      ['candles', '2024-02', false, 2 * 144],
      ['prices', '2024-02', false, 7 * 72],
    ]);
    retain(40, { archived: report.until });
    expect(all(here.db, CANDLES)).toHaveLength(7 * 144);
    expect(await restore()).toEqual({ files: 4, rows: 31 * 216 + 288 + 504, added: 33 * 144 + 38 * 72 });
    expect([CANDLES, PRICES, SERIES].map((sql) => all(here.db, sql))).toEqual(before);
    expect((await restore()).added).toBe(0);
    expect([CANDLES, PRICES, SERIES].map((sql) => all(here.db, sql))).toEqual(before);
  });

  it('is read by the program’s own candle reader', async () => {
    forty();
    archive(40);
    const [january] = manifestsIn(folder);
    const file = openCandleFile(join(folder, VENUE, january.file), { venue: VENUE });
    expect(file.symbol).toBe('BTC-USD');
    const read = [];
    for await (const batch of file) read.push(...batch);
    expect(read).toHaveLength(31 * 144);
    expect(file.report()).toMatchObject({ rows: 31 * 144, badRows: 0 });
    expect(read[1]).toEqual(candle(10));
  });

  it('grows day by day and changes nothing when nothing is new', () => {
    forty();
    expect(archive(20)).toMatchObject({ files: 2 });
    const first = readdirSync(join(folder, VENUE));
    expect(archive(20)).toMatchObject({ files: 0, rows: 0, bytes: 0 });
    expect(readdirSync(join(folder, VENUE))).toEqual(first);
    retain(20, { archived: { prices: T0 + 18 * DAY_MS, candles: T0 + 13 * DAY_MS } });
    archive(21);
    const [candles, prices] = manifestsIn(folder);
    expect([candles.rows, prices.rows]).toEqual([14 * 144, 19 * 72]);
    // One file and one manifest each; the shorter files are gone.
    expect(readdirSync(join(folder, VENUE))).toHaveLength(4);
  });

  it('keeps the former file of a complete month that differs, and says so', async () => {
    forty();
    archive(40);
    const [before] = manifestsIn(folder);
    journal([20], [], { close: 105.25, repaired: true });
    const { superseded } = archive(40);
    expect(superseded).toEqual([before.file]);
    const [after] = manifestsIn(folder);
    expect(after).toMatchObject({ rows: before.rows, superseded: [{ file: before.file, sha256: before.sha256 }] });
    expect(existsSync(join(folder, VENUE, before.file))).toBe(true);
    expect(archive(40).superseded).toEqual([]);
  });

  it('takes whole days, and retention waits for it', () => {
    forty();
    const report = archive(40.9);
    expect(report.until).toEqual({ prices: T0 + 38 * DAY_MS, candles: T0 + 33 * DAY_MS });
    const plan = planPrune(here.db, policy(), T0 + 40.9 * DAY_MS, { archived: true });
    retain(40.9, { archived: report.until });
    expect(all(here.db, CANDLES)).toHaveLength(5760 - plan.candles);
    expect(all(here.db, PRICES)).toHaveLength(2880 - plan.prices);
    expect(plan).toMatchObject({ candles: 33 * 144, prices: 38 * 72 });
  });

  it('is not touched by a store that holds less', () => {
    forty();
    archive(40);
    const before = manifestsIn(folder);
    retain(40);
    expect(archive(40)).toMatchObject({ files: 0 });
    expect(manifestsIn(folder)).toEqual(before);
  });

  it('reaches as far as the caps will delete', () => {
    journal(
      range(12_000),
      range(3 * DAY_MINUTES).map((n) => n * 60),
    );
    const full = { maxPriceRows: 1000, maxBytes: 1 };
    const report = archive(3, full);
    expect(report.until.prices).toBe(T0 + 3 * DAY_MS - 2 * 60 * MINUTE_MS);
    retain(3, { ...full, archived: report.until });
    const kept = all(here.db, 'SELECT min(timestamp) AS first FROM prices')[0] as { first: number };
    expect(kept.first).toBeGreaterThanOrEqual(report.until.prices);
    expect(all(here.db, CANDLES).length).toBeGreaterThan(0);
    const archived = manifestsIn(folder).filter(({ kind }) => kind === 'candles').reduce((sum, one) => sum + one.rows, 0); // prettier-ignore
    const stored = all(here.db, CANDLES).length;
    expect(archived + stored).toBeGreaterThanOrEqual(12_000);
  });

  it('lets nothing be deleted that it does not name', () => {
    forty();
    retain(40, { archived: { prices: 0, candles: 0 }, maxPriceRows: 10, maxBytes: 1 });
    expect(all(here.db, CANDLES)).toHaveLength(5760);
    expect(all(here.db, PRICES)).toHaveLength(2880);
  });

  it('is written by one at a time', () => {
    forty();
    archive(20);
    const other = acquireEngineLock(archiveLockOf(folder), { pid: process.pid });
    expect(() => archive(40)).toThrow(/archive: another archive is being written/);
    if (other.ok) other.value.release();
    expect(archive(40)).toMatchObject({ files: 4 });
    expect(readdirSync(folder)).toEqual([VENUE]);
  });

  it('sweeps up after a run that was killed', () => {
    forty();
    archive(40);
    writeFileSync(join(folder, VENUE, 'BTC-USD.candles.2024-01.json.partial-999999999'), 'half');
    archive(40);
    expect(readdirSync(join(folder, VENUE)).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('takes away a file that a killed run wrote and no manifest names, not one that is all there is', () => {
    forty();
    archive(40);
    const before = readdirSync(join(folder, VENUE));
    const stray = join(folder, VENUE, 'BTC-USD.candles.2024-01.00000000.csv.gz');
    const alone = join(folder, VENUE, 'BTC-USD.candles.2023-12.00000000.csv.gz');
    for (const file of [stray, alone]) writeFileSync(file, 'half');
    archive(40);
    expect(readdirSync(join(folder, VENUE)).sort()).toEqual(
      [...before, 'BTC-USD.candles.2023-12.00000000.csv.gz'].sort(),
    );
  });

  const spoilt: readonly [string, (file: string) => void, RegExp][] = [
    ['truncated', (file) => truncateSync(file, statSync(file).size - 10), /truncated or altered/],
    ['altered', (file) => flip(file), /altered since it was written/],
    ['missing', (file) => rmSync(file), /the file is missing/],
    ['another', (file) => copyFileSync(other(file), file), /truncated or altered|altered since/],
  ];
  it.each(spoilt)(
    'refuses a month that is %s, by name, before a row is written or deleted',
    async (_name, spoil, expected) => {
      forty();
      const { until } = archive(40);
      retain(40, { archived: until });
      const left = all(here.db, CANDLES);
      const victim = manifestsIn(folder).find(({ month, kind }) => month === '2024-02' && kind === 'candles')!;
      const file = join(folder, VENUE, victim.file);
      spoil(file);
      const error = await restore().catch((value: unknown) => value);
      expect(String(error)).toMatch(expected);
      expect(String(error)).toContain(file);
      expect(all(here.db, CANDLES)).toEqual(left);
      // Nor is the damage written over: the next archive stops as well, so nothing is deleted.
      expect(() => archive(41)).toThrow(file);
    },
  );

  it('refuses a manifest that is none, and one that lies in another’s place', async () => {
    forty();
    archive(40);
    const path = join(folder, VENUE, 'BTC-USD.candles.2024-01.json');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, 50));
    await expect(restore()).rejects.toThrow(`${path}: cannot be read as the manifest`);
    writeFileSync(path, text.replace('"month":"2024-01"', '"month":"2024-03"'));
    await expect(restore()).rejects.toThrow(`${path}: it is the manifest of another month`);
    writeFileSync(path, text.replace(/"file":"[^"]+"/, '"file":"../../../etc/passwd"'));
    await expect(restore()).rejects.toThrow(`${path}: it is not the manifest of an archive`);
  });

  it('restores one symbol or one month alone, and says when there is none', async () => {
    forty();
    journal(range(100), [], { symbol: 'A.B-USD' });
    archive(40);
    retain(40);
    expect(await restore({ symbol: 'A.B-USD' })).toMatchObject({ files: 1, added: 100 });
    expect(await restore({ month: '2024-02' })).toMatchObject({ files: 2 });
    await expect(restore({ symbol: 'NONE-USD' })).rejects.toThrow(/has no month of this/);
  });

  it('does not undo a repair that the store made since', async () => {
    journal([1, 2], []);
    archive(20);
    journal([1], [], { close: 101.5, repaired: true });
    await restore();
    expect(all(here.db, CANDLES)[0]).toMatchObject({ close: 101.5, repaired: 1 });
  });
});

function flip(file: string): void {
  const bytes = readFileSync(file);
  bytes[Math.floor(bytes.length / 2)] ^= 0xff;
  writeFileSync(file, bytes);
}

/** Some other month's file of the same folder. */
const other = (file: string): string =>
  join(
    folder,
    VENUE,
    readdirSync(join(folder, VENUE)).find((name) => name.endsWith('.gz') && !file.endsWith(name))!,
  );
