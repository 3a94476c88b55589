-- Fuzzy search over narratives and headlines: FTS5 trigrams without positions and without a second copy of the text.
-- A document's number is (second of detection × 2^20 + slot), so that "newest first" is the index's own order, and it is a
-- real INTEGER PRIMARY KEY, so that VACUUM cannot renumber it.

CREATE TABLE narrative_docs (
  docid INTEGER PRIMARY KEY,
  anomaly_id TEXT NOT NULL UNIQUE,
  symbol TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE narratives_fts USING fts5 (
  narrative_text, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram'
);

CREATE TABLE headline_docs (
  docid INTEGER PRIMARY KEY,
  article_id TEXT NOT NULL UNIQUE,
  symbol TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE headlines_fts USING fts5 (
  title, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram'
);

CREATE TRIGGER narratives_search_insert AFTER INSERT ON narratives WHEN new.anomaly_id IS NOT NULL BEGIN
  INSERT INTO narrative_docs (docid, anomaly_id, symbol)
    SELECT coalesce((SELECT max(docid) + 1 FROM narrative_docs
        WHERE docid >= (a.detected_at / 1000) << 20 AND docid < (a.detected_at / 1000 + 1) << 20),
      (a.detected_at / 1000) << 20), a.id, a.symbol
    FROM anomalies a WHERE a.id = new.anomaly_id;
  INSERT INTO narratives_fts (rowid, narrative_text)
    SELECT docid, new.narrative_text FROM narrative_docs WHERE anomaly_id = new.anomaly_id;
END;
CREATE TRIGGER narratives_search_update AFTER UPDATE OF narrative_text ON narratives
WHEN new.narrative_text IS NOT old.narrative_text BEGIN
  UPDATE narratives_fts SET narrative_text = new.narrative_text
    WHERE rowid = (SELECT docid FROM narrative_docs WHERE anomaly_id = new.anomaly_id);
END;
CREATE TRIGGER narratives_search_delete AFTER DELETE ON narratives BEGIN
  DELETE FROM narratives_fts WHERE rowid = (SELECT docid FROM narrative_docs WHERE anomaly_id = old.anomaly_id);
  DELETE FROM narrative_docs WHERE anomaly_id = old.anomaly_id;
END;

CREATE TRIGGER headlines_search_insert AFTER INSERT ON news_articles WHEN new.anomaly_id IS NOT NULL BEGIN
  INSERT INTO headline_docs (docid, article_id, symbol)
    SELECT coalesce((SELECT max(docid) + 1 FROM headline_docs
        WHERE docid >= (a.detected_at / 1000) << 20 AND docid < (a.detected_at / 1000 + 1) << 20),
      (a.detected_at / 1000) << 20), new.id, a.symbol
    FROM anomalies a WHERE a.id = new.anomaly_id;
  INSERT INTO headlines_fts (rowid, title) SELECT docid, new.title FROM headline_docs WHERE article_id = new.id;
END;
CREATE TRIGGER headlines_search_update AFTER UPDATE OF title ON news_articles WHEN new.title IS NOT old.title BEGIN
  UPDATE headlines_fts SET title = new.title WHERE rowid = (SELECT docid FROM headline_docs WHERE article_id = new.id);
END;
CREATE TRIGGER headlines_search_delete AFTER DELETE ON news_articles BEGIN
  DELETE FROM headlines_fts WHERE rowid = (SELECT docid FROM headline_docs WHERE article_id = old.id);
  DELETE FROM headline_docs WHERE article_id = old.id;
END;
