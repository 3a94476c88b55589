/**
 * Writes packed batches of prices and candles, keeps what each symbol holds (`series`), and completes the stored market
 * around an anomaly when its window has passed. Candles go in by groups, one by one where a group is not all new. A row that
 * SQLite refuses is counted and the batch goes on.
 */
import { minuteOf, MINUTE_MS } from '../../src-shared/market.ts';
import { messageOf } from '../../src-shared/fault.ts';
import { wallTime } from '../base/clock.ts';
import type { AnomalyWindows } from './sqlite-windows.ts';
import { CANDLE_WIDTH, PRICE_WIDTH, type PackedJournal } from './packed-journal.ts';
import { isConstraint } from './sqlite-faults.ts';
import { cleanText } from './sqlite-values.ts';
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
const insertCandles = (rows: number): string =>
  `INSERT INTO candles (symbol, venue, open_time, open, high, low, close, volume, trades, repaired)
  VALUES ${Array(rows).fill('(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').join()}`;
// A repaired candle replaces a streamed one, never the other way round.
const UPDATE_CANDLE = `UPDATE candles SET open = ?, high = ?, low = ?, close = ?, volume = ?, trades = ?, repaired = ?
  WHERE symbol = ? AND venue = ? AND open_time = ? AND repaired <= ?`;
const TOUCH = `INSERT INTO series (venue, symbol, first_open, last_open, candles, last_price_at) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (venue, symbol) DO UPDATE SET
    first_open = min(coalesce(first_open, excluded.first_open), coalesce(excluded.first_open, first_open)),
    last_open = max(coalesce(last_open, excluded.last_open), coalesce(excluded.last_open, last_open)),
    candles = candles + excluded.candles,
    last_price_at = max(coalesce(last_price_at, excluded.last_price_at), coalesce(excluded.last_price_at, last_price_at))`;

/** Rows of one statement: beyond this a larger one gains nothing. */
const GROUP = 50;

const orNull = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;

export function createJournal(
  db: Db,
  windows: AnomalyWindows,
  setSynchronous: SetSynchronous,
): (batch: PackedJournal) => JournalReceipt {
  const insertPrice = db.prepare(INSERT_PRICE);
  const updatePrice = db.prepare(UPDATE_PRICE);
  const insertCandle = db.prepare(`${insertCandles(1)} ON CONFLICT DO NOTHING`);
  const insertGroup = db.prepare(insertCandles(GROUP));
  const values: unknown[] = [];
  const updateCandle = db.prepare(UPDATE_CANDLE);
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

  /** Adds the values of one row to those of the statement. */
  function bindCandle(run: Run, rows: Float64Array, at: number): void {
    values.push(run.names[rows[at] ?? 0] ?? '', run.names[rows[at + 1] ?? 0] ?? '', Math.floor(rows[at + 2] ?? NaN));
    for (let k = 3; k < 9; k++) values.push(orNull(rows[at + k]));
    values.push(rows[at + 9] ?? 0);
  }

  function touchCandle(run: Run, rows: Float64Array, at: number, added: boolean): void {
    const entry = touchedOf(run, rows[at + 1], rows[at]);
    const open = Math.floor(rows[at + 2] ?? NaN);
    if (added) entry.added += 1;
    if (entry.first === null || open < entry.first) entry.first = open;
    if (entry.last === null || open > entry.last) entry.last = open;
  }

  function writeCandle(run: Run, rows: Float64Array, at: number): void {
    values.length = 0;
    bindCandle(run, rows, at);
    const added = insertCandle.run(...values).changes === 1;
    if (!added) {
      const [symbol, venue, open, ...rest] = values;
      updateCandle.run(...rest, symbol, venue, open, rest.at(-1));
    }
    touchCandle(run, rows, at, added);
  }

  /** The whole group as new rows, or false and nothing of it: one is known, or the store refuses one. */
  function addGroup(run: Run, rows: Float64Array, from: number, to: number): boolean {
    values.length = 0;
    for (let at = from; at < to; at += CANDLE_WIDTH) bindCandle(run, rows, at);
    try {
      insertGroup.run(values);
    } catch (error) {
      if (isConstraint(error)) return false;
      throw error;
    }
    for (let at = from; at < to; at += CANDLE_WIDTH) touchCandle(run, rows, at, true);
    return true;
  }

  function writeCandles(run: Run, rows: Float64Array): void {
    for (let from = 0; from < rows.length; from += GROUP * CANDLE_WIDTH) {
      const to = from + GROUP * CANDLE_WIDTH;
      if (to <= rows.length && addGroup(run, rows, from, to)) continue;
      for (let at = from; at < Math.min(to, rows.length); at += CANDLE_WIDTH)
        attempt(run, () => writeCandle(run, rows, at));
    }
  }

  const write = db.transaction((batch: PackedJournal): JournalReceipt => {
    const run: Run = { names: batch.names.map(cleanText), touched: new Map(), refused: 0, reason: null };
    writePrices(run, batch.prices);
    writeCandles(run, batch.candles);
    for (const { venue, symbol, first, last, added, lastPrice } of run.touched.values()) {
      touch.run(venue, symbol, first, last, added, lastPrice);
      windows.passed(venue, symbol, Math.max(lastPrice ?? 0, last === null ? 0 : last + MINUTE_MS));
    }
    return { refused: run.refused, reason: run.reason };
  });
  return (batch) => {
    setSynchronous('NORMAL');
    try {
      return write.immediate(batch);
    } catch (error) {
      windows.reload();
      throw error;
    }
  };
}
