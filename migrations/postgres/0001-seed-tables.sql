-- The seed's tables: same names, columns, order, checks, foreign keys and index names; types the same or wider (TIMESTAMPTZ for
-- TIMESTAMP, JSONB for JSON, BIGINT for SERIAL). Our added columns stand after its own and may be null.
-- In a database that another MANE made every CREATE finds its table and leaves it as it is: it is only added to.

CREATE SEQUENCE IF NOT EXISTS prices_id_seq AS BIGINT;
-- Partitioned by month (UTC), so that a month that is past its time is dropped and not deleted row by row. The key holds the
-- timestamp because a partitioned table's key must; a sequence, because identity columns on partitioned tables need 17.
CREATE TABLE IF NOT EXISTS prices (
  id BIGINT NOT NULL DEFAULT nextval('prices_id_seq'),
  symbol VARCHAR(20) NOT NULL,
  timestamp TIMESTAMPTZ NOT NULL,
  price FLOAT NOT NULL,
  volume_24h FLOAT,
  high_24h FLOAT,
  low_24h FLOAT,
  bid FLOAT,
  ask FLOAT,
  source VARCHAR(20) NOT NULL DEFAULT 'unknown',
  created_at TIMESTAMPTZ DEFAULT NOW(),
  PRIMARY KEY (id, timestamp)
) PARTITION BY RANGE (timestamp);
CREATE INDEX IF NOT EXISTS idx_symbol_timestamp ON prices (symbol, timestamp);

CREATE TABLE IF NOT EXISTS anomalies (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  symbol VARCHAR(20) NOT NULL,
  detected_at TIMESTAMPTZ NOT NULL,
  anomaly_type VARCHAR(20) NOT NULL CHECK (anomaly_type IN ('price_spike', 'price_drop', 'volume_spike', 'combined')),
  z_score FLOAT,
  price_change_pct FLOAT,
  volume_change_pct FLOAT,
  confidence FLOAT CHECK (confidence >= 0 AND confidence <= 1),
  baseline_window_minutes INTEGER,
  price_before FLOAT,
  price_at_detection FLOAT,
  volume_before FLOAT,
  volume_at_detection FLOAT,
  detection_metadata JSONB,
  created_at TIMESTAMPTZ DEFAULT NOW()
);
ALTER TABLE anomalies
  ADD COLUMN IF NOT EXISTS stage TEXT CHECK (stage IN ('raised', 'investigated', 'narrated', 'accepted', 'withheld')),
  ADD COLUMN IF NOT EXISTS alerted_at TIMESTAMPTZ,
  ADD COLUMN IF NOT EXISTS venue VARCHAR(20);
CREATE INDEX IF NOT EXISTS idx_symbol_detected ON anomalies (symbol, detected_at DESC);
CREATE INDEX IF NOT EXISTS idx_anomaly_detected ON anomalies (detected_at DESC);
CREATE INDEX IF NOT EXISTS idx_anomaly_unfinished ON anomalies (detected_at) WHERE stage IN ('raised', 'investigated', 'narrated');

CREATE TABLE IF NOT EXISTS news_articles (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  anomaly_id UUID REFERENCES anomalies (id) ON DELETE CASCADE,
  source VARCHAR(50),
  title TEXT NOT NULL,
  url TEXT,
  published_at TIMESTAMPTZ NOT NULL,
  summary TEXT,
  cluster_id INTEGER,
  embedding JSONB,
  timing_tag VARCHAR(20),
  time_diff_minutes FLOAT,
  created_at TIMESTAMPTZ DEFAULT NOW()
);
CREATE INDEX IF NOT EXISTS idx_anomaly ON news_articles (anomaly_id);
CREATE INDEX IF NOT EXISTS idx_published ON news_articles (published_at);
-- By hash: a publisher's address may be longer than a B-tree entry can hold.
CREATE INDEX IF NOT EXISTS idx_article_url ON news_articles USING HASH (url);
CREATE INDEX IF NOT EXISTS idx_article_title ON news_articles USING HASH (title) WHERE url IS NULL;

CREATE TABLE IF NOT EXISTS news_clusters (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  anomaly_id UUID REFERENCES anomalies (id) ON DELETE CASCADE,
  cluster_number INTEGER,
  article_ids JSONB,
  centroid_summary TEXT,
  dominant_sentiment FLOAT,
  size INTEGER,
  created_at TIMESTAMPTZ DEFAULT NOW()
);
CREATE INDEX IF NOT EXISTS idx_cluster_anomaly ON news_clusters (anomaly_id);

CREATE TABLE IF NOT EXISTS narratives (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  anomaly_id UUID UNIQUE REFERENCES anomalies (id) ON DELETE CASCADE,
  narrative_text TEXT NOT NULL,
  confidence_score FLOAT,
  tools_used JSONB,
  tool_results JSONB,
  validated BOOLEAN DEFAULT FALSE,
  validation_passed BOOLEAN,
  validation_reason TEXT,
  llm_provider VARCHAR(20),
  llm_model VARCHAR(50),
  generation_time_seconds FLOAT,
  created_at TIMESTAMPTZ DEFAULT NOW(),
  validated_at TIMESTAMPTZ
);
ALTER TABLE narratives
  ADD COLUMN IF NOT EXISTS cause TEXT
    CHECK (cause IN ('likely_cause', 'reported_afterwards', 'coincident_news', 'cause_unknown')),
  ADD COLUMN IF NOT EXISTS citations JSONB,
  ADD COLUMN IF NOT EXISTS revision INTEGER,
  ADD COLUMN IF NOT EXISTS updated_at TIMESTAMPTZ;
