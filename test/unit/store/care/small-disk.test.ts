/**
 * A file system that is really full (a small tmpfs, made by root; skipped with a line elsewhere): the store lives on without half a
 * state and writes what waited once there is room; a backup that does not fit leaves nothing.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultOf } from '../../../../src-shared/fault.ts';
import { makeBackup } from '../../../../src-main/store/care/backup.ts';
import { inspect } from '../../../../src-main/store/care/inspect.ts';
import { restoreBackup } from '../../../../src-main/store/care/restore.ts';
import { openStore } from '../../../../src-main/store/store-client.ts';
import { alertOf, anomaly, candle, price } from '../../../conformance/store-samples.ts';
import { all, fill, range } from './filled.ts';

const mount = mkdtempSync(join(tmpdir(), 'mane-small-'));

function mounted(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', mount], { stdio: 'pipe' });
    execFileSync('umount', [mount], { stdio: 'pipe' });
    return true;
  } catch {
    console.log('skipped: a small file system can be mounted by root on Linux only');
    return false;
  }
}

const can = mounted();
const db = join(mount, 'mane.db');
const filler = join(mount, 'filler');

describe.skipIf(!can)('a file system of 8 MB', () => {
  beforeEach(() => void execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', mount]));
  afterEach(() => void execFileSync('umount', ['-l', mount]));

  it('that fills up in the journal degrades the store, and it resumes with every row when there is room', async () => {
    const store = await openStore({ path: db, retryForMs: 20_000 });
    await store.writer.raise(anomaly(1), alertOf(anomaly(1)));
    fillUp();
    let second = 0;
    // As much as is needed to be refused: the log has some pages of its own.
    while (store.writer.health().state === 'ok' && second < 500_000) {
      const from = second;
      await store.writer.journal({ prices: range(5000).map((n) => price(from + n)), candles: [candle(second / 5000)] });
      await store.writer.flush().catch(() => undefined);
      second += 5000;
    }
    expect(store.writer.health()).toMatchObject({ state: 'degraded', detail: expect.stringMatching(/disk is full|I\/O|error/) as string }); // prettier-ignore
    const waiting = store.writer.raise(anomaly(2), alertOf(anomaly(2)));
    expect(await store.reader.anomaly(anomaly(1).id)).not.toBeNull();
    expect((await store.reader.anomaly(anomaly(2).id))?.alerts.length ?? 1).toBe(1);
    rmSync(filler);
    await waiting;
    await expect.poll(() => store.writer.health().queued, { timeout: 45_000 }).toBe(0);
    expect(store.writer.health()).toMatchObject({ state: 'ok', dropped: 0 });
    const { totals } = await store.reader.metrics(0);
    expect(totals).toMatchObject({ prices: second, candles: second / 5000, anomalies: 2, alerts: 2 });
    await store.close();
    expect(inspect(db).anomalies).toBe(2);
  });

  it('has no room for a backup or a restore: refused with the figures, nothing left, the database as it was', async () => {
    fill(db, [1], { prices: 20_000 });
    const outside = mkdtempSync(join(tmpdir(), 'mane-outside-'));
    const { file } = await makeBackup({ database: db, to: { folder: outside } });
    const folder = join(mount, 'backups');
    mkdirSync(folder);
    await expect(makeBackup({ database: db, to: { folder } })).rejects.toThrow(
      /a backup needs \d+ MB, \d+ MB are free/,
    );
    expect(readdirSync(folder)).toEqual([]);
    fillUp();
    const before = all(db, 'SELECT * FROM anomalies');
    const error: unknown = await restoreBackup(file, db).catch((value: unknown) => value);
    expect(faultOf(error)).toMatchObject({
      kind: 'storage',
      detail: expect.stringMatching(/needs \d+ MB, 0 MB are free/) as string,
    });
    expect(all(db, 'SELECT * FROM anomalies')).toEqual(before);
    expect(readdirSync(mount).filter((name) => /restoring|before-restore|partial/.test(name))).toEqual([]);
    rmSync(outside, { recursive: true });
  });
});

afterAll(() => rmSync(mount, { recursive: true, force: true }));

/** Takes every byte that is left. */
function fillUp(): void {
  const piece = Buffer.alloc(64 * 1024, 1);
  for (;;) {
    try {
      writeFileSync(filler, piece, { flag: 'a' });
    } catch {
      return;
    }
  }
}
