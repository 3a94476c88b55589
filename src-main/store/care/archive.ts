/**
 * Archive before delete: every candle and price that retention is about to delete goes into its month's file first, over a
 * reading connection of its own. Resolves with the times before which all of it was read back from the disk; a fault means that
 * nothing may be deleted. Beyond the days of the policy it reaches as far as the caps will.
 */
import { throwFault } from '../../../src-shared/fault.ts';
import { DAY_MS, minuteOf, type EpochMs } from '../../../src-shared/market.ts';
import type { ArchiveReport } from '../../../src-shared/ports/care.ts';
import type { ArchivedUntil, RetentionPolicy } from '../../../src-shared/ports/writer.ts';
import { acquireEngineLock } from '../../base/lock-file.ts';
import { candlesDaysOf, KEEP_CANDLES_MS, KEEP_PRICES_MS } from '../sqlite-retention.ts';
import { usedBytes, type Db } from '../sqlite-open.ts';
import { archiveMonth, type ArchiveRow, type MonthOptions } from './archive-month.ts';
import { archiveLockOf, dayOf, monthEnd, monthsBetween, monthStart, type MonthKey } from './archive-format.ts';
import { factsOf, withReader } from './inspect.ts';
import { sweepArchive } from './archive-sweep.ts';
import { makeFolder } from './whole-file.ts';

export interface ArchiveOptions {
  readonly database: string;
  readonly folder: string;
  readonly policy: RetentionPolicy;
  /** Market time. */
  readonly now: EpochMs;
}

/** Over the cap on bytes candles go by whole days: so many are archived ahead of one run of retention. */
const CANDLE_STEP_MS = 31 * DAY_MS;

const OLDEST = 'SELECT min(timestamp) FROM prices WHERE timestamp < ?';
// Sorted on disk when it is large: the key leads with the time.
const PRICES = `SELECT symbol, source AS venue, timestamp AS time, price, volume_24h, high_24h, low_24h, bid, ask FROM prices
  WHERE timestamp >= ? AND timestamp < ? ORDER BY symbol, source, timestamp`;
const SERIES =
  'SELECT symbol, venue, first_open FROM series WHERE candles > 0 AND first_open < ? ORDER BY symbol, venue';
const CANDLES = `SELECT open_time AS time, open, high, low, close, volume, trades, repaired FROM candles
  WHERE symbol = ? AND venue = ? AND open_time >= ? AND open_time < ? ORDER BY open_time`;

interface PriceRow {
  readonly symbol: string;
  readonly venue: string;
  readonly time: EpochMs;
  readonly [column: string]: string | number | null;
}
interface CandleRow {
  readonly time: EpochMs;
  readonly repaired: 0 | 1;
  readonly [column: string]: number | null;
}

export function archiveDue(options: ArchiveOptions): ArchiveReport {
  const { folder } = options;
  makeFolder(folder);
  // Two at once would each leave out what only the other has, and its rows are deleted next.
  const lock = acquireEngineLock(archiveLockOf(folder), { pid: process.pid });
  if (!lock.ok) throwFault('conflict', `${folder}: another archive is being written; try again when it is done`);
  try {
    sweepArchive(folder);
    return writeDue(options);
  } finally {
    lock.value.release();
  }
}

function writeDue({ database, folder, policy, now }: ArchiveOptions): ArchiveReport {
  return withReader(database, (db) => {
    db.pragma('temp_store = FILE');
    const until = reach(db, policy, now);
    const { schema } = factsOf(db);
    const report = { folder, files: 0, rows: 0, bytes: 0, superseded: [] as string[], until };
    const put = (key: MonthKey, rows: readonly ArchiveRow[], bound: EpochMs): void =>
      add(report, { archive: folder, key, rows, complete: monthEnd(key.month) <= bound, schema });
    archivePrices(db, until.prices, put);
    archiveCandles(db, until.candles, put);
    return report;
  });
}

