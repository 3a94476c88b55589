/**
 * Care of the store: a checked backup beside a bare copy of the same file, the writer's thread with and without a backup running, and
 * the archive's rate. What a backup adds to a copy (VACUUM, checks, the restore test) is the price of knowing that it opens.
 */
import { copyFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_MS, MINUTE_MS } from '../../src-shared/market.ts';
import { archiveDue } from '../../src-main/store/care/archive.ts';
import { makeBackup } from '../../src-main/store/care/backup.ts';
import { threadCare } from '../../src-main/store/care/care-work.ts';
import { syncPath } from '../../src-main/store/care/whole-file.ts';
import { openStore } from '../../src-main/store/store-client.ts';
import { alertOf, anomaly } from '../conformance/store-samples.ts';
import { BENCH_START, BENCH_VENUE } from './candles.ts';
import { type Bench, type BenchContext, inFolder, median, millis, percentile, perSecond, rate, ratio, sideBySide, spread, timed } from './harness.ts'; // prettier-ignore
import { seedDatabase } from './seed-db.ts';

const FULL = { prices: 1_000_000, candleSymbols: 20, candleMinutes: 60 * 1440, narratives: 5000, raises: 300 };
const QUICK = { prices: 100_000, candleSymbols: 5, candleMinutes: 10 * 1440, narratives: 500, raises: 50 };

export const careBench: Bench = {
  name: 'care',
  what: 'backup and archive',
  run: (context) => inFolder((folder) => run(folder, context)),
};

async function run(folder: string, { quick, rounds, print }: BenchContext): Promise<void> {
  const size = quick ? QUICK : FULL;
  const path = join(folder, 'mane.db');
  await seedDatabase({ path, venue: BENCH_VENUE, ...size });
  const megabytes = statSync(path).size / 1e6;
  print(`a database of ${megabytes.toFixed(0)} MB`);
  const results = await sideBySide(rounds, {
    copy: () => timed(() => bareCopy(path, join(folder, 'copy.db'))),
    backup: () => timed(() => makeBackup({ database: path, to: { folder: join(folder, 'backups') }, keep: 1 })),
  });
  print(`bare copy and sync            ${spread(results.copy, millis)}`);
  print(`checked backup                ${spread(results.backup, millis)}`);
  print(`backup's time of the copy's: ${ratio(median(results.backup) / median(results.copy))}`);
  await beside(path, folder, size.raises, print);
  archive(path, folder, size.candleMinutes, print);
}

function bareCopy(from: string, to: string): void {
  rmSync(to, { force: true });
  copyFileSync(from, to);
  syncPath(to);
}

/** Raises of anomalies (durable when they resolve) in the store's own thread. */
async function beside(path: string, folder: string, raises: number, print: (line: string) => void): Promise<void> {
  const store = await openStore({ path });
  let minute = 10_000_000;
  const raise = (): Promise<number> => {
    const one = anomaly((minute += 1));
    return timed(() => store.writer.raise(one, alertOf(one)));
  };
  const alone: number[] = [];
  for (let n = 0; n < raises; n++) alone.push(await raise());
  const during: number[] = [];
  let running = true;
  const backup = threadCare(path)
    .backup(join(folder, 'backups'), 1)
    .finally(() => (running = false));
  while (running) during.push(await raise());
  await backup;
  await store.close();
  const line = (times: readonly number[]): string => `median ${millis(median(times))}, p99 ${millis(percentile(times, 0.99))}, worst ${millis(Math.max(...times))}`; // prettier-ignore
  print(`a durable raise, alone        ${line(alone)} (${alone.length})`);
  print(`during a backup               ${line(during)} (${during.length})`);
}

function archive(path: string, folder: string, minutes: number, print: (line: string) => void): void {
  const now = BENCH_START + minutes * MINUTE_MS;
  const policy = { pricesDays: 1, candlesDays: 7, newsDays: 400, maxBytes: 4e12, maxPriceRows: 1e9 };
  const options = { database: path, folder: join(folder, 'archive'), policy, now: now + 2 * DAY_MS };
  const started = performance.now();
  const first = archiveDue(options);
  const ms = performance.now() - started;
  const again = performance.now();
  archiveDue(options);
  print(`archive of ${first.rows} rows in ${first.files} files: ${rate(perSecond(first.rows, ms))}, ${(first.bytes / first.rows).toFixed(1)} bytes a row`); // prettier-ignore
  print(`the same again, nothing new   ${millis(performance.now() - again)}`);
}
