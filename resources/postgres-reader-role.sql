-- A role that may read MANE's tables and nothing else. Run it in MANE's database as the owner of the tables (who must be
-- allowed to create roles, or ask somebody who is); running it again does no harm. Then give it to people and programs:
--   CREATE ROLE analyst LOGIN PASSWORD '…' IN ROLE mane_reader;
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'mane_reader') THEN
    CREATE ROLE mane_reader NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
  END IF;
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO mane_reader', current_database());
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO mane_reader', current_schema());
  EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO mane_reader', current_schema());
  -- Tables that later versions add, and the months of prices to come.
  EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT ON TABLES TO mane_reader', current_schema());
END $$;
