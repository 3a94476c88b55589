/**
 * Months of the archive back into a store. Every file is checked whole (checksum, columns, count, numbers) before the first row is
 * written, so that a damaged one leaves the store as it was. Rows the store holds already stay as they are.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { throwFault } from '../../../src-shared/fault.ts';
import { MINUTE_MS, type Candle, type PriceSample } from '../../../src-shared/market.ts';
import type { OpenStore } from '../store-client.ts';
import { baseOf, folderOf, type Manifest } from './archive-format.ts';
import { readManifest, readRows, type ArchiveRow } from './archive-month.ts';

export interface ArchiveRestoreOptions {
  readonly folder: string;
  readonly symbol?: string;
  readonly month?: string;
  readonly store: OpenStore;
}

export interface ArchiveRestored {
  readonly files: number;
  readonly rows: number;
  /** Rows that the store did not have. */
  readonly added: number;
}

const BATCH = 5000;

export async function restoreArchive({
  folder,
  symbol,
  month,
  store,
}: ArchiveRestoreOptions): Promise<ArchiveRestored> {
  const wanted = manifestsIn(folder).filter(
    (one) => (symbol === undefined || one.symbol === symbol) && (month === undefined || one.month === month),
  );
  if (wanted.length === 0) throwFault('not_found', `${folder}: the archive has no month of this`);
  for (const manifest of wanted) checkRows(folder, manifest);
  const before = await totalOf(store);
  for (const manifest of wanted) await restoreMonth(folder, manifest, store);
  await store.writer.flush();
  const rows = wanted.reduce((sum, one) => sum + one.rows, 0);
  return { files: wanted.length, rows, added: (await totalOf(store)) - before };
}

/** Every month of an archive, oldest first. Throws `corrupt` for a manifest that is none, `not_found` without a folder. */
export function manifestsIn(folder: string): Manifest[] {
  if (!existsSync(folder)) throwFault('not_found', `${folder}: no such archive`);
  const venues = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const found = venues.flatMap(({ name }) =>
    readdirSync(join(folder, name))
      .filter((file) => file.endsWith('.json'))
      .map((file) => misplaced(folder, join(folder, name, file))),
  );
  return found.sort((a, b) => (a.month < b.month ? -1 : a.month > b.month ? 1 : 0));
}

/** A manifest speaks for the place it lies in, and for no other. */
function misplaced(folder: string, path: string): Manifest {
  const manifest = readManifest(path);
  if (path !== join(folderOf(folder, manifest), `${baseOf(manifest)}.json`))
    throwFault('corrupt', `${path}: it is the manifest of another month`);
  return manifest;
}

function checkRows(folder: string, manifest: Manifest): void {
  let last = -Infinity;
  for (const [index, row] of readRows(folder, manifest).entries()) {
    const cells = row.line.split(',');
    const whole = cells.length === 7 && cells.every((cell) => cell === '' || Number.isFinite(Number(cell)));
    if (!whole || !(row.time > last))
      throwFault('corrupt', `${join(folderOf(folder, manifest), manifest.file)}: line ${index + 2} is not a row of ${manifest.kind}`); // prettier-ignore
    last = row.time;
  }
}

async function totalOf({ reader }: OpenStore): Promise<number> {
  const { totals } = await reader.metrics(0);
  return totals.prices + totals.candles;
}

async function restoreMonth(folder: string, manifest: Manifest, store: OpenStore): Promise<void> {
  const rows = readRows(folder, manifest);
  for (let from = 0; from < rows.length; from += BATCH) {
    const batch = rows.slice(from, from + BATCH);
    if (manifest.kind === 'prices')
      await store.writer.journal({ prices: batch.map((row) => priceOf(manifest, row)), candles: [] });
    else await store.writer.journal({ prices: [], candles: await missing(manifest, batch, store) });
  }
}

/** Candles the store does not hold: a newer repair of a minute is not undone. */
async function missing(manifest: Manifest, rows: readonly ArchiveRow[], { reader }: OpenStore): Promise<Candle[]> {
  const { symbol, venue } = manifest;
  const [from = 0, to = 0] = [rows[0]?.time, (rows.at(-1)?.time ?? 0) + MINUTE_MS];
  const held = await reader.candles({ symbol, venue, from, to, limit: (to - from) / MINUTE_MS });
  const known = new Set(held.map((candle) => candle.openTime));
  return rows.filter((row) => !known.has(row.time)).map((row) => candleOf(manifest, row));
}

const numbersOf = ({ line }: ArchiveRow): (number | null)[] =>
  line.split(',').map((cell) => (cell === '' ? null : Number(cell)));

function candleOf({ symbol, venue }: Manifest, row: ArchiveRow): Candle {
  const [openTime = 0, open, high, low, close, volume, trades = null] = numbersOf(row);
  return { symbol, venue, openTime: openTime ?? 0, open: open ?? NaN, high: high ?? NaN, low: low ?? NaN, close: close ?? NaN, volume: volume ?? NaN, trades, repaired: row.repaired }; // prettier-ignore
}

function priceOf({ symbol, venue: source }: Manifest, row: ArchiveRow): PriceSample {
  const [timestamp, price, volume_24h = null, high_24h = null, low_24h = null, bid = null, ask = null] = numbersOf(row);
  return { symbol, source, timestamp: timestamp ?? 0, price: price ?? NaN, volume_24h, high_24h, low_24h, bid, ask };
}
