-- Search without reading texts: the trigrams of 4,096 texts at a time, each with the texts that hold it, so that what a query
-- shares with every text is counted from some hundred short rows. A text that came or changed since waits in the tail
-- (`block IS NULL`), which is read through; the program that writes moves the tail into blocks from time to time. A text that
-- has gone leaves its slot behind, which then stands for nothing.
-- Numbers are not used twice: what a reader knows of a block stays true.
CREATE SEQUENCE search_block_number AS INTEGER MINVALUE 0;
CREATE TABLE search_blocks (
  block INTEGER PRIMARY KEY CHECK (block >= 0),
  corpus VARCHAR(20) NOT NULL CHECK (corpus IN ('narrative', 'headline')),
  -- Slots in use, and the moment of detection of each, epoch milliseconds: 8-byte floats, little endian.
  filled INTEGER NOT NULL CHECK (filled BETWEEN 0 AND 4096),
  detected BYTEA NOT NULL
);
ALTER TABLE search_blocks ALTER COLUMN detected SET STORAGE EXTERNAL;
CREATE TABLE search_postings (
  term TEXT COLLATE "C" NOT NULL,
  block INTEGER NOT NULL,
  -- Fewer than 512 bytes: a list of 2-byte slots, little endian; 512 bytes: a bitmap.
  slots BYTEA NOT NULL,
  PRIMARY KEY (term, block)
);

ALTER TABLE narrative_docs ADD COLUMN block INTEGER, ADD COLUMN slot INTEGER;
ALTER TABLE headline_docs ADD COLUMN block INTEGER, ADD COLUMN slot INTEGER;
CREATE INDEX idx_narrative_doc_slot ON narrative_docs (block, slot) WHERE block IS NOT NULL;
CREATE INDEX idx_headline_doc_slot ON headline_docs (block, slot) WHERE block IS NOT NULL;
CREATE INDEX idx_narrative_doc_tail ON narrative_docs (detected_at DESC) WHERE block IS NULL;
CREATE INDEX idx_headline_doc_tail ON headline_docs (detected_at DESC) WHERE block IS NULL;

-- As before, but that a text that changed goes back to the tail.
CREATE OR REPLACE FUNCTION mane_search_doc() RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    EXECUTE format('TRUNCATE %I', TG_ARGV[0]);
    DELETE FROM search_postings p USING search_blocks b WHERE b.block = p.block AND b.corpus = split_part(TG_ARGV[0], '_', 1);
    DELETE FROM search_blocks WHERE corpus = split_part(TG_ARGV[0], '_', 1);
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    EXECUTE format('DELETE FROM %I WHERE id = $1', TG_ARGV[0]) USING OLD.id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    EXECUTE format('INSERT INTO %I (id, anomaly_id, detected_at, symbol, text)
      SELECT $1, a.id, floor(extract(epoch FROM a.detected_at) * 1000), a.symbol, $2 FROM anomalies a WHERE a.id = $3
      ON CONFLICT (id) DO UPDATE SET text = excluded.text, block = NULL, slot = NULL', TG_ARGV[0])
      USING NEW.id, to_jsonb(NEW) ->> TG_ARGV[1], NEW.anomaly_id;
  END IF;
  RETURN NULL;
END $$;

-- The trigram index on the narratives stays for queries written by hand; those of the search tables are not asked any more.
DROP INDEX IF EXISTS idx_narrative_doc_gin;
DROP INDEX IF EXISTS idx_headline_doc_gin;
CREATE OR REPLACE FUNCTION mane_search_indexes() RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
  home TEXT;
BEGIN
  IF to_regclass('idx_narrative_text_gin') IS NOT NULL THEN RETURN TRUE; END IF;
  BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
  EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
    RETURN FALSE;
  END;
  SELECT n.nspname INTO home FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm';
  EXECUTE format('CREATE INDEX IF NOT EXISTS idx_narrative_text_gin ON narratives USING GIN (narrative_text %I.gin_trgm_ops)', home);
  RETURN TRUE;
END $$;
