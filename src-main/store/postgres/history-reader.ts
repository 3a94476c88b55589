/**
 * Candles and prices of a range, [from, to): thousands of rows in which the numbers are everything, so they travel in binary and
 * are made into rows here. What comes out is what an ordinary SELECT would give.
 */
import type { Candle, PriceSample } from '../../../src-shared/market.ts';
import type { Reader } from '../../../src-shared/ports/reader.ts';
import { createRowReader } from './binary.ts';
import type { Connection } from './connection.ts';
import { iso } from './values.ts';

const CANDLES = `SELECT c.open_time, c.open, c.high, c.low, c.close, c.volume, c.trades, c.repaired FROM candles c
  WHERE c.symbol = :symbol AND c.venue = :venue AND c.open_time >= :from AND c.open_time < :to ORDER BY c.open_time LIMIT :limit`;
// An adopted table may hold numbers of another kind; its TIMESTAMP is in UTC and travels as the same count of microseconds.
const PRICES = `SELECT p.timestamp, coalesce(p.source, 'unknown')::text, p.price::float8, p.volume_24h::float8, p.high_24h::float8,
  p.low_24h::float8, p.bid::float8, p.ask::float8 FROM prices p
  WHERE p.symbol = :symbol AND p.timestamp >= :from AND p.timestamp < :to ORDER BY p.timestamp LIMIT :limit`;

/** `from` and `to` as ISO text; no limit is PostgreSQL's LIMIT NULL. */
export function ranged<T extends { from: number; to: number; limit?: number }>({ from, to, limit, ...rest }: T) {
  return { ...rest, from: iso(from), to: iso(to), limit: limit ?? null };
}

export function createHistoryReader({ packed }: Pick<Connection, 'packed'>): Pick<Reader, 'candles' | 'prices'> {
  return {
    async candles({ symbol, venue, ...range }) {
      const rows = createRowReader(await packed(CANDLES, ranged({ ...range, symbol, venue })));
      const found: Candle[] = [];
      while (rows.next()) {
        found.push({
          symbol,
          venue,
          openTime: rows.time(),
          open: rows.float(),
          high: rows.float(),
          low: rows.float(),
          close: rows.float(),
          volume: rows.float(),
          trades: rows.intOrNull(),
          repaired: rows.bool(),
        });
      }
      return found;
    },
    async prices({ symbol, ...range }) {
      const rows = createRowReader(await packed(PRICES, ranged({ ...range, symbol })));
      const found: PriceSample[] = [];
      while (rows.next()) {
        found.push({
          symbol,
          timestamp: rows.time(),
          source: rows.text(),
          price: rows.float(),
          volume_24h: rows.floatOrNull(),
          high_24h: rows.floatOrNull(),
          low_24h: rows.floatOrNull(),
          bid: rows.floatOrNull(),
          ask: rows.floatOrNull(),
        });
      }
      return found;
    },
  };
}
