/**
 * The market around each anomaly, kept for good: 30 minutes before its onset to 30 minutes after its end. Copied from candles
 * and prices at the raise, and once more when the window has passed.
 */
import type { Anomaly } from '../../src-shared/anomaly.ts';
import { MINUTE_MS, type EpochMs } from '../../src-shared/market.ts';
import type { Db } from './sqlite-open.ts';
import { wholeMs } from './sqlite-values.ts';

const AROUND_MS = 30 * MINUTE_MS;
/** Prices are keyed by time first: one symbol's hour among 500 is 1.8 million rows. Beyond this, candles alone are kept. */
const MOST_SYMBOLS_FOR_SAMPLES = 50;

interface Window {
  anomaly_id: string;
  symbol: string;
  venue: string;
  from_time: number;
  to_time: number;
}

export interface AnomalyWindows {
  /** Copies what is held and remembers the rest, inside the caller's transaction. */
  open(anomaly: Anomaly): void;
  /** The episode grew or ended: its window reaches further. */
  extend(anomaly: Anomaly): void;
  /** The market of one symbol has reached `time`: windows that ended before it are copied whole. */
  passed(venue: string, symbol: string, time: EpochMs): void;
  /** Completes every window that ended before `time`, whoever is silent since. */
  settle(time: EpochMs): void;
  /** Forgets what a rolled-back transaction may have changed. */
  reload(): void;
}

const COPY_CANDLES = `INSERT INTO anomaly_prices (anomaly_id, kind, timestamp, price, open, high, low, volume, repaired)
  SELECT :anomaly_id, 'candle', open_time, close, open, high, low, volume, repaired FROM candles
  WHERE symbol = :symbol AND venue = :venue AND open_time >= :from_time AND open_time <= :to_time
  ON CONFLICT DO UPDATE SET price = excluded.price, open = excluded.open, high = excluded.high, low = excluded.low,
    volume = excluded.volume, repaired = excluded.repaired`;
const COPY_SAMPLES = `INSERT INTO anomaly_prices (anomaly_id, kind, timestamp, price, bid, ask)
  SELECT :anomaly_id, 'sample', timestamp, price, bid, ask FROM prices
  WHERE timestamp >= :from_time AND timestamp <= :to_time AND symbol = :symbol AND source = :venue
  ON CONFLICT DO UPDATE SET price = excluded.price, bid = excluded.bid, ask = excluded.ask`;

export function windowOf(anomaly: Anomaly): Window {
  const { onset, end, peak } = anomaly.detection_metadata;
  const last = Math.max(anomaly.detected_at, end ?? peak.time);
  return {
    anomaly_id: anomaly.id,
    symbol: anomaly.symbol,
    venue: anomaly.venue,
    from_time: wholeMs(Math.min(onset, anomaly.detected_at) - AROUND_MS),
    to_time: wholeMs(last + AROUND_MS),
  };
}

export function createWindows(db: Db): AnomalyWindows {
  const copyCandles = db.prepare(COPY_CANDLES);
  const copySamples = db.prepare(COPY_SAMPLES);
  const remember = db.prepare(`INSERT INTO anomaly_windows (anomaly_id, symbol, venue, from_time, to_time)
    VALUES (:anomaly_id, :symbol, :venue, :from_time, :to_time)
    ON CONFLICT DO UPDATE SET from_time = min(from_time, excluded.from_time), to_time = max(to_time, excluded.to_time)`);
  const forget = db.prepare('DELETE FROM anomaly_windows WHERE anomaly_id = ?');
  const all = db.prepare<[], Window>('SELECT anomaly_id, symbol, venue, from_time, to_time FROM anomaly_windows');
  const watched = db.prepare<[], number>('SELECT count(*) FROM series').pluck();
  let pending: Window[] | null = null;

  function copy(window: Window): void {
    copyCandles.run(window);
    if ((watched.get() ?? 0) <= MOST_SYMBOLS_FOR_SAMPLES) copySamples.run(window);
  }

  function complete(window: Window): void {
    copy(window);
    forget.run(window.anomaly_id);
    pending = null;
  }

  const waiting = (): Window[] => (pending ??= all.all());

  function extend(anomaly: Anomaly): Window {
    const window = windowOf(anomaly);
    remember.run(window);
    pending = null;
    return window;
  }

  return {
    open: (anomaly) => copy(extend(anomaly)),
    extend: (anomaly) => void extend(anomaly),
    passed(venue, symbol, time) {
      for (const window of waiting()) {
        // One minute of grace: the candle that holds the window's last minute closes after it.
        const over = window.to_time + MINUTE_MS <= time;
        if (over && window.symbol === symbol && window.venue === venue) complete(window);
      }
    },
    settle(time) {
      for (const window of waiting()) if (window.to_time + MINUTE_MS <= time) complete(window);
    },
    reload() {
      pending = null;
    },
  };
}
