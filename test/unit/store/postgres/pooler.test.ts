/** Behind PgBouncer in transaction mode: nothing leans on a session, in a database of ours and in one of TIMESTAMP columns. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAddress, type PostgresAddress } from '../../../../src-main/store/postgres/address.ts';
import { connect } from '../../../../src-main/store/postgres/connection.ts';
import { openPostgresStore } from '../../../../src-main/store/postgres/store.ts';
import { anomaly, candle, narrativeOf, newsItem, price, T0, VENUE } from '../../../conformance/store-samples.ts';
import { describePostgres } from '../../../fixtures/postgres.ts';
import { hasPgBouncer, startPgBouncer, type RunningPooler } from '../../../fixtures/postgres/pgbouncer.ts';

const SEED_SCHEMA = readFileSync(new URL('../../../fixtures/postgres/seed-schema.sql', import.meta.url), 'utf8');
if (!hasPgBouncer) console.log('skipped: transaction pooling needs pgbouncer');

describe.skipIf(!hasPgBouncer)('PgBouncer', () => {
  describePostgres(
    'in transaction mode',
    (server) => {
      let pooler: RunningPooler;
      beforeAll(async () => {
        pooler = await startPgBouncer(server().own!);
      });
      afterAll(async () => pooler.stop());
      const through = (url: string, pooled: boolean): PostgresAddress => ({
        ...readAddress(url),
        port: pooler.port,
        pooled,
      });

      it.each(['made by us', 'adopted'])('keeps and gives back rows of a database %s', async (kind) => {
        const database = await server().createDatabase();
        if (kind === 'adopted') await database.query(SEED_SCHEMA);
        const store = await openPostgresStore({ address: through(database.url, true), retryForMs: 0 });
        const one = anomaly(5, { alerted_at: T0 });
        await store.writer.journal({ candles: [candle(1), candle(2)], prices: [price(1), price(2)] });
        await store.writer.raise(one, null);
        await store.writer.saveNarrative(narrativeOf(one), [], 'accepted');
        await store.writer.saveNewsItems([newsItem('a')]);
        await store.writer.flush();
        const ranges = Array.from({ length: 40 }, () =>
          store.reader.prices({ symbol: 'BTC-USD', from: T0, to: T0 + 9000 }),
        );
        for (const prices of await Promise.all(ranges)) expect(prices).toEqual([price(1), price(2)]);
        expect(await store.reader.candles({ symbol: 'BTC-USD', venue: VENUE, from: 0, to: 8e12 })).toEqual([
          candle(1),
          candle(2),
        ]);
        const detail = await store.reader.anomaly(one.id);
        expect(detail).toMatchObject({ anomaly: { ...one, stage: 'accepted' }, narrative: narrativeOf(one) });
        expect(await store.reader.anomalies({ from: one.detected_at, to: one.detected_at, limit: 5 })).toHaveLength(1);
        expect(await store.reader.search({ text: 'withdrawals', limit: 5 })).toHaveLength(1);
        // What is stored is UTC, though the server's zone is not.
        const [row] = await database.query<{ at: string }>(
          "SELECT to_char(detected_at, 'YYYY-MM-DD HH24:MI') AS at FROM anomalies",
        );
        if (kind === 'adopted') expect(row.at).toBe('2024-01-01 00:05');
        await store.close();
        await pooler.stop();
        pooler = await startPgBouncer(server().own!);
        await database.drop();
      });

      it('says what the address lacks when it meets a pooler unprepared', async () => {
        const connection = connect(through(server().url(), false));
        const found = await connection.rows('SELECT 1 AS one').then(
          () => 'it connected',
          (error: Error) => error.message,
        );
        // From 1.20 on PgBouncer takes the start-up option that older ones refuse.
        expect(found).toMatch(/it connected|add pgbouncer=true to the address/);
        await connection.close();
      });
    },
    { own: true },
  );
});
