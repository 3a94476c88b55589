/**
 * The market around each anomaly, kept for good: 30 minutes before its onset to 30 minutes after its end. Copied from candles
 * and prices at the raise, and once more when the window has passed.
 */
import type { Anomaly } from '../../../src-shared/anomaly.ts';
import { MINUTE_MS, type EpochMs } from '../../../src-shared/market.ts';
import { windowOf } from '../sqlite-windows.ts';
import type { Transaction } from './connection.ts';
import { iso, toParameters } from './values.ts';

const OF = 'WHERE w.anomaly_id = :id::uuid';
const COPY_CANDLES = `INSERT INTO anomaly_prices (anomaly_id, kind, timestamp, price, open, high, low, volume, repaired)
  SELECT w.anomaly_id, 'candle', c.open_time, c.close, c.open, c.high, c.low, c.volume, c.repaired
  FROM anomaly_windows w JOIN candles c ON c.symbol = w.symbol AND c.venue = w.venue AND c.open_time BETWEEN w.from_time AND w.to_time ${OF}
  ON CONFLICT (anomaly_id, kind, timestamp) DO UPDATE SET price = excluded.price, open = excluded.open, high = excluded.high,
    low = excluded.low, volume = excluded.volume, repaired = excluded.repaired`;
const COPY_SAMPLES = `INSERT INTO anomaly_prices (anomaly_id, kind, timestamp, price, bid, ask)
  SELECT DISTINCT ON (p.timestamp) w.anomaly_id, 'sample', p.timestamp, p.price, p.bid, p.ask
  FROM anomaly_windows w JOIN prices p ON p.symbol = w.symbol AND p.source = w.venue AND p.timestamp BETWEEN w.from_time AND w.to_time ${OF}
  ORDER BY p.timestamp, p.id DESC
  ON CONFLICT (anomaly_id, kind, timestamp) DO UPDATE SET price = excluded.price, bid = excluded.bid, ask = excluded.ask`;
const REMEMBER = `INSERT INTO anomaly_windows (anomaly_id, symbol, venue, from_time, to_time)
  VALUES (:anomaly_id, :symbol, :venue, :from_time, :to_time)
  ON CONFLICT (anomaly_id) DO UPDATE SET from_time = least(anomaly_windows.from_time, excluded.from_time),
    to_time = greatest(anomaly_windows.to_time, excluded.to_time)`;
const FORGET = `DELETE FROM anomaly_windows w ${OF}`;
/** One minute of grace: the candle that holds the window's last minute closes after it. */
const GRACE = `${MINUTE_MS / 1000} * INTERVAL '1 second'`;
/** Windows that ended before `r.reached` (a time) of their symbol and venue; `reached` is a table of that statement. */
export const passedBy = (reached: string): string => `SELECT w.anomaly_id AS id FROM anomaly_windows w JOIN ${reached} r
  ON r.venue = w.venue AND r.symbol = w.symbol WHERE w.to_time + ${GRACE} <= r.reached ORDER BY 1`;
const OVER = `SELECT w.anomaly_id AS id FROM anomaly_windows w WHERE w.to_time + ${GRACE} <= :time::timestamptz ORDER BY 1`;

/** Copies what is held and remembers the rest. */
export async function openWindow(transaction: Transaction, anomaly: Anomaly): Promise<void> {
  await extendWindow(transaction, anomaly);
  await copy(transaction, anomaly.id);
}

/** The episode grew or ended: its window reaches further. */
export async function extendWindow(transaction: Transaction, anomaly: Anomaly): Promise<void> {
  await transaction.run(REMEMBER, toParameters(windowOf(anomaly)));
}

/** Completes every window that ended before `time`, whoever is silent since. */
export async function settleWindows(transaction: Transaction, time: EpochMs): Promise<void> {
  await completeAll(transaction, await transaction.rows<{ id: string }>(OVER, { time: iso(time) }));
}

/** Copies these windows whole, one after the other, and forgets them. */
export async function completeAll(transaction: Transaction, windows: readonly { id: string }[]): Promise<void> {
  for (const id of new Set(windows.map((window) => window.id))) {
    await copy(transaction, id);
    await transaction.run(FORGET, { id });
  }
}

async function copy(transaction: Transaction, id: string): Promise<void> {
  await transaction.run(COPY_CANDLES, { id });
  await transaction.run(COPY_SAMPLES, { id });
}
