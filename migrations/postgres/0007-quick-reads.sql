-- What a person waits for, at size. History: the candles' key holds the whole row, so that a week of one symbol is read from
-- neighbouring pages and not from as many pages as it has minutes (rows arrive minute by minute, all symbols together). An
-- index alone answers only for pages that a vacuum has seen, so the table is vacuumed by the number of rows that came.
ALTER TABLE candles DROP CONSTRAINT candles_pkey,
  ADD CONSTRAINT candles_pkey PRIMARY KEY (symbol, venue, open_time) INCLUDE (open, high, low, close, volume, trades, repaired);
ALTER TABLE candles SET (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000);

-- Search: each narrative and each headline once more, beside nothing but what a search asks for, so that the newest can be read
-- in order without fetching the wide rows they belong to. `detected_at` in epoch milliseconds: an adopted table's TIMESTAMP
-- means UTC whatever the zone of the session that writes.
CREATE TABLE narrative_docs (
  id UUID PRIMARY KEY,
  anomaly_id UUID NOT NULL,
  detected_at BIGINT NOT NULL,
  symbol VARCHAR(20) NOT NULL,
  text TEXT NOT NULL
);
CREATE TABLE headline_docs (LIKE narrative_docs INCLUDING ALL);

-- With the owner's rights and path: whoever may write narratives need not know of these tables.
CREATE FUNCTION mane_search_doc() RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    EXECUTE format('TRUNCATE %I', TG_ARGV[0]);
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    EXECUTE format('DELETE FROM %I WHERE id = $1', TG_ARGV[0]) USING OLD.id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    EXECUTE format('INSERT INTO %I (id, anomaly_id, detected_at, symbol, text)
      SELECT $1, a.id, floor(extract(epoch FROM a.detected_at) * 1000), a.symbol, $2 FROM anomalies a WHERE a.id = $3
      ON CONFLICT (id) DO UPDATE SET text = excluded.text', TG_ARGV[0])
      USING NEW.id, to_jsonb(NEW) ->> TG_ARGV[1], NEW.anomaly_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER mane_search AFTER INSERT OR DELETE OR UPDATE OF id, narrative_text, anomaly_id ON narratives
  FOR EACH ROW EXECUTE FUNCTION mane_search_doc('narrative_docs', 'narrative_text');
CREATE TRIGGER mane_search AFTER INSERT OR DELETE OR UPDATE OF id, title, anomaly_id ON news_articles
  FOR EACH ROW EXECUTE FUNCTION mane_search_doc('headline_docs', 'title');
CREATE TRIGGER mane_search_truncate AFTER TRUNCATE ON narratives
  FOR EACH STATEMENT EXECUTE FUNCTION mane_search_doc('narrative_docs');
CREATE TRIGGER mane_search_truncate AFTER TRUNCATE ON news_articles
  FOR EACH STATEMENT EXECUTE FUNCTION mane_search_doc('headline_docs');

INSERT INTO narrative_docs SELECT n.id, a.id, floor(extract(epoch FROM a.detected_at) * 1000), a.symbol, n.narrative_text
  FROM narratives n JOIN anomalies a ON a.id = n.anomaly_id ORDER BY a.detected_at;
INSERT INTO headline_docs SELECT n.id, a.id, floor(extract(epoch FROM a.detected_at) * 1000), a.symbol, n.title
  FROM news_articles n JOIN anomalies a ON a.id = n.anomaly_id ORDER BY a.detected_at;
CREATE INDEX idx_narrative_doc_newest ON narrative_docs (detected_at DESC);
CREATE INDEX idx_narrative_doc_symbol ON narrative_docs (symbol, detected_at DESC);
CREATE INDEX idx_headline_doc_newest ON headline_docs (detected_at DESC);
CREATE INDEX idx_headline_doc_symbol ON headline_docs (symbol, detected_at DESC);

-- The trigram indexes stand on these tables now; the narratives' own stays for the seed's query. Entries go in at once: a list
-- of pending ones would be read through by every search.
DROP INDEX IF EXISTS idx_headline_text_gin;
CREATE OR REPLACE FUNCTION mane_search_indexes() RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
  home TEXT;
BEGIN
  IF to_regclass('idx_narrative_text_gin') IS NOT NULL AND to_regclass('idx_narrative_doc_gin') IS NOT NULL
    AND to_regclass('idx_headline_doc_gin') IS NOT NULL THEN RETURN TRUE; END IF;
  BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
  EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
    RETURN FALSE;
  END;
  SELECT n.nspname INTO home FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm';
  EXECUTE format('CREATE INDEX IF NOT EXISTS idx_narrative_text_gin ON narratives USING GIN (narrative_text %I.gin_trgm_ops)', home);
  EXECUTE format('CREATE INDEX IF NOT EXISTS idx_narrative_doc_gin ON narrative_docs USING GIN (text %I.gin_trgm_ops) WITH (fastupdate = off)', home);
  EXECUTE format('CREATE INDEX IF NOT EXISTS idx_headline_doc_gin ON headline_docs USING GIN (text %I.gin_trgm_ops) WITH (fastupdate = off)', home);
  RETURN TRUE;
END $$;

DO $$
BEGIN
  PERFORM mane_search_indexes();
END $$;
