-- What waits for the PostgreSQL beside this store. Rows are queued by triggers, in the transaction that changes them, so that no
-- place that writes can forget it; a key waits once, however often it changes. Nothing is queued unless the mirror is switched
-- on (counters.mirror = 1); whoever writes what came from the server switches it off within the same transaction.
INSERT INTO counters (name, value) VALUES ('mirror', 0);

-- kind: anomaly (the row with everything that hangs on it), window (the market around it), news_item, gap, backfill.
-- What is queued and no longer here was deleted, if it is an anomaly; other kinds are only ever forgotten here (retention).
CREATE TABLE mirror_outbox (
  kind TEXT NOT NULL CHECK (kind IN ('anomaly', 'window', 'news_item', 'gap', 'backfill')),
  key TEXT NOT NULL,
  -- Counts the changes: what was sent is done only if nothing came after it.
  seq INTEGER NOT NULL DEFAULT 1,
  queued_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  -- Queued by the first copy: sent after what is new.
  initial INTEGER NOT NULL DEFAULT 0 CHECK (initial IN (0, 1)),
  -- Why the server refuses it for good; a further change offers it again.
  parked TEXT,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_outbox_order ON mirror_outbox (kind, initial, queued_at) WHERE parked IS NULL;

-- The server's number of the state that an anomaly here goes back to: where it is the newest there, nobody else has changed it.
CREATE TABLE mirror_base (
  key TEXT PRIMARY KEY NOT NULL,
  seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Anomalies that another machine raised: theirs to continue, not ours.
CREATE TABLE mirror_foreign (
  anomaly_id TEXT PRIMARY KEY NOT NULL REFERENCES anomalies (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Prices and candles wait as stretches of time [from_time, to_time), not as rows. Prices are keyed by time, so a stretch is of
-- all symbols (symbol '') unless a lease holds one back; candles by symbol. A stretch under way is `taken`; what is journaled
-- into it meanwhile becomes a stretch of its own.
CREATE TABLE mirror_ranges (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('price', 'candle')),
  venue TEXT NOT NULL,
  symbol TEXT NOT NULL,
  from_time INTEGER NOT NULL,
  to_time INTEGER NOT NULL CHECK (to_time > from_time),
  queued_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  initial INTEGER NOT NULL DEFAULT 0 CHECK (initial IN (0, 1)),
  taken INTEGER NOT NULL DEFAULT 0 CHECK (taken IN (0, 1))
) STRICT;
CREATE INDEX idx_range_series ON mirror_ranges (kind, venue, symbol, from_time);

-- An anomaly and everything that hangs on it.
CREATE TRIGGER mirror_anomalies_insert AFTER INSERT ON anomalies WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('anomaly', new.id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_anomalies_update AFTER UPDATE ON anomalies WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('anomaly', new.id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_anomalies_delete AFTER DELETE ON anomalies WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('anomaly', old.id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_news_articles_insert AFTER INSERT ON news_articles WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 AND new.anomaly_id IS NOT NULL BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('anomaly', new.anomaly_id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_news_articles_update AFTER UPDATE ON news_articles WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 AND new.anomaly_id IS NOT NULL BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('anomaly', new.anomaly_id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_news_articles_delete AFTER DELETE ON news_articles WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 AND old.anomaly_id IS NOT NULL BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('anomaly', old.anomaly_id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_news_clusters_insert AFTER INSERT ON news_clusters WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 AND new.anomaly_id IS NOT NULL BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('anomaly', new.anomaly_id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_news_clusters_update AFTER UPDATE ON news_clusters WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 AND new.anomaly_id IS NOT NULL BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('anomaly', new.anomaly_id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_news_clusters_delete AFTER DELETE ON news_clusters WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 AND old.anomaly_id IS NOT NULL BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('anomaly', old.anomaly_id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_narratives_insert AFTER INSERT ON narratives WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 AND new.anomaly_id IS NOT NULL BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('anomaly', new.anomaly_id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_narratives_update AFTER UPDATE ON narratives WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 AND new.anomaly_id IS NOT NULL BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('anomaly', new.anomaly_id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_narratives_delete AFTER DELETE ON narratives WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 AND old.anomaly_id IS NOT NULL BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('anomaly', old.anomaly_id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_narrative_revisions_insert AFTER INSERT ON narrative_revisions WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('anomaly', new.anomaly_id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_narrative_revisions_update AFTER UPDATE ON narrative_revisions WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('anomaly', new.anomaly_id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_narrative_revisions_delete AFTER DELETE ON narrative_revisions WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('anomaly', old.anomaly_id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_alerts_insert AFTER INSERT ON alerts WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('anomaly', new.anomaly_id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_alerts_update AFTER UPDATE ON alerts WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('anomaly', new.anomaly_id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_alerts_delete AFTER DELETE ON alerts WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('anomaly', old.anomaly_id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_feedback_insert AFTER INSERT ON feedback WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('anomaly', new.anomaly_id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_feedback_update AFTER UPDATE ON feedback WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('anomaly', new.anomaly_id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_feedback_delete AFTER DELETE ON feedback WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('anomaly', old.anomaly_id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_article_facts_insert AFTER INSERT ON article_facts WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 BEGIN
  INSERT INTO mirror_outbox (kind, key) SELECT 'anomaly', anomaly_id FROM news_articles
    WHERE id = new.article_id AND anomaly_id IS NOT NULL
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_article_facts_update AFTER UPDATE ON article_facts WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 BEGIN
  INSERT INTO mirror_outbox (kind, key) SELECT 'anomaly', anomaly_id FROM news_articles
    WHERE id = new.article_id AND anomaly_id IS NOT NULL
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;

-- The market around it: many rows, seldom; what is copied again unchanged is nothing new.
CREATE TRIGGER mirror_anomaly_prices_insert AFTER INSERT ON anomaly_prices WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('window', new.anomaly_id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_anomaly_prices_update AFTER UPDATE ON anomaly_prices WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 AND (new.price, new.open, new.high, new.low, new.volume, new.bid, new.ask, new.repaired)
  IS NOT (old.price, old.open, old.high, old.low, old.volume, old.bid, old.ask, old.repaired) BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('window', new.anomaly_id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;

-- The archive is read from publishers again and again, mostly unchanged.
CREATE TRIGGER mirror_news_items_insert AFTER INSERT ON news_items WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('news_item', new.id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_news_items_update AFTER UPDATE ON news_items WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 AND (new.title, new.summary, new.published_at, new.first_seen_at, new.assets, new.topics, new.price_report, new.sentiment)
  IS NOT (old.title, old.summary, old.published_at, old.first_seen_at, old.assets, old.topics, old.price_report, old.sentiment) BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('news_item', new.id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;

CREATE TRIGGER mirror_feed_gaps_insert AFTER INSERT ON feed_gaps WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('gap', new.id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_feed_gaps_update AFTER UPDATE ON feed_gaps WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('gap', new.id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;

-- Told to the server for others to read; never taken from it, because a day that another machine fetched is not here.
CREATE TRIGGER mirror_backfill_progress_insert AFTER INSERT ON backfill_progress WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('backfill', new.id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
CREATE TRIGGER mirror_backfill_progress_update AFTER UPDATE ON backfill_progress WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 BEGIN
  INSERT INTO mirror_outbox (kind, key) VALUES ('backfill', new.id)
    ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0;
END;
