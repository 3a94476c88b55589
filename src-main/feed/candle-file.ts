/**
 * Candle CSV: `timestamp,open,high,low,close,volume[,trades]`, timestamp ISO-8601 (UTC unless it says otherwise) or epoch
 * seconds or milliseconds, the open of its minute; volume in base currency. What is common to all tapes: tape-file.ts.
 */
import type { Candle } from '../../src-shared/market.ts';
import { candleFlaw } from './candle-check.ts';
import { asEpochMs, numeric, parseTime, type RowFlaw, shown, widthFlaw } from './csv-row.ts';
import { readPlainCells } from './plain-cells.ts';
import { openTapeFile, type TapeFile, type TapeFormat } from './tape-file.ts';

const REQUIRED = ['timestamp', 'open', 'high', 'low', 'close', 'volume'] as const;

export const candleFormat = (venue: string): TapeFormat<Candle> => ({
  required: REQUIRED,
  optional: ['trades'],
  sameTime: false,
  parse: (line, symbol, columns) => parseCandle(line, { symbol, venue }, columns.length),
});

export interface CandleFileOptions {
  /** Default: the file's name up to the first dot. */
  readonly symbol?: string;
  readonly venue: string;
}

export const openCandleFile = (path: string, { symbol, venue }: CandleFileOptions): TapeFile<Candle> =>
  openTapeFile(path, [candleFormat(venue)], symbol);

/** Columns and one for `trades`; its numbers are read out before the next row overwrites them. */
const plain = new Float64Array(REQUIRED.length + 1);

function parseCandle(line: string, of: { symbol: string; venue: string }, columns: number): Candle | RowFlaw {
  if (readPlainCells(line, plain) === columns) {
    const candle = plainCandle(of, columns);
    if (candleFlaw(candle) === null && (candle.trades === null || Number.isInteger(candle.trades))) return candle;
  }
  return parseCells(line, of, columns);
}

const plainCandle = ({ symbol, venue }: { symbol: string; venue: string }, columns: number): Candle => ({
  symbol,
  venue,
  openTime: asEpochMs(plain[0]!),
  open: plain[1]!,
  high: plain[2]!,
  low: plain[3]!,
  close: plain[4]!,
  volume: plain[5]!,
  trades: columns > REQUIRED.length ? plain[6]! : null,
  repaired: false,
});

/** Any row, and what is wrong with it. */
function parseCells(line: string, of: { symbol: string; venue: string }, columns: number): Candle | RowFlaw {
  const cells = line.split(',');
  const width = widthFlaw(cells.length, columns);
  if (width !== null) return width;
  const [timestamp = '', open = '', high = '', low = '', close = '', volume = '', trades = ''] = cells;
  const candle: Candle = {
    symbol: of.symbol,
    venue: of.venue,
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

function flawOf(candle: Candle, cells: readonly string[]): RowFlaw | null {
  const flaw = candleFlaw(candle);
  if (flaw !== null) {
    const column = flaw.field === 'openTime' ? 'timestamp' : flaw.field;
    const expected = flaw.field === 'openTime' ? 'the open of a minute, ISO-8601 or epoch s/ms' : flaw.expected;
    return { column, got: shown(cells[REQUIRED.indexOf(column)]), expected };
  }
  if (candle.trades === null || (Number.isInteger(candle.trades) && candle.trades >= 0)) return null;
  return { column: 'trades', got: shown(cells[REQUIRED.length]), expected: 'a count of 0 or more' };
}
