-- What the engine keeps besides the seed's tables: history as candles, the news archive, drafts, alerts, gaps and its own state.

-- One-minute candles; every history read goes here, so the key leads with the symbol.
CREATE TABLE candles (
  symbol VARCHAR(20) NOT NULL CHECK (symbol <> ''),
  venue VARCHAR(20) NOT NULL CHECK (venue <> ''),
  open_time TIMESTAMPTZ NOT NULL,
  open FLOAT NOT NULL CHECK (open > 0),
  high FLOAT NOT NULL CHECK (high >= open AND high >= close AND high < 1e300),
  low FLOAT NOT NULL CHECK (low > 0 AND low <= open AND low <= close),
  close FLOAT NOT NULL CHECK (close > 0),
  volume FLOAT NOT NULL CHECK (volume >= 0 AND volume < 1e300),
  trades INTEGER,
  repaired BOOLEAN NOT NULL DEFAULT FALSE,
  PRIMARY KEY (symbol, venue, open_time)
);

-- What range of candles and which newest price a symbol holds, kept by the writer: counting 200 million rows is no answer.
CREATE TABLE series (
  venue VARCHAR(20) NOT NULL,
  symbol VARCHAR(20) NOT NULL,
  first_open TIMESTAMPTZ,
  last_open TIMESTAMPTZ,
  candles BIGINT NOT NULL DEFAULT 0 CHECK (candles >= 0),
  last_price_at TIMESTAMPTZ,
  PRIMARY KEY (venue, symbol)
);

-- How far prices are thinned, in epoch milliseconds.
CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('thinned_until', 0);

-- The market around an anomaly (30 min before its onset to 30 min after its end), kept when candles and prices have gone.
CREATE TABLE anomaly_prices (
  anomaly_id UUID NOT NULL REFERENCES anomalies (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('candle', 'sample')),
  timestamp TIMESTAMPTZ NOT NULL,
  price FLOAT NOT NULL,
  open FLOAT,
  high FLOAT,
  low FLOAT,
  volume FLOAT,
  bid FLOAT,
  ask FLOAT,
  repaired BOOLEAN NOT NULL DEFAULT FALSE,
  PRIMARY KEY (anomaly_id, kind, timestamp)
);

-- Windows whose end has not passed yet; a row goes when its window has been copied whole.
CREATE TABLE anomaly_windows (
  anomaly_id UUID PRIMARY KEY REFERENCES anomalies (id) ON DELETE CASCADE,
  symbol VARCHAR(20) NOT NULL,
  venue VARCHAR(20) NOT NULL,
  from_time TIMESTAMPTZ NOT NULL,
  to_time TIMESTAMPTZ NOT NULL
);

CREATE TABLE feed_gaps (
  id UUID PRIMARY KEY,
  symbol VARCHAR(20) NOT NULL CHECK (symbol <> ''),
  venue VARCHAR(20) NOT NULL,
  from_time TIMESTAMPTZ NOT NULL,
  to_time TIMESTAMPTZ NOT NULL CHECK (to_time >= from_time),
  reason TEXT NOT NULL,
  missing_trades BIGINT,
  repaired_at TIMESTAMPTZ
);
CREATE INDEX idx_gap_time ON feed_gaps (venue, from_time DESC);
CREATE INDEX idx_gap_open ON feed_gaps (venue, from_time DESC) WHERE repaired_at IS NULL;

-- The archive of everything read from publishers, before any anomaly asks. An address is unique by a hash index, because it
-- may be longer than a B-tree entry can hold.
CREATE TABLE news_items (
  id UUID PRIMARY KEY,
  source VARCHAR(50) NOT NULL,
  title TEXT NOT NULL,
  url TEXT,
  summary TEXT,
  published_at TIMESTAMPTZ NOT NULL,
  first_seen_at TIMESTAMPTZ NOT NULL,
  assets JSONB NOT NULL,
  topics JSONB NOT NULL,
  price_report BOOLEAN NOT NULL,
  sentiment FLOAT,
  CONSTRAINT news_items_url_once EXCLUDE USING HASH (url WITH =)
);
CREATE INDEX idx_news_published ON news_items (published_at DESC);

-- What was known of an article when it was linked; frozen, so that a verdict can be read again after the archive has moved on.
CREATE TABLE article_facts (
  article_id UUID PRIMARY KEY REFERENCES news_articles (id) ON DELETE CASCADE,
  first_seen_at TIMESTAMPTZ NOT NULL,
  assets JSONB NOT NULL,
  topics JSONB NOT NULL,
  price_report BOOLEAN NOT NULL,
  sentiment FLOAT
);

-- Every draft ever judged, with what it was judged on.
CREATE TABLE narrative_revisions (
  id UUID PRIMARY KEY,
  anomaly_id UUID NOT NULL REFERENCES anomalies (id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  draft JSONB NOT NULL,
  evidence JSONB NOT NULL,
  verdict JSONB NOT NULL,
  accepted BOOLEAN NOT NULL,
  llm_provider VARCHAR(20) NOT NULL,
  created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX idx_revision_anomaly ON narrative_revisions (anomaly_id, revision, attempt);

CREATE TABLE alerts (
  id UUID PRIMARY KEY,
  anomaly_id UUID NOT NULL REFERENCES anomalies (id) ON DELETE CASCADE,
  raised_at TIMESTAMPTZ NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('raised', 'delivered', 'seen', 'suppressed')),
  delivered_at TIMESTAMPTZ,
  seen_at TIMESTAMPTZ,
  reason TEXT,
  title TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX idx_alert_anomaly ON alerts (anomaly_id);
CREATE INDEX idx_alert_raised ON alerts (raised_at DESC);

CREATE TABLE feedback (
  anomaly_id UUID PRIMARY KEY REFERENCES anomalies (id) ON DELETE CASCADE,
  vote TEXT NOT NULL CHECK (vote IN ('up', 'down')),
  note TEXT,
  created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE engine_state (
  key TEXT PRIMARY KEY,
  value JSONB NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);
