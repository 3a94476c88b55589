/**
 * A journal batch as two flat arrays of numbers and one table of names, so that handing 5,000 rows to the store's thread is
 * a transfer and not a copy of 5,000 objects. Absent numbers travel as NaN.
 */
import type { Candle, PriceSample } from '../../src-shared/market.ts';

export interface PackedJournal {
  /** Symbols, sources and venues; rows refer to them by index. */
  readonly names: readonly string[];
  readonly prices: Float64Array;
  readonly candles: Float64Array;
}

export const PRICE_WIDTH = 9;
export const CANDLE_WIDTH = 10;

const orNaN = (value: number | null): number => value ?? NaN;

export function packJournal(prices: readonly PriceSample[], candles: readonly Candle[]): PackedJournal {
  const names: string[] = [];
  const indexes = new Map<string, number>();
  const indexOf = (name: string): number => {
    const known = indexes.get(name);
    if (known !== undefined) return known;
    indexes.set(name, names.length);
    return names.push(name) - 1;
  };
  return { prices: packPrices(prices, indexOf), candles: packCandles(candles, indexOf), names };
}

function packPrices(rows: readonly PriceSample[], indexOf: (name: string) => number): Float64Array {
  const packed = new Float64Array(rows.length * PRICE_WIDTH);
  let at = 0;
  for (const row of rows) {
    packed[at++] = indexOf(row.symbol);
    packed[at++] = indexOf(row.source);
    packed[at++] = row.timestamp;
    packed[at++] = row.price;
    packed[at++] = orNaN(row.volume_24h);
    packed[at++] = orNaN(row.high_24h);
    packed[at++] = orNaN(row.low_24h);
    packed[at++] = orNaN(row.bid);
    packed[at++] = orNaN(row.ask);
  }
  return packed;
}

function packCandles(rows: readonly Candle[], indexOf: (name: string) => number): Float64Array {
  const packed = new Float64Array(rows.length * CANDLE_WIDTH);
  let at = 0;
  for (const row of rows) {
    packed[at++] = indexOf(row.symbol);
    packed[at++] = indexOf(row.venue);
    packed[at++] = row.openTime;
    packed[at++] = row.open;
    packed[at++] = row.high;
    packed[at++] = row.low;
    packed[at++] = row.close;
    packed[at++] = row.volume;
    packed[at++] = orNaN(row.trades);
    packed[at++] = row.repaired ? 1 : 0;
  }
  return packed;
}
