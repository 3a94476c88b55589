/** PostgreSQL's migrations on data: each over rows of the schema before it, two programs at once, adoption, and the refusals. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAddress } from '../../../../src-main/store/postgres/address.ts';
import { connect, type Connection } from '../../../../src-main/store/postgres/connection.ts';
import { migratePostgres, shippedMigrations } from '../../../../src-main/store/postgres/migrate.ts';
import { migrationsFolder } from '../../../../src-main/base/paths.ts';
import { readMigrations, type Migration } from '../../../../src-main/store/migrate.ts';
import { describePostgres, type TestDatabase } from '../../../fixtures/postgres.ts';
import { fillSeed, SEED_COUNTS } from '../../../fixtures/postgres/seed-rows.ts';

const shipped = shippedMigrations();
const SEED_SCHEMA = readFileSync(new URL('../../../fixtures/postgres/seed-schema.sql', import.meta.url), 'utf8');

interface Column {
  table_name: string;
  column_name: string;
  data_type: string;
}
const COLUMNS = `SELECT table_name, column_name, data_type FROM information_schema.columns
  WHERE table_schema = 'public' AND table_name IN ('prices', 'anomalies', 'news_articles', 'news_clusters', 'narratives', 'backfill_progress')
  ORDER BY table_name, ordinal_position`;
const INDEXES = "SELECT indexname AS name FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1";
/** What a type may become in a database of ours. */
const WIDER: Record<string, string> = {
  'timestamp without time zone': 'timestamp with time zone',
  json: 'jsonb',
  integer: 'bigint',
};

it('ship the same numbers and names as the local store’s', () => {
  const local = readMigrations(migrationsFolder('sqlite')).map(({ number, name }) => ({ number, name }));
  const here = shipped.map(({ number, name }) => ({ number, name }));
  expect(here.slice(0, local.length)).toEqual(local);
});

