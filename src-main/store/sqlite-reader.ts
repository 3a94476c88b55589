/** Market history, news, alerts, gaps, back-fill and state, read on a connection of their own. Ranges are [from, to). */
import type { Alert } from '../../src-shared/anomaly.ts';
import { MINUTE_MS, type EpochMs, type PriceSample } from '../../src-shared/market.ts';
import type { NewsItem } from '../../src-shared/news.ts';
import type { BackfillRow, GapRow, Reader } from '../../src-shared/ports/reader.ts';
import { packCandleRows, type CandleNumbers } from './packed-candles.ts';
import { createAnomalyReader } from './sqlite-anomaly-reader.ts';
import { createMetrics } from './sqlite-metrics.ts';
import { newsItemFromRow, type NewsItemRow } from './sqlite-news-rows.ts';
import type { Db } from './sqlite-open.ts';
import { createPastReader } from './sqlite-past-reader.ts';
import { createSearch } from './sqlite-search.ts';
import { createUsageReader } from './sqlite-usage.ts';
import { fromJson } from './sqlite-values.ts';

/** A port's interface without its promises. */
export type Sync<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => Promise<infer R> ? (...args: A) => R : T[K];
};
export interface SyncReader extends Sync<Omit<Reader, 'close' | 'candles'>> {
  /** Packed, for `unpackCandles`. */
  candles(q: Parameters<Reader['candles']>[0]): Float64Array;
}

export const READ_SQL = {
  candles: `SELECT open_time, open, high, low, close, volume, trades, repaired FROM candles
    WHERE symbol = :symbol AND venue = :venue AND open_time >= :from AND open_time < :to ORDER BY open_time LIMIT :limit`,
  prices: `SELECT symbol, timestamp, price, volume_24h, high_24h, low_24h, bid, ask, source FROM prices
    WHERE timestamp >= :from AND timestamp < :to AND symbol = :symbol ORDER BY timestamp LIMIT :limit`,
  coverage: `SELECT symbol, first_open AS first, last_open AS last, candles FROM series
    WHERE venue = ? AND candles > 0 ORDER BY symbol`,
  lastEvent: 'SELECT max(last_open) AS candle, max(last_price_at) AS price FROM series WHERE venue = ?',
  news: `SELECT id, source, title, url, summary, published_at, first_seen_at, assets, topics, price_report, sentiment FROM news_items
    WHERE published_at >= :from AND published_at < :to
    AND (:asset IS NULL OR EXISTS (SELECT 1 FROM json_each(assets) WHERE value = :asset)) ORDER BY published_at DESC, id LIMIT :limit`,
  alerts: `SELECT id, anomaly_id, raised_at, state, delivered_at, seen_at, reason, title, body FROM alerts
    WHERE raised_at >= :from AND raised_at < :to ORDER BY raised_at DESC, id LIMIT :limit`,
  gaps: `SELECT id, symbol, venue, from_time AS "from", to_time AS "to", reason, missing_trades, repaired_at FROM feed_gaps
    WHERE venue = :venue AND (:symbol IS NULL OR symbol = :symbol) AND from_time < :to AND to_time > :from
    ORDER BY from_time DESC, id LIMIT :limit`,
  openGaps: `SELECT id, symbol, venue, from_time AS "from", to_time AS "to", reason, missing_trades, repaired_at FROM feed_gaps
    WHERE venue = :venue AND (:symbol IS NULL OR symbol = :symbol) AND repaired_at IS NULL
    AND from_time < :to AND to_time > :from ORDER BY from_time DESC, id LIMIT :limit`,
  backfills: `SELECT symbol, venue, data_type, start_date, end_date, status, records_processed, error_message, started_at, completed_at
    FROM backfill_progress WHERE venue = :venue AND (:symbol IS NULL OR symbol = :symbol) ORDER BY symbol, data_type, start_date, end_date`,
  state: 'SELECT value FROM engine_state WHERE key = ?',
} as const;

/** SQLite's LIMIT −1 is "all". */
const ALL = -1;
const END_OF_TIME = 8.64e15;

type Stretch = { from: EpochMs; to: EpochMs; limit: number };
type Range = Stretch & { symbol: string };

/** Packed, for `unpackCandles`. */
export function createCandleReader(db: Db): (q: Range & { venue: string }) => Float64Array {
  const rows = db.prepare<[Range & { venue: string }], CandleNumbers>(READ_SQL.candles).raw();
  return (q) => packCandleRows(rows.all(q));
}

export function createReader(db: Db): SyncReader {
  const anomalies = createAnomalyReader(db);
  const candles = createCandleReader(db);
  const prices = db.prepare<[Range], PriceSample>(READ_SQL.prices);
  const coverage = db.prepare<[string], ReturnType<SyncReader['coverage']>[number]>(READ_SQL.coverage);
  const lastEvent = db.prepare<[string], { candle: number | null; price: number | null }>(READ_SQL.lastEvent);
  const news = db.prepare<[{ from: number; to: number; asset: string | null; limit: number }], NewsItemRow>(
    READ_SQL.news,
  );
  const alerts = db.prepare<[Stretch], Alert>(READ_SQL.alerts);
  type GapQuery = Stretch & { venue: string; symbol: string | null };
  const gaps = db.prepare<[GapQuery], GapRow>(READ_SQL.gaps);
  const openGaps = db.prepare<[GapQuery], GapRow>(READ_SQL.openGaps);
  const backfills = db.prepare<[{ venue: string; symbol: string | null }], BackfillRow>(READ_SQL.backfills);
  const state = db.prepare<[string], string>(READ_SQL.state).pluck();

  return {
    candles: ({ limit = ALL, ...q }) => candles({ ...q, limit }),
    prices: ({ limit = ALL, ...q }) => prices.all({ ...q, limit }),
    coverage: (venue) => coverage.all(venue),
    anomalies: (filter) => anomalies.anomalies(filter),
    countAnomalies: (filter) => anomalies.countAnomalies(filter),
    pastAnomalies: (filter) => anomalies.pastAnomalies(filter),
    ...createPastReader(db),
    anomaly: (id) => anomalies.anomaly(id),
    unfinished: (followUpSince) => anomalies.unfinished(followUpSince),
    search: createSearch(db, anomalies),
    news: ({
      asset = null,
      ...q
    }: Omit<Parameters<Reader['news']>[0], 'asset'> & { asset?: string | null }): NewsItem[] =>
      news.all({ ...q, asset }).map(newsItemFromRow),
    alerts: ({ to = END_OF_TIME, ...q }) => alerts.all({ ...q, to }),
    gaps: ({ openOnly = false, symbol = null, from = 0, to = END_OF_TIME, ...q }) =>
      (openOnly ? openGaps : gaps).all({ ...q, symbol, from, to }),
    backfills: ({ venue, symbol = null }: { venue: string; symbol?: string | null }) =>
      backfills.all({ venue, symbol }),
    state: (key) => fromJson<unknown>(state.get(key) ?? null, 'engine_state.value', null),
    lastEventTime(venue) {
      const { candle, price } = lastEvent.get(venue) ?? { candle: null, price: null };
      if (candle === null && price === null) return null;
      return Math.max(candle === null ? 0 : candle + MINUTE_MS, price ?? 0);
    },
    ...createUsageReader(db),
    metrics: createMetrics(db),
  };
}
