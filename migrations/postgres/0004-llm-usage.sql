-- What language models were asked and what it cost. A row is written before its request leaves (reserved, at the worst case)
-- and corrected with what it took (settled); a row that stays reserved counts as spent. No foreign key: what was spent stays
-- spent when an anomaly is deleted.
CREATE TABLE llm_usage (
  id UUID PRIMARY KEY,
  time TIMESTAMPTZ NOT NULL,
  provider VARCHAR(20) NOT NULL,
  model VARCHAR(50) NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('narrator', 'judge', 'test')),
  prompt_tokens BIGINT NOT NULL CHECK (prompt_tokens >= 0),
  completion_tokens BIGINT NOT NULL CHECK (completion_tokens >= 0),
  cost FLOAT CHECK (cost >= 0),
  state TEXT NOT NULL CHECK (state IN ('reserved', 'settled')),
  anomaly_id UUID
);
CREATE INDEX idx_llm_usage_time ON llm_usage (time);
