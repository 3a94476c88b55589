/**
 * Candles of a packed batch into their table, by symbol and fifty to a statement that holds what the fifty share: binding a
 * value costs as much as storing it. A group with a row that is known already, or that SQLite refuses, is undone and written
 * row by row. A repaired candle replaces a streamed one, never the other way round.
 */
import type { Db } from './sqlite-open.ts';
import { CANDLE_WIDTH } from './packed-journal.ts';
import { isConstraint } from './sqlite-faults.ts';
import { orNull } from './sqlite-values.ts';

const INSERT = 'INSERT INTO candles (symbol, venue, open_time, open, high, low, close, volume, trades, repaired)';
const UPDATE = `UPDATE candles SET open = ?, high = ?, low = ?, close = ?, volume = ?, trades = ?, repaired = ?
  WHERE symbol = ? AND venue = ? AND open_time = ? AND repaired <= ?`;

/** Rows of one statement: beyond this a larger one gains little. */
const GROUP = 50;
/** From the open time on: without and with `trades`. */
const [BARE, WHOLE] = [6, 7];
/** Places in a packed row. */
const [OPEN_TIME, TRADES, REPAIRED] = [2, 8, 9];

/** Values in the order of the text: symbol, venue, repaired, then the rows. */
function groupInsert(columns: number): string {
  const row = `(${Array(columns).fill('?').join()})`;
  const named = Array.from({ length: columns }, (_, i) => `column${i + 1}`).join();
  return `${INSERT} SELECT ?, ?, ${named}${columns === BARE ? ', NULL' : ''}, ? FROM (VALUES ${Array(GROUP).fill(row).join()})`;
}

export interface CandleBatch {
  readonly names: readonly string[];
  readonly rows: Float64Array;
  /** The row at this place was written; `added`: it is new. */
  readonly onWritten: (at: number, added: boolean) => void;
  /** Runs the writing of one row; what SQLite refuses of it is the caller's to count. */
  readonly attempt: (write: () => void) => void;
}

export function createCandleWriter(db: Db): (batch: CandleBatch) => void {
  const insert = db.prepare(`${INSERT} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`);
  const update = db.prepare(UPDATE);
  const groups = { [BARE]: db.prepare(groupInsert(BARE)), [WHOLE]: db.prepare(groupInsert(WHOLE)) };
  const values: unknown[] = [];

  function bind({ rows }: CandleBatch, at: number, columns: number): void {
    values.push(Math.floor(rows[at + OPEN_TIME] ?? NaN));
    for (let k = OPEN_TIME + 1; k < OPEN_TIME + columns; k++) values.push(orNull(rows[at + k]));
  }

  function writeOne(batch: CandleBatch, at: number): void {
    const { names, rows } = batch;
    const keys = [names[rows[at] ?? 0] ?? '', names[rows[at + 1] ?? 0] ?? ''];
    const repaired = rows[at + REPAIRED] ?? 0;
    values.length = 0;
    bind(batch, at, WHOLE);
    const added = insert.run(...keys, ...values, repaired).changes === 1;
    const [openTime, ...rest] = values;
    if (!added) update.run(...rest, repaired, ...keys, openTime, repaired);
    batch.onWritten(at, added);
  }

  /** True when all of the group went in as new; else nothing of it did. */
  function addGroup(batch: CandleBatch, places: readonly number[]): boolean {
    const { names, rows } = batch;
    const first = places[0] ?? 0;
    const repaired = rows[first + REPAIRED] ?? 0;
    if (places.length < GROUP || places.some((at) => rows[at + REPAIRED] !== repaired)) return false;
    const columns = places.every((at) => Number.isNaN(rows[at + TRADES])) ? BARE : WHOLE;
    values.length = 0;
    values.push(names[rows[first] ?? 0], names[rows[first + 1] ?? 0], repaired);
    for (const at of places) bind(batch, at, columns);
    try {
      groups[columns]?.run(values);
    } catch (error) {
      if (isConstraint(error)) return false;
      throw error;
    }
    for (const at of places) batch.onWritten(at, true);
    return true;
  }

  return (batch) => {
    for (const places of bySeries(batch)) {
      for (let from = 0; from < places.length; from += GROUP) {
        const group = places.slice(from, from + GROUP);
        if (addGroup(batch, group)) continue;
        for (const at of group) batch.attempt(() => writeOne(batch, at));
      }
    }
  };
}

/** Places of the rows of each symbol and venue, in their order. */
function bySeries({ names, rows }: CandleBatch): Iterable<readonly number[]> {
  const series = new Map<number, number[]>();
  for (let at = 0; at < rows.length; at += CANDLE_WIDTH) {
    const key = (rows[at] ?? 0) * names.length + (rows[at + 1] ?? 0);
    const places = series.get(key);
    if (places === undefined) series.set(key, [at]);
    else places.push(at);
  }
  return series.values();
}
