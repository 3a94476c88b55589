-- What the engine keeps besides the seed's tables: history as candles, the news archive, drafts, alerts, gaps and its own state.

-- One-minute candles; every history read goes here, so the key leads with the symbol.
CREATE TABLE candles (
  symbol TEXT NOT NULL CHECK (length(symbol) BETWEEN 1 AND 20),
  venue TEXT NOT NULL CHECK (length(venue) BETWEEN 1 AND 20),
  open_time INTEGER NOT NULL,
  open REAL NOT NULL CHECK (open > 0),
  high REAL NOT NULL CHECK (high >= open AND high >= close AND high < 1e300),
  low REAL NOT NULL CHECK (low > 0 AND low <= open AND low <= close),
  close REAL NOT NULL CHECK (close > 0),
  volume REAL NOT NULL CHECK (volume >= 0 AND volume < 1e300),
  trades INTEGER,
  repaired INTEGER NOT NULL DEFAULT 0 CHECK (repaired IN (0, 1)),
  PRIMARY KEY (symbol, venue, open_time)
) STRICT, WITHOUT ROWID;

-- What range of candles and which newest price a symbol holds, kept by the writer: counting 200 million rows is no answer.
CREATE TABLE series (
  venue TEXT NOT NULL,
  symbol TEXT NOT NULL,
  first_open INTEGER,
  last_open INTEGER,
  candles INTEGER NOT NULL DEFAULT 0 CHECK (candles >= 0),
  last_price_at INTEGER,
  PRIMARY KEY (venue, symbol)
) STRICT, WITHOUT ROWID;

-- Numbers the writer counts along: rows of `prices`, the next `prices.id`, how far prices are thinned.
CREATE TABLE counters (
  name TEXT PRIMARY KEY NOT NULL,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counters (name, value) VALUES ('price_rows', 0), ('next_price_id', 1), ('thinned_until', 0);

-- The market around an anomaly (30 min before its onset to 30 min after its end), kept when candles and prices have gone.
CREATE TABLE anomaly_prices (
  anomaly_id TEXT NOT NULL REFERENCES anomalies (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('candle', 'sample')),
  timestamp INTEGER NOT NULL,
  price REAL NOT NULL,
  open REAL,
  high REAL,
  low REAL,
  volume REAL,
  bid REAL,
  ask REAL,
  repaired INTEGER NOT NULL DEFAULT 0 CHECK (repaired IN (0, 1)),
  PRIMARY KEY (anomaly_id, kind, timestamp)
) STRICT, WITHOUT ROWID;

-- Windows whose end has not passed yet; a row goes when its window has been copied whole.
CREATE TABLE anomaly_windows (
  anomaly_id TEXT PRIMARY KEY NOT NULL REFERENCES anomalies (id) ON DELETE CASCADE,
  symbol TEXT NOT NULL,
  venue TEXT NOT NULL,
  from_time INTEGER NOT NULL,
  to_time INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE feed_gaps (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  symbol TEXT NOT NULL CHECK (length(symbol) BETWEEN 1 AND 20),
  venue TEXT NOT NULL CHECK (length(venue) <= 20),
  from_time INTEGER NOT NULL,
  to_time INTEGER NOT NULL CHECK (to_time >= from_time),
  reason TEXT NOT NULL,
  missing_trades INTEGER,
  repaired_at INTEGER
) STRICT;
CREATE INDEX idx_gap_time ON feed_gaps (venue, from_time DESC);
CREATE INDEX idx_gap_open ON feed_gaps (venue, from_time DESC) WHERE repaired_at IS NULL;

-- The archive of everything read from publishers, before any anomaly asks.
CREATE TABLE news_items (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  source TEXT NOT NULL CHECK (length(source) <= 50),
  title TEXT NOT NULL,
  url TEXT UNIQUE,
  summary TEXT,
  published_at INTEGER NOT NULL,
  first_seen_at INTEGER NOT NULL,
  assets TEXT NOT NULL CHECK (json_valid(assets)),
  topics TEXT NOT NULL CHECK (json_valid(topics)),
  price_report INTEGER NOT NULL CHECK (price_report IN (0, 1)),
  sentiment REAL
) STRICT;
CREATE INDEX idx_news_published ON news_items (published_at DESC);

-- What was known of an article when it was linked; frozen, so that a verdict can be read again after the archive has moved on.
CREATE TABLE article_facts (
  article_id TEXT PRIMARY KEY NOT NULL REFERENCES news_articles (id) ON DELETE CASCADE,
  first_seen_at INTEGER NOT NULL,
  assets TEXT NOT NULL CHECK (json_valid(assets)),
  topics TEXT NOT NULL CHECK (json_valid(topics)),
  price_report INTEGER NOT NULL CHECK (price_report IN (0, 1)),
  sentiment REAL
) STRICT, WITHOUT ROWID;

-- Every draft ever judged, with what it was judged on.
CREATE TABLE narrative_revisions (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  anomaly_id TEXT NOT NULL REFERENCES anomalies (id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  draft TEXT NOT NULL CHECK (json_valid(draft)),
  evidence TEXT NOT NULL CHECK (json_valid(evidence)),
  verdict TEXT NOT NULL CHECK (json_valid(verdict)),
  accepted INTEGER NOT NULL CHECK (accepted IN (0, 1)),
  llm_provider TEXT NOT NULL CHECK (length(llm_provider) <= 20),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX idx_revision_anomaly ON narrative_revisions (anomaly_id, revision, attempt);

CREATE TABLE alerts (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  anomaly_id TEXT NOT NULL REFERENCES anomalies (id) ON DELETE CASCADE,
  raised_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('raised', 'delivered', 'seen', 'suppressed')),
  delivered_at INTEGER,
  seen_at INTEGER,
  reason TEXT,
  title TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX idx_alert_anomaly ON alerts (anomaly_id);
CREATE INDEX idx_alert_raised ON alerts (raised_at DESC);

CREATE TABLE feedback (
  anomaly_id TEXT PRIMARY KEY NOT NULL REFERENCES anomalies (id) ON DELETE CASCADE,
  vote TEXT NOT NULL CHECK (vote IN ('up', 'down')),
  note TEXT,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE engine_state (
  key TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL CHECK (json_valid(value)),
  updated_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT;
