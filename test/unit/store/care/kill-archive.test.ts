/**
 * kill −9 at random moments of the archive, a real process: every month reads back at once, holds at least what was said to be
 * archived, and in the end the archive is the one that an undisturbed run makes.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DAY_MS } from '../../../../src-shared/market.ts';
import { wallTime } from '../../../../src-main/base/clock.ts';
import { seededRandom } from '../../../../src-main/base/random.ts';
import { archiveDue } from '../../../../src-main/store/care/archive.ts';
import { readRows } from '../../../../src-main/store/care/archive-month.ts';
import { manifestsIn } from '../../../../src-main/store/care/archive-restore.ts';
import { packJournal } from '../../../../src-main/store/packed-journal.ts';
import { candle, price, T0, temporaryFolder, type TemporaryFolder } from '../../../conformance/store-samples.ts';
import { POLICY, range, withCore } from './filled.ts';

const CHILD = fileURLToPath(new URL('./archive-child.ts', import.meta.url));
const KILLS = 12;
const DAYS = 400;
const SEED = process.env.MANE_SEED ?? 'archive-1';

let here: TemporaryFolder;
beforeEach(() => {
  here = temporaryFolder();
});
afterEach(() => here.remove());

/** The last day it finished. */
async function killAfter(afterMs: number, folder: string, first: number): Promise<number> {
  const child = spawn(process.execPath, [CHILD, here.db, folder, String(first)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [said, complaint] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const ended = new Promise((resolve) => child.once('close', resolve));
  while (!said.includes('ready\n') && child.exitCode === null) await wallTime.sleep(2);
  await wallTime.sleep(afterMs);
  expect(child.exitCode, complaint).toBeNull();
  child.kill('SIGKILL');
  await ended;
  return Number([...said.matchAll(/^day (\d+)$/gm)].at(-1)?.[1] ?? first - 1);
}

it(`leaves an archive that reads back, ${KILLS} times`, { timeout: 400_000 }, async () => {
  console.log(`seed ${SEED} (MANE_SEED)`);
  const random = seededRandom(SEED);
  // Three candles and three prices a day, of two symbols.
  const moments = range(DAYS * 3).map((n) => n * 480);
  withCore(here.db, (core) => {
    for (const symbol of ['BTC-USD', 'ETH-USD'])
      core.writer!.journal(packJournal(moments.map((n) => price(n * 60, { symbol })), moments.map((n) => candle(n, { symbol })))); // prettier-ignore
  });
  const folder = join(here.folder, 'archive');
  let day = 8;
  for (let kill = 0; kill < KILLS; kill++) {
    const done = await killAfter(random.int(0, 700), folder, day);
    const held = { candles: 0, prices: 0 };
    for (const manifest of readdirSync(here.folder).includes('archive') ? manifestsIn(folder) : [])
      held[manifest.kind] += readRows(folder, manifest).length;
    expect(held.candles).toBeGreaterThanOrEqual(Math.max(0, done - 7) * 6);
    expect(held.prices).toBeGreaterThanOrEqual(done >= 8 ? (done - 1) * 6 : 0);
    day = Math.max(day, done + 1);
  }
  console.log(`${KILLS} kills on the way to day ${day}`);
  const contentOf = (archive: string) =>
    manifestsIn(archive).map(({ kind, symbol, month, rows, content_sha256 }) => ({ kind, symbol, month, rows, content_sha256 })); // prettier-ignore
  const last = {
    database: here.db,
    policy: { ...POLICY, pricesDays: 1, candlesDays: 7 },
    now: T0 + (day + 30) * DAY_MS,
  };
  archiveDue({ ...last, folder });
  archiveDue({ ...last, folder: join(here.folder, 'undisturbed') });
  expect(contentOf(folder)).toEqual(contentOf(join(here.folder, 'undisturbed')));
  const names = readdirSync(join(folder, 'coinbaseexchange'));
  expect(names.filter((name) => name.includes('partial'))).toEqual([]);
  expect(names).toHaveLength(2 * manifestsIn(folder).length);
});
