-- Several machines over one PostgreSQL: an episode that was raised here and that another machine had stored there under another id
-- gave way to that one. What this engine still says of it goes where it went.
CREATE TABLE mirror_replaced (
  anomaly_id TEXT PRIMARY KEY NOT NULL,
  by_id TEXT NOT NULL,
  replaced_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT, WITHOUT ROWID;

-- Raised elsewhere, left unfinished there, and continued here since this machine took its symbol over. Still not raised here.
ALTER TABLE mirror_foreign ADD COLUMN adopted INTEGER NOT NULL DEFAULT 0 CHECK (adopted IN (0, 1));

-- Of a symbol taken over: what another machine has sent already, looked at again behind everything new. No first copy.
ALTER TABLE mirror_ranges ADD COLUMN again INTEGER NOT NULL DEFAULT 0 CHECK (again IN (0, 1));
