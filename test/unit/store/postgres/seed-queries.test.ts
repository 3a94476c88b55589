/**
 * The seed's common queries, its fuzzy search, price window and daily deletion, letter for letter but for literal parameters,
 * on a database we made and on one that another MANE made and we adopted, filled with the same rows.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAddress } from '../../../../src-main/store/postgres/address.ts';
import { connect } from '../../../../src-main/store/postgres/connection.ts';
import { migratePostgres } from '../../../../src-main/store/postgres/migrate.ts';
import { describePostgres, type TestDatabase } from '../../../fixtures/postgres.ts';
import { fillSeed, uuid } from '../../../fixtures/postgres/seed-rows.ts';
import { SEED_QUERIES as SQL } from '../../../fixtures/postgres/seed-queries.ts';

const SEED_SCHEMA = readFileSync(new URL('../../../fixtures/postgres/seed-schema.sql', import.meta.url), 'utf8');

describePostgres(
  'the seed’s queries',
  (server) => {
    for (const kind of ['made by us', 'adopted'] as const) {
      describe(`on a database ${kind}`, () => {
        let database: TestDatabase;
        beforeAll(async () => {
          database = await server().createDatabase();
          // Zone and style of the program that runs the queries: the seed's TIMESTAMP columns are UTC and compared with NOW().
          await database.query(`ALTER DATABASE ${database.name} SET timezone TO 'UTC'`);
          await database.query(`ALTER DATABASE ${database.name} SET datestyle TO 'ISO'`);
          if (kind === 'adopted') await database.query(SEED_SCHEMA);
          if (kind === 'adopted') await fillSeed(database, true);
          const connection = connect(readAddress(database.url));
          await migratePostgres(connection);
          await connection.close();
          if (kind === 'made by us') await fillSeed(database, false);
        }, 60_000);
        afterAll(async () => database.drop(), 60_000);
        const run = (sql: string): Promise<Record<string, unknown>[]> => database.query(sql);

        it('1: recent anomalies with narratives and metadata', async () => {
          const rows = await run(SQL.recent);
          expect(
            rows.map((row) => [row.symbol, row.anomaly_type, row.detector_name, row.timeframe, row.validation_passed]),
          ).toEqual([
            ['BTC-USD', 'price_drop', 'MultiTimeframeDetector', '60', true],
            ['ETH-USD', 'price_spike', 'ZScoreDetector', '15', false],
          ]);
          expect(rows[0]).toMatchObject({
            price_change_pct: -5.2,
            confidence: 0.95,
            narrative_text: 'SEC enforcement action',
          });
          expect(rows[0].detection_metadata).toMatchObject({
            asset_threshold: 3.5,
            threshold_source: 'asset_override',
          });
        });

        it('1b: by detector and timeframe', async () => {
          const rows = await run(SQL.byDetector);
          expect(rows.map((row) => row.id).sort()).toEqual([uuid(1), uuid(3)]);
          expect(rows[0]).toHaveProperty('baseline_window_minutes');
        });

        it('2: anomalies with large clusters that are no noise', async () => {
          expect(await run(SQL.clusters)).toEqual([
            {
              symbol: 'BTC-USD',
              detected_at: expect.any(Date) as Date,
              cluster_size: 3,
              centroid_summary: 'SEC sues exchange',
              dominant_sentiment: -0.7,
            },
          ]);
        });

        it('3: the validation success rate', async () => {
          const rows = await run(SQL.passRate);
          expect(rows.sort((a, b) => String(a.llm_provider).localeCompare(String(b.llm_provider)))).toEqual([
            { llm_provider: 'anthropic', total_narratives: '1', passed: '1', pass_rate: '100.00' },
            { llm_provider: 'openai', total_narratives: '3', passed: '2', pass_rate: '66.67' },
          ]);
        });

        it('4: similar historical anomalies', async () => {
          const rows = await run(SQL.similar);
          expect(rows.map((row) => [row.price_change_pct, row.narrative_text])).toEqual([
            [-5.2, 'SEC enforcement action'],
            [-4.4, 'A large holder sold'],
          ]);
        });

        it('5: prices an hour before and after', async () => {
          const rows = await run(SQL.priceWindow.replace('some-uuid', uuid(1)));
          // Two hours by two minutes, both ends included; adopted: the row written twice is at its end.
          const newest = rows.filter((row) => row.price === 64000 && row.volume_24h !== null);
          expect(rows.filter((row) => row.volume_24h !== null)).toHaveLength(61);
          expect(newest).toHaveLength(1);
          expect(rows.map((row) => (row.timestamp as Date).getTime())).toEqual(
            rows.map((row) => (row.timestamp as Date).getTime()).toSorted((a, b) => a - b),
          );
        });

        it('fuzzy search', async () => {
          const rows = await run(SQL.fuzzy);
          expect(rows.map((row) => row.narrative_text)).toEqual([
            'SEC enforcement action',
            'SEC enforcement is not the reason',
          ]);
        });

        it('extension and index of the search: as written on an adopted database, there already on ours', async () => {
          await run(SQL.extension);
          await expect(run(SQL.searchIndex)).rejects.toThrow(/idx_narrative_text_gin" already exists/);
        });

        it('the daily deletion', async () => {
          const before = Number((await run('SELECT count(*) AS n FROM prices'))[0].n);
          await run(SQL.deletion);
          expect(Number((await run('SELECT count(*) AS n FROM prices'))[0].n)).toBe(before - 12);
        });

        it('how many connections there are', async () => {
          expect(Number((await run(SQL.connections))[0].count)).toBeGreaterThan(0);
        });
      });
    }
  },
  { every: true },
);
