-- What language models were asked and what it cost. A row is written before its request leaves (reserved, at the worst case)
-- and corrected with what it took (settled); a row that stays reserved counts as spent. No foreign key: what was spent stays
-- spent when an anomaly is deleted.
CREATE TABLE llm_usage (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  time INTEGER NOT NULL CHECK (time BETWEEN 0 AND 8000000000000),
  provider TEXT NOT NULL CHECK (length(provider) <= 20),
  model TEXT NOT NULL CHECK (length(model) <= 50),
  purpose TEXT NOT NULL CHECK (purpose IN ('narrator', 'judge', 'test')),
  prompt_tokens INTEGER NOT NULL CHECK (prompt_tokens >= 0),
  completion_tokens INTEGER NOT NULL CHECK (completion_tokens >= 0),
  cost REAL CHECK (cost >= 0),
  state TEXT NOT NULL CHECK (state IN ('reserved', 'settled')),
  anomaly_id TEXT CHECK (length(anomaly_id) = 36)
) STRICT;
CREATE INDEX idx_llm_usage_time ON llm_usage (time);