function add(report: { files: number; rows: number; bytes: number; superseded: string[] }, month: MonthOptions): void {
  const written = archiveMonth(month);
  if (written?.changed !== true) return;
  report.files += 1;
  report.rows += written.manifest.rows;
  report.bytes += written.manifest.bytes;
  if (written.superseded !== null) report.superseded.push(written.superseded);
}

/**
 * How far retention will delete at most. By days it goes in whole ones, a day late: by the hour every month's file would be written
 * anew twenty-four times a day.
 */
function reach(db: Db, policy: RetentionPolicy, now: EpochMs): ArchivedUntil {
  const one = (sql: string): number => db.prepare<[], number | null>(sql).pluck().get() ?? 0;
  const symbols = one('SELECT count(DISTINCT symbol) FROM series WHERE candles > 0');
  const byDays = {
    prices: dayOf(now - policy.pricesDays * DAY_MS),
    candles: dayOf(now - candlesDaysOf(policy.candlesDays, symbols) * DAY_MS),
  };
  const full = usedBytes(db) > policy.maxBytes;
  if (!full && one("SELECT value FROM counters WHERE name = 'price_rows'") <= policy.maxPriceRows) return byDays;
  const oldest = one('SELECT min(first_open) FROM series WHERE candles > 0');
  return {
    prices: Math.max(byDays.prices, minuteOf(now - KEEP_PRICES_MS)),
    candles: full ? Math.max(byDays.candles, Math.min(now - KEEP_CANDLES_MS, oldest + CANDLE_STEP_MS)) : byDays.candles,
  };
}

type Put = (key: MonthKey, rows: readonly ArchiveRow[], bound: EpochMs) => void;

function archivePrices(db: Db, until: EpochMs, put: Put): void {
  const oldest = db.prepare<[number], number | null>(OLDEST).pluck().get(until) ?? null;
  if (oldest === null) return;
  const prices = db.prepare<[number, number], PriceRow>(PRICES);
  for (const month of monthsBetween(oldest, until)) {
    const rows = prices.iterate(monthStart(month), Math.min(until, monthEnd(month)));
    for (const { symbol, venue, rows: found } of bySeries(rows))
      put({ kind: 'prices', symbol, venue, month }, found, until);
  }
}

interface PriceGroup {
  readonly symbol: string;
  readonly venue: string;
  readonly rows: ArchiveRow[];
}

/** Rows that come in the order of their series, one series at a time. */
function* bySeries(rows: Iterable<PriceRow>): Generator<PriceGroup> {
  let group: PriceGroup | null = null;
  for (const { symbol, venue, time, ...values } of rows) {
    if (group === null || group.symbol !== symbol || group.venue !== venue) {
      if (group !== null) yield group;
      group = { symbol, venue, rows: [] };
    }
    group.rows.push({ time, line: lineOf(time, values), repaired: false });
  }
  if (group !== null) yield group;
}

function archiveCandles(db: Db, until: EpochMs, put: Put): void {
  const series = db.prepare<[number], { symbol: string; venue: string; first_open: number }>(SERIES).all(until);
  const candles = db.prepare<[string, string, number, number], CandleRow>(CANDLES);
  for (const { symbol, venue, first_open } of series) {
    for (const month of monthsBetween(first_open, until)) {
      const rows = candles.all(symbol, venue, monthStart(month), Math.min(until, monthEnd(month)));
      put({ kind: 'candles', symbol, venue, month }, rows.map(candleRow), until);
    }
  }
}

function candleRow({ time, repaired, ...values }: CandleRow): ArchiveRow {
  return { time, line: lineOf(time, values), repaired: repaired === 1 };
}

/** Numbers as JavaScript writes them: they read back as the same numbers. Nothing of ours holds a comma. */
const lineOf = (time: EpochMs, values: Readonly<Record<string, unknown>>): string =>
  [time, ...Object.values(values).map((value) => (typeof value === 'number' ? value : ''))].join(',');
