/**
 * Trade CSV: `timestamp,price,amount[,side][,id]`, timestamp ISO-8601 (UTC unless it says otherwise) or epoch seconds or
 * milliseconds, fractions allowed and cut to milliseconds; price in quote, amount in base currency; side buy, sell or empty
 * (the aggressor's); id the venue's trade id or empty. Rows in order of time. What is common to all tapes: tape-file.ts.
 */
import type { Trade } from '../../src-shared/market.ts';
import { MOST_AMOUNT, plausiblePrice } from './candle-check.ts';
import { numeric, parseTime, type RowFlaw, shown, widthFlaw } from './csv-row.ts';
import { openTapeFile, type TapeFile, type TapeFormat } from './tape-file.ts';

export const TRADE_FORMAT: TapeFormat<Trade> = {
  required: ['timestamp', 'price', 'amount'],
  optional: ['side', 'id'],
  sameTime: true,
  parse: parseTrade,
};

export const openTradeFile = (path: string, { symbol }: { readonly symbol?: string } = {}): TapeFile<Trade> =>
  openTapeFile(path, [TRADE_FORMAT], symbol);

/** 2001-09-09 and the year 5138: outside, a time is a count since something else, or in another unit. */
const [OLDEST, NEWEST] = [1e12, 1e14];
/** Half a microsecond: seconds with a fraction do not come out exactly when they are multiplied. Milliseconds. */
const ROUNDING = 0.0005;

function parseTrade(line: string, symbol: string, columns: readonly string[]): Trade | RowFlaw {
  const cells = line.split(',');
  const width = widthFlaw(cells.length, columns.length);
  if (width !== null) return width;
  const [timestamp = '', price = '', amount = '', fourth = '', fifth = ''] = cells;
  const [side, id] = columns[3] === 'id' ? ['', fourth] : [fourth, fifth];
  const eventTime = Math.floor(parseTime(timestamp) + ROUNDING);
  const trade: Trade = {
    kind: 'trade',
    symbol,
    price: numeric(price),
    amount: numeric(amount),
    side: side === 'buy' || side === 'sell' ? side : null,
    tradeId: id === '' ? null : id,
    eventTime,
    receivedTime: eventTime,
  };
  if (side !== '' && trade.side === null) return { column: 'side', got: shown(side), expected: 'buy, sell or nothing' };
  return flawOf(trade, cells) ?? trade;
}

function flawOf({ eventTime, price, amount }: Trade, cells: readonly string[]): RowFlaw | null {
  if (!(eventTime >= OLDEST && eventTime < NEWEST))
    return { column: 'timestamp', got: shown(cells[0]), expected: 'a time, ISO-8601 or epoch s/ms' };
  if (!plausiblePrice(price)) return { column: 'price', got: shown(cells[1]), expected: 'a price above 0' };
  if (!(amount > 0 && amount <= MOST_AMOUNT))
    return { column: 'amount', got: shown(cells[2]), expected: 'a base amount above 0' };
  return null;
}
