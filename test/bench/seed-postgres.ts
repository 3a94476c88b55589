/**
 * A PostgreSQL database as weeks of use leave it. Prices are made on the server with their indexes built afterwards, in the
 * transaction that makes their month (nothing of it needs the log); candles lie as they arrive, minute by minute, all symbols
 * together; texts go in as the product's own rows, so that the database keeps its search tables itself.
 */
import type pg from 'pg';
import type { Connection } from '../../src-main/store/postgres/connection.ts';
import { BENCH_START, BENCH_VENUE, benchSymbols } from './candles.ts';
import type { StoredText } from './narrative-texts.ts';
import { FROM, SYMBOLS } from './store-write.ts';

const BATCH = 5000;

export async function seedPrices(client: pg.Client, count: number): Promise<void> {
  await client.query(`BEGIN; SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL TIME ZONE 'UTC';
    DROP INDEX idx_symbol_timestamp, idx_price_once; ALTER TABLE prices DROP CONSTRAINT prices_pkey;
    SELECT mane_price_partition('${new Date(FROM).toISOString().slice(0, 7)}-01');
    INSERT INTO prices (symbol, timestamp, price, volume_24h, high_24h, low_24h, bid, ask, source)
      SELECT 'S' || k % ${SYMBOLS} || '-USD', to_timestamp(${FROM / 1000} + k / ${SYMBOLS}), 100 + k % 97, 12345.5, 110, 90, 99.5, 100.5, 'coinbaseexchange'
      FROM generate_series(0, ${count - 1}) k;
    ALTER TABLE prices ADD PRIMARY KEY (id, timestamp);
    CREATE INDEX idx_symbol_timestamp ON prices (symbol, timestamp);
    CREATE UNIQUE INDEX idx_price_once ON prices (symbol, source, timestamp); COMMIT`);
}

export async function seedCandles(client: pg.Client, symbols: number, minutes: number): Promise<void> {
  await client.query(
    `INSERT INTO candles (symbol, venue, open_time, open, high, low, close, volume)
      SELECT s, '${BENCH_VENUE}', to_timestamp(${BENCH_START / 1000} + m * 60), 100 + r, 102 + r, 98 - r, 100 + r / 2, 1000 * r
      FROM generate_series(0, ${minutes - 1}) m, unnest($1::text[]) s, LATERAL (SELECT random() AS r WHERE m >= 0 AND s > '') x ORDER BY m, s`,
    [benchSymbols(symbols)],
  );
}

const ROWS = 'jsonb_to_recordset(:rows::jsonb) AS r (k int, s text, d float8, n text, h text)';
const ANOMALIES = `INSERT INTO anomalies (id, symbol, venue, stage, detected_at, anomaly_type, detection_metadata)
  SELECT md5(k::text)::uuid, s, 'v', 'accepted', to_timestamp(d / 1000.0), 'combined', '{}' FROM ${ROWS}`;
const NARRATIVES = `INSERT INTO narratives (anomaly_id, narrative_text, validation_passed) SELECT md5(k::text)::uuid, n, TRUE FROM ${ROWS}`;
const ARTICLES = `INSERT INTO news_articles (anomaly_id, title, published_at)
  SELECT md5(k::text)::uuid, h, to_timestamp(d / 1000.0) FROM ${ROWS} WHERE h IS NOT NULL`;

/** In place of all texts that are there. */
export async function seedPostgresTexts(connection: Connection, texts: readonly StoredText[]): Promise<void> {
  await connection.transaction((t) => t.script('TRUNCATE anomalies CASCADE'));
  for (let at = 0; at < texts.length; at += BATCH) {
    const some = texts.slice(at, at + BATCH);
    const rows = JSON.stringify(
      some.map(({ symbol, detectedAt, narrative, headline }, k) => ({ k: at + k, s: symbol, d: detectedAt, n: narrative, h: headline })), // prettier-ignore
    );
    await connection.transaction(async (t) => {
      for (const sql of [ANOMALIES, NARRATIVES, ARTICLES]) await t.run(sql, { rows });
    });
  }
}