CREATE INDEX IF NOT EXISTS idx_narrative_anomaly ON narratives (anomaly_id);
CREATE INDEX IF NOT EXISTS idx_narrative_validated ON narratives (validation_passed);

CREATE TABLE IF NOT EXISTS backfill_progress (
  id BIGSERIAL PRIMARY KEY,
  symbol VARCHAR(20) NOT NULL,
  data_type VARCHAR(20) NOT NULL,
  start_date DATE NOT NULL,
  end_date DATE NOT NULL,
  status VARCHAR(20) NOT NULL,
  records_processed INTEGER DEFAULT 0,
  error_message TEXT,
  started_at TIMESTAMPTZ NOT NULL,
  completed_at TIMESTAMPTZ,
  created_at TIMESTAMPTZ DEFAULT NOW()
);
ALTER TABLE backfill_progress ADD COLUMN IF NOT EXISTS venue VARCHAR(20);
CREATE INDEX IF NOT EXISTS idx_backfill_symbol_type ON backfill_progress (symbol, data_type);
CREATE INDEX IF NOT EXISTS idx_backfill_status ON backfill_progress (status);

-- Makes the partition of a month when `prices` is partitioned and has none for it; true when it did. Rows of that month that
-- waited in the rest (other programs may write any time) move into it. Bounds are text of our own, whatever DateStyle says.
CREATE OR REPLACE FUNCTION mane_price_partition(month DATE) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
  part TEXT := 'prices_' || to_char(month, 'YYYY_MM');
  first TEXT := to_char(month, 'YYYY-MM') || '-01 00:00:00+00';
  next TEXT := to_char(month + INTERVAL '1 month', 'YYYY-MM') || '-01 00:00:00+00';
BEGIN
  IF (SELECT relkind FROM pg_class WHERE oid = to_regclass('prices')) IS DISTINCT FROM 'p' THEN RETURN FALSE; END IF;
  IF to_regclass(part) IS NOT NULL THEN RETURN FALSE; END IF;
  PERFORM pg_advisory_xact_lock(1296125509, 2);
  -- Asked of the table: what to_regclass remembers is from before the lock.
  IF EXISTS (SELECT 1 FROM pg_class WHERE relname = part
    AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = to_regclass('prices'))) THEN RETURN FALSE; END IF;
  EXECUTE format('CREATE TABLE %I (LIKE prices INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
  EXECUTE format('WITH moved AS (DELETE FROM prices_rest WHERE timestamp >= %L AND timestamp < %L RETURNING *) '
    || 'INSERT INTO %I SELECT * FROM moved', first, next, part);
  EXECUTE format('ALTER TABLE prices ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', part, first, next);
  RETURN TRUE;
END $$;

-- What the data must allow first: one price per symbol, source and moment, one narrative per anomaly, one row per back-filled
-- range. Returns what stays without its index, so that the program can say so; called again at each start.
CREATE OR REPLACE FUNCTION mane_unique_where_allowed() RETURNS TEXT[] LANGUAGE plpgsql AS $$
DECLARE
  wanted CONSTANT TEXT[] := ARRAY[
    'prices', 'idx_price_once', 'symbol, source, timestamp',
    'narratives', 'idx_narrative_once', 'anomaly_id',
    'backfill_progress', 'idx_backfill_range', 'venue, symbol, data_type, start_date, end_date'];
  without TEXT[] := '{}';
BEGIN
  FOR k IN 1 .. array_length(wanted, 1) BY 3 LOOP
    CONTINUE WHEN EXISTS (SELECT 1 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      WHERE i.indrelid = to_regclass(wanted[k]) AND c.relname = wanted[k + 1]);
    CONTINUE WHEN wanted[k] = 'narratives' AND EXISTS (SELECT 1 FROM pg_index i
      JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
      WHERE i.indrelid = to_regclass('narratives') AND i.indisunique AND i.indnkeyatts = 1 AND a.attname = 'anomaly_id');
    BEGIN
      EXECUTE format('CREATE UNIQUE INDEX %I ON %I (%s)', wanted[k + 1], wanted[k], wanted[k + 2]);
    EXCEPTION WHEN unique_violation THEN
      without := without || wanted[k];
    END;
  END LOOP;
  RETURN without;
END $$;

DO $$
BEGIN
  IF (SELECT relkind FROM pg_class WHERE oid = to_regclass('prices')) = 'p' THEN
    CREATE TABLE IF NOT EXISTS prices_rest PARTITION OF prices DEFAULT;
  END IF;
  PERFORM mane_price_partition((NOW() AT TIME ZONE 'UTC')::date);
  PERFORM mane_unique_where_allowed();
END $$;
