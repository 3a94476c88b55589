-- The seed's tables: same names, columns, order, checks, foreign keys and index names; our added columns stand after its own.
-- SQLite's dialect: STRICT, times are epoch milliseconds UTC, days are 'YYYY-MM-DD', JSON is checked text, booleans are 0 or 1,
-- ids are UUID text, VARCHAR(n) is a length check.

-- Time-first key WITHOUT ROWID instead of a key on id: with 500 symbols interleaved it took 501,000 rows/s against 65,000
-- for an index led by the symbol, in half the file. It holds the rule "unique (symbol, source, timestamp)". Reads are short
-- windows only (history belongs to candles), so the seed's idx_symbol_timestamp would cost eight times what it saves.
-- `id` counts up as the seed's SERIAL does; the writer gives it, and other writers get one outside the writer's range.
CREATE TABLE prices (
  id INTEGER NOT NULL DEFAULT (-1 - (abs(random()) >> 10)),
  symbol TEXT NOT NULL CHECK (length(symbol) BETWEEN 1 AND 20),
  timestamp INTEGER NOT NULL,
  price REAL NOT NULL CHECK (price > 0 AND price < 1e300),
  volume_24h REAL,
  high_24h REAL,
  low_24h REAL,
  bid REAL,
  ask REAL,
  source TEXT NOT NULL DEFAULT 'unknown' CHECK (length(source) <= 20),
  created_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  PRIMARY KEY (timestamp, symbol, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE anomalies (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36)
    DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a'
      || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
  symbol TEXT NOT NULL CHECK (length(symbol) BETWEEN 1 AND 20),
  detected_at INTEGER NOT NULL CHECK (detected_at BETWEEN 0 AND 8000000000000),
  anomaly_type TEXT NOT NULL CHECK (anomaly_type IN ('price_spike', 'price_drop', 'volume_spike', 'combined')),
  z_score REAL,
  price_change_pct REAL,
  volume_change_pct REAL,
  confidence REAL CHECK (confidence >= 0 AND confidence <= 1),
  baseline_window_minutes INTEGER,
  price_before REAL,
  price_at_detection REAL,
  volume_before REAL,
  volume_at_detection REAL,
  detection_metadata TEXT CHECK (detection_metadata IS NULL OR json_valid(detection_metadata)),
  created_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  stage TEXT CHECK (stage IN ('raised', 'investigated', 'narrated', 'accepted', 'withheld')),
  alerted_at INTEGER,
  venue TEXT CHECK (length(venue) <= 20)
) STRICT;
CREATE INDEX idx_symbol_detected ON anomalies (symbol, detected_at DESC);
CREATE INDEX idx_anomaly_detected ON anomalies (detected_at DESC);
CREATE INDEX idx_anomaly_unfinished ON anomalies (detected_at) WHERE stage IN ('raised', 'investigated', 'narrated');

CREATE TABLE news_articles (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36)
    DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a'
      || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
  anomaly_id TEXT REFERENCES anomalies (id) ON DELETE CASCADE,
  source TEXT CHECK (length(source) <= 50),
  title TEXT NOT NULL,
  url TEXT,
  published_at INTEGER NOT NULL,
  summary TEXT,
  cluster_id INTEGER,
  embedding TEXT CHECK (embedding IS NULL OR json_valid(embedding)),
  timing_tag TEXT CHECK (length(timing_tag) <= 20 AND timing_tag IN ('pre_event', 'post_event')),
  time_diff_minutes REAL,
  created_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT;
CREATE INDEX idx_anomaly ON news_articles (anomaly_id);
CREATE INDEX idx_published ON news_articles (published_at);
CREATE INDEX idx_article_url ON news_articles (url) WHERE url IS NOT NULL;
CREATE INDEX idx_article_title ON news_articles (title) WHERE url IS NULL;

CREATE TABLE news_clusters (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36)
    DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a'
      || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
  anomaly_id TEXT REFERENCES anomalies (id) ON DELETE CASCADE,
  cluster_number INTEGER,
  article_ids TEXT CHECK (article_ids IS NULL OR json_valid(article_ids)),
  centroid_summary TEXT,
  dominant_sentiment REAL,
  size INTEGER,
  created_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT;
CREATE INDEX idx_cluster_anomaly ON news_clusters (anomaly_id);

CREATE TABLE narratives (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36)
    DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a'
      || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
  anomaly_id TEXT UNIQUE REFERENCES anomalies (id) ON DELETE CASCADE,
  narrative_text TEXT NOT NULL,
  confidence_score REAL,
  tools_used TEXT CHECK (tools_used IS NULL OR json_valid(tools_used)),
  tool_results TEXT CHECK (tool_results IS NULL OR json_valid(tool_results)),
  validated INTEGER DEFAULT 0 CHECK (validated IN (0, 1)),
  validation_passed INTEGER CHECK (validation_passed IN (0, 1)),
  validation_reason TEXT,
  llm_provider TEXT CHECK (length(llm_provider) <= 20),
  llm_model TEXT CHECK (length(llm_model) <= 50),
  generation_time_seconds REAL,
  created_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  validated_at INTEGER,
  cause TEXT CHECK (cause IN ('likely_cause', 'reported_afterwards', 'coincident_news', 'cause_unknown')),
  citations TEXT CHECK (citations IS NULL OR json_valid(citations)),
  revision INTEGER,
  updated_at INTEGER
) STRICT;
CREATE INDEX idx_narrative_anomaly ON narratives (anomaly_id);
CREATE INDEX idx_narrative_validated ON narratives (validation_passed);

CREATE TABLE backfill_progress (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  symbol TEXT NOT NULL CHECK (length(symbol) BETWEEN 1 AND 20),
  data_type TEXT NOT NULL CHECK (data_type IN ('prices', 'news')),
  start_date TEXT NOT NULL CHECK (start_date GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
  end_date TEXT NOT NULL CHECK (end_date GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]' AND end_date >= start_date),
  status TEXT NOT NULL CHECK (status IN ('in_progress', 'completed', 'failed')),
  records_processed INTEGER DEFAULT 0,
  error_message TEXT,
  started_at INTEGER NOT NULL,
  completed_at INTEGER,
  created_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  venue TEXT CHECK (length(venue) <= 20)
) STRICT;
CREATE INDEX idx_backfill_symbol_type ON backfill_progress (symbol, data_type);
CREATE INDEX idx_backfill_status ON backfill_progress (status);
CREATE UNIQUE INDEX idx_backfill_range ON backfill_progress (venue, symbol, data_type, start_date, end_date);
