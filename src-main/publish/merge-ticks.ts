/** Merges two tick batches: the newest row per symbol, the newest state of each candle and rarity point, in time order. */
import type { TickBatch } from '../../src-shared/contract.ts';
import type { QuoteChange } from '../../src-shared/market.ts';

/** Candles kept in a merged batch; beyond it the reader has to ask for history again anyway. */
const MOST_CANDLES = 2000;

export function mergeTicks(older: TickBatch, newer: TickBatch): TickBatch {
  return {
    marketNow: newer.marketNow,
    rows: withSparks(
      older,
      newest([...older.rows, ...newer.rows], (row) => row.symbol),
    ),
    candles: newest([...older.candles, ...newer.candles], (c) => `${c.symbol}|${c.openTime}`).slice(-MOST_CANDLES),
    rarity: newest([...older.rarity, ...newer.rarity], (r) => `${r.symbol}|${r.openTime}`).slice(-MOST_CANDLES),
  };
}

/** A sparkline that changed in the older batch must not be lost behind a newer price. */
function withSparks(older: TickBatch, rows: readonly QuoteChange[]): QuoteChange[] {
  const sparks = new Map(older.rows.map(({ symbol, spark }) => [symbol, spark]));
  return rows.map((row) => {
    const spark = row.spark ?? sparks.get(row.symbol);
    return spark === row.spark || spark === undefined ? row : { ...row, spark };
  });
}

function newest<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
