/**
 * One line of a candle CSV: `timestamp,open,high,low,close,volume[,trades]`, timestamp ISO-8601 (UTC unless it says
 * otherwise) or epoch seconds or milliseconds, the open of its minute. Gives the candle, or which column is wrong, what it
 * holds and what was expected.
 */
import type { Candle, EpochMs } from '../../src-shared/market.ts';
import { candleFlaw } from './candle-check.ts';

export const CANDLE_COLUMNS = ['timestamp', 'open', 'high', 'low', 'close', 'volume', 'trades'] as const;
const REQUIRED = 6;

export interface RowFlaw {
  readonly column: string;
  readonly got: string;
  readonly expected: string;
}

/** Epoch numbers below this are seconds (it is 1973 in ms and the year 5138 in s). */
const SECONDS_BELOW = 1e11;

export function parseCandleRow(line: string, symbol: string, venue: string, columns: number): Candle | RowFlaw {
  const cells = line.split(',');
  if (cells.length !== columns)
    return { column: 'row', got: `${cells.length} columns`, expected: `${columns} columns` };
  const [timestamp = '', open = '', high = '', low = '', close = '', volume = '', trades = ''] = cells;
  const candle: Candle = {
    symbol,
    venue,
    openTime: parseTime(timestamp),
    open: numeric(open),
    high: numeric(high),
    low: numeric(low),
    close: numeric(close),
    volume: numeric(volume),
    trades: trades === '' ? null : numeric(trades),
    repaired: false,
  };
  return flawOf(candle, cells) ?? candle;
}

/** Number('') is 0, which no column means. */
const numeric = (cell: string): number => (cell === '' || cell === ' ' ? NaN : +cell);

function flawOf(candle: Candle, cells: readonly string[]): RowFlaw | null {
  const flaw = candleFlaw(candle);
  if (flaw !== null) {
    const column = flaw.field === 'openTime' ? 'timestamp' : flaw.field;
    const expected = flaw.field === 'openTime' ? 'the open of a minute, ISO-8601 or epoch s/ms' : flaw.expected;
    return { column, got: shown(cells[CANDLE_COLUMNS.indexOf(column)]), expected };
  }
  if (candle.trades === null || (Number.isInteger(candle.trades) && candle.trades >= 0)) return null;
  return { column: 'trades', got: shown(cells[REQUIRED]), expected: 'a count of 0 or more' };
}

const shown = (cell: string | undefined): string => `"${(cell ?? '').slice(0, 40)}"`;

function parseTime(text: string): EpochMs {
  const epoch = +text;
  if (text !== '' && epoch === epoch) return epoch < SECONDS_BELOW ? epoch * 1000 : epoch;
  const iso = text.trim();
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(iso)) return NaN;
  return Date.parse(/(Z|[+-]\d{2}:?\d{2})$/i.test(iso) ? iso : `${iso.replace(' ', 'T')}Z`);
}

/** Number of columns the header names, or what is wrong with it. */
export function parseCandleHeader(line: string): number | RowFlaw {
  const names = line.replace(/^\uFEFF/, '').split(',').map((name) => name.trim().toLowerCase()); // prettier-ignore
  for (const [i, wanted] of CANDLE_COLUMNS.entries()) {
    if (i >= REQUIRED && names.length === REQUIRED) return REQUIRED;
    if (names[i] !== wanted) return { column: String(i + 1), got: shown(names[i]), expected: `"${wanted}"` };
  }
  if (names.length === CANDLE_COLUMNS.length) return names.length;
  return {
    column: String(CANDLE_COLUMNS.length + 1),
    got: shown(names[CANDLE_COLUMNS.length]),
    expected: 'no more columns',
  };
}
