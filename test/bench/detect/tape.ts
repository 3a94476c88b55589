/**
 * Recorded one-minute candles as columns on a gapless minute grid. A tape is a CSV (gzip or plain) named SYMBOL.ERA.csv[.gz] with
 * timestamp (open, epoch seconds), open, high, low, close, volume (base). Minutes without a row are NaN in every column.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export const DAY = 1440;
export const WARM_DAYS = 8;

export interface Tape {
  readonly name: string;
  readonly symbol: string;
  /** Year of the first minute: tapes are tuned on one era and checked on another. */
  readonly era: number;
  /** Minutes since 1970 of index 0. */
  readonly first: number;
  readonly length: number;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

export const COLUMNS = ['open', 'high', 'low', 'close', 'volume'] as const;

export function emptyTape(name: string, first: number, length: number): Tape {
  // Shared memory, so that worker threads read the same columns.
  const column = () => new Float64Array(new SharedArrayBuffer(8 * length)).fill(NaN);
  const [symbol] = name.split('.');
  const columns = { open: column(), high: column(), low: column(), close: column(), volume: column() };
  return { name, symbol, era: new Date(first * 60_000).getUTCFullYear(), first, length, ...columns };
}

export function parseTape(name: string, csv: string): Tape {
  const rows = csv.trimEnd().split('\n').slice(1);
  const minuteOf = (row: string) => Number(row.slice(0, row.indexOf(','))) / 60;
  const first = minuteOf(rows[0]);
  const tape = emptyTape(name, first, minuteOf(rows.at(-1)!) - first + 1);
  for (const row of rows) {
    const cells = row.split(',');
    const at = Number(cells[0]) / 60 - first;
    for (let k = 0; k < COLUMNS.length; k++) tape[COLUMNS[k]][at] = Number(cells[k + 1]);
  }
  return tape;
}

/** All tapes of a folder in name order; `only` keeps names that contain one of its words. */
export function loadTapes(folder: string, only: readonly string[] = []): Tape[] {
  return readdirSync(folder)
    .filter((file) => /\.csv(\.gz)?$/.test(file) && (only.length === 0 || only.some((word) => file.includes(word))))
    .sort()
    .map((file) => {
      const bytes = readFileSync(join(folder, file));
      return parseTape(
        file.replace(/\.csv(\.gz)?$/, ''),
        (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString(),
      );
    });
}

/** Index of the first scored minute. */
export const SCORED_FROM = WARM_DAYS * DAY;
export const scoredDays = (tape: Tape): number => (tape.length - SCORED_FROM) / DAY;

/** A market that seldom trades has no two hours without a hole; then holes of this many minutes have to do. */
export const SHORT_HOLES: readonly number[] = [0, 20];

/** Whether indices `from` to `to` lie on the tape with no hole longer than `longestHole` minutes, and `at` was traded. */
export function isClear(tape: Tape, from: number, to: number, at: number, longestHole: number): boolean {
  if (from < 0 || to >= tape.length || !(tape.close[at] > 0)) return false;
  let hole = 0;
  for (let i = from; i <= to; i++) {
    hole = tape.close[i] > 0 ? 0 : hole + 1;
    if (hole > longestHole) return false;
  }
  return true;
}
