-- What changed here and when, for the machines that keep a copy: one row for each anomaly (with everything that hangs on it),
-- its window of prices, news item and gap, kept by triggers, so that other programs' writes are seen as well. A machine's
-- transactions name it in `mane.origin` when what they leave here is exactly what it holds itself.

CREATE TABLE mirror_server (
  -- A copy belongs to one database: another one is copied from the beginning.
  id UUID PRIMARY KEY DEFAULT gen_random_uuid()
);
INSERT INTO mirror_server DEFAULT VALUES;

CREATE SEQUENCE mirror_change_seq AS BIGINT;
CREATE TABLE mirror_changes (
  kind TEXT NOT NULL,
  key UUID NOT NULL,
  seq BIGINT NOT NULL DEFAULT nextval('mirror_change_seq'),
  -- Transactions commit out of order: a reader that has seen all below the oldest one running has missed none.
  xid XID8 NOT NULL DEFAULT pg_current_xact_id(),
  origin TEXT NOT NULL DEFAULT '',
  changed_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
  -- Of an anomaly: it is gone here, and whoever has it shall forget it.
  deleted BOOLEAN NOT NULL DEFAULT FALSE,
  PRIMARY KEY (kind, key)
);
CREATE INDEX idx_mirror_change_order ON mirror_changes (xid, seq);

-- Called with the keys of one statement. As the owner, so that roles that may only write the tables go on writing them.
CREATE FUNCTION mane_note_changes(of_kind TEXT, keys UUID[]) RETURNS VOID LANGUAGE sql SECURITY DEFINER AS $$
  INSERT INTO mirror_changes AS c (kind, key, origin, deleted)
    SELECT of_kind, k.key, coalesce(current_setting('mane.origin', TRUE), ''),
      of_kind = 'anomaly' AND NOT EXISTS (SELECT 1 FROM anomalies a WHERE a.id = k.key)
    FROM (SELECT DISTINCT unnest(keys) AS key) k WHERE k.key IS NOT NULL ORDER BY k.key
  ON CONFLICT (kind, key) DO UPDATE SET seq = nextval('mirror_change_seq'), xid = pg_current_xact_id(),
    origin = excluded.origin, changed_at = clock_timestamp(), deleted = excluded.deleted
$$;

-- The arguments: kind, and the column that names it ('article_facts' are found through their article).
CREATE FUNCTION mane_note_rows() RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  keys UUID[];
BEGIN
  IF TG_ARGV[1] = 'article_id' THEN
    SELECT array_agg(n.anomaly_id) INTO keys FROM touched t JOIN news_articles n ON n.id = t.article_id;
  ELSE
    EXECUTE format('SELECT array_agg(%I) FROM touched', TG_ARGV[1]) INTO keys;
  END IF;
  IF keys IS NOT NULL THEN PERFORM mane_note_changes(TG_ARGV[0], keys); END IF;
  RETURN NULL;
END $$;

DO $$
DECLARE
  watched CONSTANT TEXT[] := ARRAY[
    'anomalies', 'anomaly', 'id', 'news_articles', 'anomaly', 'anomaly_id', 'article_facts', 'anomaly', 'article_id',
    'news_clusters', 'anomaly', 'anomaly_id', 'narratives', 'anomaly', 'anomaly_id', 'narrative_revisions', 'anomaly', 'anomaly_id',
    'alerts', 'anomaly', 'anomaly_id', 'feedback', 'anomaly', 'anomaly_id', 'anomaly_prices', 'window', 'anomaly_id',
    'news_items', 'news_item', 'id', 'feed_gaps', 'gap', 'id'];
  event TEXT;
BEGIN
  -- An owner's function must not be led astray by somebody's search path.
  EXECUTE format('ALTER FUNCTION mane_note_changes(TEXT, UUID[]) SET search_path = %I, pg_temp', current_schema());
  EXECUTE format('ALTER FUNCTION mane_note_rows() SET search_path = %I, pg_temp', current_schema());
  FOR k IN 1 .. array_length(watched, 1) BY 3 LOOP
    FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
      -- Retention is each store's own: what it forgets here is forgotten nowhere else.
      CONTINUE WHEN event = 'DELETE' AND watched[k + 1] <> 'anomaly';
      EXECUTE format('CREATE TRIGGER %I AFTER %s ON %I REFERENCING %s TABLE AS touched FOR EACH STATEMENT '
        || 'EXECUTE FUNCTION mane_note_rows(%L, %L)', 'mirror_' || lower(event), event, watched[k],
        CASE event WHEN 'DELETE' THEN 'OLD' ELSE 'NEW' END, watched[k + 1], watched[k + 2]);
    END LOOP;
  END LOOP;
END $$;

-- What was here before the log.
INSERT INTO mirror_changes (kind, key) SELECT 'anomaly', id FROM anomalies;
INSERT INTO mirror_changes (kind, key) SELECT DISTINCT 'window', anomaly_id FROM anomaly_prices;
INSERT INTO mirror_changes (kind, key) SELECT 'news_item', id FROM news_items;
INSERT INTO mirror_changes (kind, key) SELECT 'gap', id FROM feed_gaps;
