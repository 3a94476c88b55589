/**
 * Candles of one symbol and venue as one flat array of numbers: a week is ten thousand objects, and copying those from the store's
 * thread takes longer than reading them. An absent count of trades travels as NaN.
 */
import type { Candle } from '../../src-shared/market.ts';

/** A candle's numbers as its row has them: open time, open, high, low, close, volume, trades, repaired. */
export type CandleNumbers = readonly (number | null)[];
const WIDTH = 8;

export function packCandleRows(rows: readonly CandleNumbers[]): Float64Array {
  const packed = new Float64Array(rows.length * WIDTH);
  let at = 0;
  for (const row of rows) for (let k = 0; k < WIDTH; k++) packed[at++] = row[k] ?? NaN;
  return packed;
}

export function unpackCandles({ symbol, venue }: Pick<Candle, 'symbol' | 'venue'>, packed: Float64Array): Candle[] {
  const number = (at: number): number => packed[at] ?? NaN;
  return Array.from({ length: packed.length / WIDTH }, (_, row) => {
    const at = row * WIDTH;
    const trades = number(at + 6);
    return {
      symbol,
      venue,
      openTime: number(at),
      open: number(at + 1),
      high: number(at + 2),
      low: number(at + 3),
      close: number(at + 4),
      volume: number(at + 5),
      trades: Number.isNaN(trades) ? null : trades,
      repaired: number(at + 7) === 1,
    };
  });
}