describePostgres(
  'migrations',
  (server) => {
    let database: TestDatabase;
    let connection: Connection;
    beforeEach(async () => {
      database = await server().createDatabase();
      connection = connect(readAddress(database.url));
    });
    afterEach(async () => {
      await connection.close();
      await database.drop();
    });
    const indexes = async (): Promise<string[]> =>
      (await database.query<{ name: string }>(INDEXES)).map((row) => row.name);
    const count = async (table: string): Promise<number> =>
      Number((await database.query<{ n: string }>(`SELECT count(*) AS n FROM ${table}`))[0].n);
    const counts = async (): Promise<Record<string, number>> =>
      Object.fromEntries(
        await Promise.all(Object.keys(SEED_COUNTS).map(async (table) => [table, await count(table)] as const)),
      );

    describe('of a database of ours', () => {
      it('give the seed’s tables: its columns first and in order, the same or wider types, its indexes', async () => {
        const seeded = await server().createDatabase();
        await seeded.query(SEED_SCHEMA);
        const theirs = await seeded.query<Column>(COLUMNS);
        const theirIndexes = (await seeded.query<{ name: string }>(INDEXES)).map((row) => row.name);
        await seeded.drop();
        const report = await migratePostgres(connection);
        expect(report).toEqual({ schema: shipped.length, withoutUnique: [], trigramIndex: true, partitioned: true });
        const ours = Map.groupBy(await database.query<Column>(COLUMNS), (row) => row.table_name);
        for (const [table, columns] of Map.groupBy(theirs, (row) => row.table_name)) {
          const held = ours.get(table)!.slice(0, columns.length);
          expect(
            held.map((row) => row.column_name),
            table,
          ).toEqual(columns.map((row) => row.column_name));
          for (const [at, { data_type: type }] of columns.entries())
            expect([type, WIDER[type]], `${table}.${columns[at].column_name}`).toContain(held[at].data_type);
        }
        const own = await indexes();
        expect(theirIndexes.filter((name) => !own.includes(name))).toEqual([]);
        expect(own).toEqual(expect.arrayContaining(['idx_narrative_text_gin', 'idx_price_once']));
      });

      it('refuse what the seed refuses, give ids and times, and delete an anomaly with all that hangs on it', async () => {
        await migratePostgres(connection);
        const [{ id }] = await database.query<{ id: string }>(
          "INSERT INTO anomalies (symbol, detected_at, anomaly_type) VALUES ('BTC-USD', NOW(), 'combined') RETURNING id",
        );
        await database.query("INSERT INTO news_articles (anomaly_id, title, published_at) VALUES ($1, 'x', NOW())", [
          id,
        ]);
        await database.query('INSERT INTO news_clusters (anomaly_id, cluster_number) VALUES ($1, 0)', [id]);
        await database.query("INSERT INTO narratives (anomaly_id, narrative_text) VALUES ($1, 'x')", [id]);
        const refused = [
          `INSERT INTO narratives (anomaly_id, narrative_text) VALUES ('${id}', 'a second one')`,
          "INSERT INTO anomalies (symbol, detected_at, anomaly_type) VALUES ('BTC-USD', NOW(), 'crash')",
          "INSERT INTO anomalies (symbol, detected_at, anomaly_type, confidence) VALUES ('BTC-USD', NOW(), 'combined', 1.1)",
          "INSERT INTO news_articles (anomaly_id, title, published_at) VALUES (gen_random_uuid(), 'x', NOW())",
          "INSERT INTO prices (symbol, timestamp, price) VALUES ('ABCDEFGHIJKLMNOPQRSTU', NOW(), 1)",
        ];
        for (const sql of refused) await expect(database.query(sql), sql).rejects.toThrow(/constraint|too long/);
        const [{ validated, recent }] = await database.query<{ validated: boolean; recent: boolean }>(
          "SELECT validated, created_at > NOW() - INTERVAL '1 minute' AS recent FROM narratives",
        );
        expect([validated, recent]).toEqual([false, true]);
        await database.query('DELETE FROM anomalies WHERE id = $1', [id]);
        expect(await counts()).toMatchObject({ news_articles: 0, news_clusters: 0, narratives: 0 });
      });

      it('keep prices by month, made ahead; a month that others wrote early moves into its own', async () => {
        await migratePostgres(connection);
        const months = async (): Promise<string[]> =>
          (
            await database.query<{ part: string }>(
              "SELECT inhrelid::regclass::text AS part FROM pg_inherits WHERE inhparent = 'prices'::regclass ORDER BY 1",
            )
          ).map((row) => row.part);
        expect(await months()).toHaveLength(1 + 4);
        await database.query(
          "INSERT INTO prices (symbol, timestamp, price) VALUES ('BTC-USD', '2019-12-31 23:59:59.999+00', 1), ('BTC-USD', '2020-01-01 00:00:00+00', 2), ('BTC-USD', '2020-02-01 00:00:00+00', 3)",
        );
        const made = await database.query<{ made: boolean }>("SELECT mane_price_partition('2020-01-15') AS made");
        expect(made).toEqual([{ made: true }]);
        expect(await database.query('SELECT price FROM prices_2020_01')).toEqual([{ price: 2 }]);
        expect(await database.query('SELECT price FROM prices_rest ORDER BY 1')).toEqual([{ price: 1 }, { price: 3 }]);
        expect(await count('prices')).toBe(3);
        expect(await database.query("SELECT mane_price_partition('2020-01-01') AS made")).toEqual([{ made: false }]);
      });

      it('apply once, also when two programs start at the same moment', async () => {
        const others = [connect(readAddress(database.url)), connect(readAddress(database.url))];
        const reports = await Promise.all([connection, ...others].map((one) => migratePostgres(one)));
        expect(reports.map((report) => report.schema)).toEqual([shipped.length, shipped.length, shipped.length]);
        expect(await count('schema_migrations')).toBe(shipped.length);
        for (const other of others) await other.close();
      });

      it.each(shipped.slice(1).map((migration) => [migration.number, migration.name]))(
        'number %i (%s) keeps the rows it finds',
        async (number) => {
          await migrateTo(connection, shipped.slice(0, number - 1));
          await fillSeed(database, false);
          await migratePostgres(connection);
          expect(await counts()).toEqual({ ...SEED_COUNTS, prices: SEED_COUNTS.prices - 1 });
          expect(await count('schema_migrations')).toBe(shipped.length);
        },
      );
    });

    describe('of a database that another MANE made', () => {
      it('only add: every row and every column stays as it was, duplicates included', async () => {
        await database.query(SEED_SCHEMA);
        await fillSeed(database, true);
        const before = await snapshot(database);
        const columnsBefore = await database.query<Column>(COLUMNS);
        const report = await migratePostgres(connection);
        expect(report).toEqual({
          schema: shipped.length,
          withoutUnique: ['prices'],
          trigramIndex: true,
          partitioned: false,
        });
        expect(await counts()).toEqual(SEED_COUNTS);
        expect(await snapshot(database)).toEqual(before);
        const columnsAfter = await database.query<Column>(COLUMNS);
        expect(
          columnsAfter.filter((after) =>
            columnsBefore.some((one) => one.table_name === after.table_name && one.column_name === after.column_name),
          ),
        ).toEqual(columnsBefore);
        expect(columnsAfter.map((row) => row.column_name)).toEqual(
          expect.arrayContaining(['stage', 'alerted_at', 'citations']),
        );
      });

      it('build the unique index as soon as the data allow it', async () => {
        await database.query(SEED_SCHEMA);
        await fillSeed(database, true);
        await migratePostgres(connection);
        expect(await indexes()).not.toContain('idx_price_once');
        await database.query(
          'DELETE FROM prices a USING prices b WHERE a.id > b.id AND (a.symbol, a.source, a.timestamp) = (b.symbol, b.source, b.timestamp)',
        );
        expect((await migratePostgres(connection)).withoutUnique).toEqual([]);
        expect(await indexes()).toContain('idx_price_once');
      });
    });

    describe('refuse', () => {
      const later: Migration = {
        number: shipped.length + 1,
        name: 'later',
        sql: 'CREATE TABLE later (x INT)',
        checksum: 'c',
      };

      it('a newer schema than the program’s', async () => {
        await migratePostgres(connection, [...shipped, later]);
        await expect(migratePostgres(connection)).rejects.toThrow(
          new RegExp(
            `written by a newer MANE \\(schema ${later.number}, this program knows ${shipped.length}\\): update`,
          ),
        );
      });

      it('a shipped file that changed after it was applied', async () => {
        await migratePostgres(connection);
        const changed = shipped.map((one) => (one.number === 2 ? { ...one, checksum: 'changed' } : one));
        await expect(migratePostgres(connection, changed)).rejects.toThrow(/migration 0002-our-tables .*checksum/);
      });

      it('a ledger of another program', async () => {
        await database.query('CREATE TABLE schema_migrations (version TEXT)');
        await expect(migratePostgres(connection)).rejects.toThrow(/belongs to another program/);
      });

      it('half a migration: one that fails leaves the schema as it was', async () => {
        await migratePostgres(connection);
        const broken = { ...later, sql: 'CREATE TABLE half (x INT); CREATE TABLE half (y INT)' };
        await expect(migratePostgres(connection, [...shipped, broken])).rejects.toThrow();
        expect(await database.query("SELECT to_regclass('half')::text AS half")).toEqual([{ half: null }]);
        expect((await migratePostgres(connection)).schema).toBe(shipped.length);
      });

      it('a user who may not create, with what to do', async () => {
        await database.query(
          "DROP ROLE IF EXISTS mane_guest; CREATE ROLE mane_guest LOGIN PASSWORD 'guest'; REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        );
        const guest = connect(readAddress({ ...connection.address, user: 'mane_guest', password: 'guest' }));
        await expect(migratePostgres(guest)).rejects.toThrow(
          /user mane_guest may not do this .*GRANT CREATE ON SCHEMA public TO mane_guest/,
        );
        await guest.close();
        await database.query('DROP ROLE mane_guest');
      });
    });
  },
  { every: true },
);

/** The first of the shipped files, by hand. */
async function migrateTo(connection: Connection, some: readonly Migration[]): Promise<void> {
  await connection.transaction(async (transaction) => {
    await transaction.script(
      'CREATE TABLE schema_migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TIMESTAMPTZ NOT NULL DEFAULT NOW())',
    );
    for (const { number, name, checksum, sql } of some) {
      await transaction.script(sql);
      await transaction.run(
        'INSERT INTO schema_migrations (number, name, checksum) VALUES (:number, :name, :checksum)',
        { number, name, checksum },
      );
    }
  });
}

/** Every row of the seed's columns, as text. */
async function snapshot(database: TestDatabase): Promise<Record<string, unknown>> {
  const columns = Map.groupBy(await database.query<Column>(COLUMNS), (row) => row.table_name);
  const ADDED = ['stage', 'alerted_at', 'venue', 'cause', 'citations', 'revision', 'updated_at'];
  const rows: Record<string, unknown> = {};
  for (const [table, held] of columns) {
    const names = held.map((row) => row.column_name).filter((name) => !ADDED.includes(name));
    rows[table] = await database.query(
      `SELECT ${names.map((name) => `${name}::text`).join(', ')} FROM ${table} ORDER BY id`,
    );
  }
  return rows;
}
