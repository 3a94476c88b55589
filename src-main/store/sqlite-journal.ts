/**
 * Writes packed batches of prices and candles, keeps what each symbol holds (`series`), and completes the stored market
 * around an anomaly when its window has passed. A row that SQLite refuses is counted and the batch goes on.
 */
import { minuteOf, MINUTE_MS } from '../../src-shared/market.ts';
import { messageOf } from '../../src-shared/fault.ts';
import { wallTime } from '../base/clock.ts';
import type { RangeBook } from './mirror/sqlite-ranges.ts';
import type { AnomalyWindows } from './sqlite-windows.ts';
import { PRICE_WIDTH, type PackedJournal } from './packed-journal.ts';
import { createCandleWriter } from './sqlite-candles.ts';
import { isConstraint } from './sqlite-faults.ts';
import { cleanText, orNull } from './sqlite-values.ts';
import type { Db } from './sqlite-open.ts';
import type { SetSynchronous } from './sqlite-synchronous.ts';

export interface JournalReceipt {
  readonly refused: number;
  /** Why the first one was refused. */
  readonly reason: string | null;
}

/** What one batch did to one symbol. */
interface Touched {
  venue: string;
  symbol: string;
  first: number | null;
  last: number | null;
  added: number;
  lastPrice: number | null;
}

const INSERT_PRICE = `INSERT INTO prices (id, symbol, timestamp, price, volume_24h, high_24h, low_24h, bid, ask, source, created_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;
const UPDATE_PRICE = `UPDATE prices SET price = ?, volume_24h = ?, high_24h = ?, low_24h = ?, bid = ?, ask = ?
  WHERE timestamp = ? AND symbol = ? AND source = ?`;
const TOUCH = `INSERT INTO series (venue, symbol, first_open, last_open, candles, last_price_at) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (venue, symbol) DO UPDATE SET
    first_open = min(coalesce(first_open, excluded.first_open), coalesce(excluded.first_open, first_open)),
    last_open = max(coalesce(last_open, excluded.last_open), coalesce(excluded.last_open, last_open)),
    candles = candles + excluded.candles,
    last_price_at = max(coalesce(last_price_at, excluded.last_price_at), coalesce(excluded.last_price_at, last_price_at))`;

export function createJournal(
  db: Db,
  windows: AnomalyWindows,
  setSynchronous: SetSynchronous,
  ranges: Pick<RangeBook, 'note' | 'forget'>,
): (batch: PackedJournal) => JournalReceipt {
  const insertPrice = db.prepare(INSERT_PRICE);
  const updatePrice = db.prepare(UPDATE_PRICE);
  const writeCandles = createCandleWriter(db);
  const touch = db.prepare(TOUCH);
  const counter = db.prepare<[string], number>('SELECT value FROM counters WHERE name = ?').pluck();
  const count = db.prepare('UPDATE counters SET value = ? WHERE name = ?');

  interface Run {
    readonly names: readonly string[];
    /** By the indexes of venue and symbol: a key of strings would cost as much as binding the row. */
    readonly touched: Map<number, Touched>;
    refused: number;
    reason: string | null;
  }

  function touchedOf(run: Run, venueIndex = 0, symbolIndex = 0): Touched {
    const key = venueIndex * run.names.length + symbolIndex;
    let entry = run.touched.get(key);
    if (!entry) {
      const [venue = '', symbol = ''] = [run.names[venueIndex], run.names[symbolIndex]];
      entry = { venue, symbol, first: null, last: null, added: 0, lastPrice: null };
      run.touched.set(key, entry);
    }
    return entry;
  }

  function attempt(run: Run, write: () => void): void {
    try {
      write();
    } catch (error) {
      if (!isConstraint(error)) throw error;
      run.refused += 1;
      run.reason ??= messageOf(error);
    }
  }

  function writePrices(run: Run, rows: Float64Array): void {
    if (rows.length === 0) return;
    const now = wallTime.now();
    const firstId = counter.get('next_price_id') ?? 1;
    let id = firstId;
    let oldest = Infinity;
    for (let at = 0; at < rows.length; at += PRICE_WIDTH) {
      attempt(run, () => {
        if (writePrice(run, rows, at, id, now)) id += 1;
        oldest = Math.min(oldest, rows[at + 2] ?? Infinity);
      });
    }
    count.run(id, 'next_price_id');
    count.run((counter.get('price_rows') ?? 0) + id - firstId, 'price_rows');
    // A sample from before the thinned range has to be thinned too.
    if (oldest < (counter.get('thinned_until') ?? 0)) count.run(minuteOf(oldest), 'thinned_until');
  }

  /** True when the row is new. */
  function writePrice(run: Run, rows: Float64Array, at: number, id: number, now: number): boolean {
    const symbol = run.names[rows[at] ?? 0] ?? '';
    const source = run.names[rows[at + 1] ?? 0] ?? '';
    const time = Math.floor(rows[at + 2] ?? NaN);
    const price = orNull(rows[at + 3]);
    const volume = orNull(rows[at + 4]);
    const high = orNull(rows[at + 5]);
    const low = orNull(rows[at + 6]);
    const bid = orNull(rows[at + 7]);
    const ask = orNull(rows[at + 8]);
    const added = insertPrice.run(id, symbol, time, price, volume, high, low, bid, ask, source, now).changes === 1;
    if (!added) updatePrice.run(price, volume, high, low, bid, ask, time, symbol, source);
    const entry = touchedOf(run, rows[at + 1], rows[at]);
    if (entry.lastPrice === null || time > entry.lastPrice) entry.lastPrice = time;
    return added;
  }

  function touchCandle(run: Run, rows: Float64Array, at: number, added: boolean): void {
    const entry = touchedOf(run, rows[at + 1], rows[at]);
    const open = Math.floor(rows[at + 2] ?? NaN);
    if (added) entry.added += 1;
    if (entry.first === null || open < entry.first) entry.first = open;
    if (entry.last === null || open > entry.last) entry.last = open;
  }

  const write = db.transaction((batch: PackedJournal): JournalReceipt => {
    const run: Run = { names: batch.names.map(cleanText), touched: new Map(), refused: 0, reason: null };
    writePrices(run, batch.prices);
    writeCandles({
      names: run.names,
      rows: batch.candles,
      onWritten: (at, added) => touchCandle(run, batch.candles, at, added),
      attempt: (one) => attempt(run, one),
    });
    for (const { venue, symbol, first, last, added, lastPrice } of run.touched.values()) {
      touch.run(venue, symbol, first, last, added, lastPrice);
      windows.passed(venue, symbol, Math.max(lastPrice ?? 0, last === null ? 0 : last + MINUTE_MS));
    }
    ranges.note(batch, run.names);
    return { refused: run.refused, reason: run.reason };
  });
  return (batch) => {
    setSynchronous('NORMAL');
    try {
      return write.immediate(batch);
    } catch (error) {
      windows.reload();
      ranges.forget();
      throw error;
    }
  };
}
