-- Several machines over one database: which of them collects a symbol, and who is there at all. Every time is the server's clock.
CREATE SEQUENCE symbol_lease_tokens AS BIGINT;
CREATE TABLE symbol_leases (
  venue VARCHAR(20) NOT NULL,
  symbol VARCHAR(20) NOT NULL,
  owner TEXT NOT NULL,
  token BIGINT NOT NULL DEFAULT nextval('symbol_lease_tokens'),
  expires_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (venue, symbol),
  -- A key and not only a column: a renewal, which leaves it alone, goes on beside a write that holds the row FOR KEY SHARE;
  -- a take-over, which changes it, waits for that write.
  CONSTRAINT symbol_leases_token_once UNIQUE (token)
) WITH (fillfactor = 50);

-- A run of the program on a machine and the symbols it would collect; what a fair share is follows from these rows.
CREATE TABLE collectors (
  owner TEXT PRIMARY KEY,
  machine TEXT NOT NULL,
  venue VARCHAR(20) NOT NULL,
  symbols TEXT[] NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL
) WITH (fillfactor = 50);
