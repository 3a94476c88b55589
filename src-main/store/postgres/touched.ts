/**
 * What a batch did to each series, gathered while its rows are written and told to the database once: the range of candles held,
 * how many came new, the newest price; how far thinning must go back; and which windows around anomalies have passed by it.
 */
import { MINUTE_MS, minuteOf, type EpochMs } from '../../../src-shared/market.ts';
import type { Transaction } from './connection.ts';
import { completeAll, passedBy } from './windows.ts';

export interface Touch {
  readonly venue: string;
  readonly symbol: string;
  /** Open times of candles. */
  readonly first?: EpochMs;
  readonly last?: EpochMs;
  /** Candles that were not there before. */
  readonly added?: number;
  /** Times of the newest and the oldest price. */
  readonly price?: EpochMs;
  readonly oldest?: EpochMs;
}

export interface Touched {
  add(touches: Iterable<Touch>): void;
  /** One statement, and the copying of windows that have passed; nothing when nothing was touched. */
  tell(transaction: Transaction): Promise<void>;
}

// Ordered, so that two writers never wait for each other. A sample from before the thinned range has to be thinned too.
const TELL = `WITH given AS (SELECT venue, symbol, to_timestamp(first / 1000.0) AS first_open, to_timestamp(last / 1000.0) AS last_open, added,
    to_timestamp(price / 1000.0) AS last_price_at
    FROM jsonb_to_recordset(:series::jsonb) AS r (venue text, symbol text, first float8, last float8, added bigint, price float8)),
  thin AS (UPDATE counters SET value = :oldest::bigint WHERE name = 'thinned_until' AND value > :oldest::bigint),
  touch AS (INSERT INTO series (venue, symbol, first_open, last_open, candles, last_price_at)
    SELECT venue, symbol, first_open, last_open, added, last_price_at FROM given ORDER BY venue, symbol
    ON CONFLICT (venue, symbol) DO UPDATE SET first_open = least(series.first_open, excluded.first_open),
      last_open = greatest(series.last_open, excluded.last_open), candles = series.candles + excluded.candles,
      last_price_at = greatest(series.last_price_at, excluded.last_price_at)
    RETURNING venue, symbol, greatest(last_open + ${MINUTE_MS / 1000} * INTERVAL '1 second', last_price_at) AS reached)
  ${passedBy('touch')}`;

interface Sum {
  venue: string;
  symbol: string;
  first: number | null;
  last: number | null;
  added: number;
  price: number | null;
}

export function createTouched(): Touched {
  const series = new Map<string, Sum>();
  let oldestPrice = Infinity;
  function addOne({ venue, symbol, first, last, added = 0, price, oldest = Infinity }: Touch): void {
    const key = `${venue} ${symbol}`;
    const sum = series.get(key) ?? { venue, symbol, first: null, last: null, added: 0, price: null };
    series.set(key, sum);
    if (first !== undefined) sum.first = Math.min(sum.first ?? Infinity, first);
    if (last !== undefined) sum.last = Math.max(sum.last ?? -Infinity, last);
    if (price !== undefined) sum.price = Math.max(sum.price ?? -Infinity, price);
    oldestPrice = Math.min(oldestPrice, oldest);
    sum.added += added;
  }

  return {
    add(touches) {
      for (const touch of touches) addOne(touch);
    },
    async tell(transaction) {
      if (series.size === 0) return;
      const oldest = Number.isFinite(oldestPrice) ? minuteOf(oldestPrice) : null;
      const given = { series: JSON.stringify([...series.values()]), oldest };
      await completeAll(transaction, await transaction.rows<{ id: string }>(TELL, given));
    },
  };
}
