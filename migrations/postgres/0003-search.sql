-- Trigram indexes over narratives and headlines, when the server has pg_trgm and the user may use it; without them the same
-- search reads the tables. Called again at each start: an administrator may have allowed the extension since.
CREATE OR REPLACE FUNCTION mane_search_indexes() RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
  home TEXT;
BEGIN
  IF to_regclass('idx_narrative_text_gin') IS NOT NULL AND to_regclass('idx_headline_text_gin') IS NOT NULL THEN RETURN TRUE; END IF;
  BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
  EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
    RETURN FALSE;
  END;
  SELECT n.nspname INTO home FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm';
  EXECUTE format('CREATE INDEX IF NOT EXISTS idx_narrative_text_gin ON narratives USING GIN (narrative_text %I.gin_trgm_ops)', home);
  EXECUTE format('CREATE INDEX IF NOT EXISTS idx_headline_text_gin ON news_articles USING GIN (title %I.gin_trgm_ops)', home);
  RETURN TRUE;
END $$;

DO $$
BEGIN
  PERFORM mane_search_indexes();
END $$;
