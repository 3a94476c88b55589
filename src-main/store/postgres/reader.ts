/** The Reader over PostgreSQL: market history, news, alerts, gaps, back-fill and state. Ranges are [from, to). */
import type { Alert } from '../../../src-shared/anomaly.ts';
import { MINUTE_MS } from '../../../src-shared/market.ts';
import type { BackfillRow, GapRow, Reader } from '../../../src-shared/ports/reader.ts';
import { newsItemFromRow, type NewsItemRow } from '../sqlite-news-rows.ts';
import { fromJson } from '../sqlite-values.ts';
import { ALERT_LIST, createAnomalyReader } from './anomaly-reader.ts';
import type { Connection } from './connection.ts';
import { createHistoryReader, ranged } from './history-reader.ts';
import { createMetrics } from './metrics.ts';
import { createPastReader } from './past-reader.ts';
import { createSearch } from './search.ts';
import { createUsageReader } from './usage.ts';
import { columns, iso, ms } from './values.ts';

const GAP_LIST = `g.id, g.symbol, g.venue, ${ms('g.from_time')} AS "from", ${ms('g.to_time')} AS "to", g.reason, g.missing_trades, ${ms('g.repaired_at')} AS repaired_at`;
const SQL = {
  coverage: `SELECT symbol, ${ms('first_open')} AS first, ${ms('last_open')} AS last, candles FROM series
    WHERE venue = :venue AND candles > 0 ORDER BY symbol COLLATE "C"`,
  lastEvent: `SELECT ${ms('max(last_open)')} AS candle, ${ms('max(last_price_at)')} AS price FROM series WHERE venue = :venue`,
  news: `SELECT ${columns('n', ['id', 'source', 'title', 'url', 'summary', 'published_at', 'first_seen_at', 'assets', 'topics', 'price_report', 'sentiment'])}
    FROM news_items n WHERE n.published_at >= :from AND n.published_at < :to AND (:asset::text IS NULL OR n.assets ? :asset::text)
    ORDER BY n.published_at DESC, n.id LIMIT :limit`,
  alerts: `SELECT ${ALERT_LIST} FROM alerts l WHERE l.raised_at >= :from AND l.raised_at < :to
    ORDER BY l.raised_at DESC, l.id LIMIT :limit`,
  gaps: `SELECT ${GAP_LIST} FROM feed_gaps g WHERE g.venue = :venue AND (:symbol::text IS NULL OR g.symbol = :symbol::text)
    AND g.from_time < :to AND g.to_time > :from
    ORDER BY g.from_time DESC, g.id LIMIT :limit`,
  openGaps: `SELECT ${GAP_LIST} FROM feed_gaps g WHERE g.venue = :venue AND (:symbol::text IS NULL OR g.symbol = :symbol::text)
    AND g.repaired_at IS NULL
    AND g.from_time < :to AND g.to_time > :from ORDER BY g.from_time DESC, g.id LIMIT :limit`,
  backfills: `SELECT b.symbol, b.venue, b.data_type, to_char(b.start_date, 'YYYY-MM-DD') AS start_date,
    to_char(b.end_date, 'YYYY-MM-DD') AS end_date, b.status, b.records_processed, b.error_message,
    ${ms('b.started_at')} AS started_at, ${ms('b.completed_at')} AS completed_at FROM backfill_progress b
    WHERE b.venue = :venue AND (:symbol::text IS NULL OR b.symbol = :symbol::text) ORDER BY b.symbol COLLATE "C", b.data_type COLLATE "C", 4, 5`,
  state: 'SELECT value FROM engine_state WHERE key = :key',
} as const;

const endOf = (to: number | undefined): string => (to === undefined ? 'infinity' : iso(to));

export function createReader(connection: Connection): Omit<Reader, 'close'> {
  const { rows } = connection;
  const anomalies = createAnomalyReader(connection);
  return {
    ...createHistoryReader(connection),
    coverage: (venue) => rows(SQL.coverage, { venue }),
    anomalies: anomalies.anomalies,
    countAnomalies: anomalies.countAnomalies,
    pastAnomalies: anomalies.pastAnomalies,
    anomaly: anomalies.anomaly,
    unfinished: anomalies.unfinished,
    ...createPastReader(connection),
    ...createUsageReader(connection),
    search: createSearch(connection, anomalies),
    news: async ({ asset, ...q }) =>
      (await rows<NewsItemRow>(SQL.news, { ...ranged(q), asset: asset ?? null })).map(newsItemFromRow),
    alerts: ({ from, to, limit }) => rows<Alert>(SQL.alerts, { from: iso(from), to: endOf(to), limit }),
    gaps: ({ openOnly = false, symbol = null, from = 0, to, ...q }) =>
      rows<GapRow>(openOnly ? SQL.openGaps : SQL.gaps, { ...q, symbol, from: iso(from), to: endOf(to) }),
    backfills: ({ venue, symbol }) => rows<BackfillRow>(SQL.backfills, { venue, symbol: symbol ?? null }),
    async state(key) {
      const [row] = await rows<{ value: string }>(SQL.state, { key });
      return fromJson<unknown>(row?.value ?? null, 'engine_state.value', null);
    },
    async lastEventTime(venue) {
      const [row] = await rows<{ candle: number | null; price: number | null }>(SQL.lastEvent, { venue });
      const [candle, price] = [row?.candle ?? null, row?.price ?? null];
      if (candle === null && price === null) return null;
      return Math.max(candle === null ? 0 : candle + MINUTE_MS, price ?? 0);
    },
    metrics: createMetrics(connection),
  };
}
