/** What only an adopted database has: prices without a unique index, rows of another program without our columns. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAddress } from '../../../../src-main/store/postgres/address.ts';
import { openPostgresStore } from '../../../../src-main/store/postgres/store.ts';
import type { OpenStore } from '../../../../src-main/store/store-client.ts';
import { anomaly, narrativeOf, price, T0 } from '../../../conformance/store-samples.ts';
import { describePostgres, type TestDatabase } from '../../../fixtures/postgres.ts';
import { fillSeed, SEED_COUNTS, uuid } from '../../../fixtures/postgres/seed-rows.ts';

const SEED_SCHEMA = readFileSync(new URL('../../../fixtures/postgres/seed-schema.sql', import.meta.url), 'utf8');

describePostgres('a database that another MANE made and filled', (server) => {
  let database: TestDatabase;
  let store: OpenStore;
  const open = (): Promise<OpenStore> => openPostgresStore({ address: readAddress(database.url), retryForMs: 0 });

  beforeEach(async () => {
    database = await server().createDatabase();
    await database.query(SEED_SCHEMA);
    await fillSeed(database, true);
    store = await open();
  });
  afterEach(async () => {
    await store.close();
    await database.drop();
  });

  describe('prices twice in it', () => {
    it('are neither doubled nor lost when ours come to them', async () => {
      const held = [price(1), price(2)];
      for (let round = 0; round < 2; round++) {
        await store.writer.journal({ candles: [], prices: [...held, price(2, { price: 7 + round })] });
        await store.writer.flush();
      }
      expect(await store.reader.prices({ symbol: 'BTC-USD', from: T0, to: T0 + 9000 })).toEqual([
        price(1),
        price(2, { price: 8 }),
      ]);
      expect((await store.reader.metrics(5)).totals.prices).toBe(SEED_COUNTS.prices + 2);
    });

    it('are written once by two programs at the same time', async () => {
      const other = await open();
      const seconds = Array.from({ length: 200 }, (_, second) => price(second));
      await Promise.all(
        [store, other].map(
          async ({ writer }) => (await writer.journal({ candles: [], prices: seconds }), writer.flush()),
        ),
      );
      expect(await store.reader.prices({ symbol: 'BTC-USD', from: T0, to: T0 + 300_000 })).toEqual(seconds);
      await other.close();
    });
  });

  it('is read as it is: stages from verdicts, times as UTC, children and searches', async () => {
    const listed = await store.reader.anomalies({ limit: 10 });
    expect(listed.map((row) => [row.anomaly.id, row.anomaly.stage, row.anomaly.venue])).toEqual([
      [uuid(1), 'accepted', 'unknown'],
      [uuid(2), 'withheld', 'unknown'],
      [uuid(3), 'accepted', 'unknown'],
      [uuid(4), 'accepted', 'unknown'],
      [uuid(6), 'withheld', 'unknown'],
      [uuid(5), 'withheld', 'unknown'],
    ]);
    expect(await store.reader.unfinished(8e12)).toEqual([]);
    const [{ at }] = await database.query<{ at: string }>(
      `SELECT extract(epoch FROM detected_at) * 1000 AS at FROM anomalies WHERE id = '${uuid(1)}'`,
    );
    expect(listed[0].anomaly.detected_at).toBe(Number(at));
    const detail = await store.reader.anomaly(uuid(1));
    expect(detail?.articles.map((article) => article.title)).toEqual([
      'SEC sues exchange',
      'Exchange sued by SEC',
      'why is it down',
    ]);
    expect(detail?.narrative).toMatchObject({ cause: 'cause_unknown', revision: 0, citations: [] });
    expect(await store.reader.storyVectors([uuid(1)])).toEqual([{ anomaly_id: uuid(1), vector: [0.375, -0.375] }]);
    expect(
      (await store.reader.search({ text: 'enforcement action', limit: 1 })).map((hit) => [hit.anomaly.id, hit.score]),
    ).toEqual([[uuid(1), 1]]);
    expect(await store.reader.anomalies({ verdict: 'accepted', limit: 10 })).toHaveLength(3);
    expect((await store.reader.pastAnomalies({ limit: 1 }))[0]).toMatchObject({
      timeframe_minutes: 60,
      onset: Number(at),
    });
  });

  it('takes ours beside its own, and a narrative of ours replaces its', async () => {
    const one = anomaly(1);
    await store.writer.raise(one, null);
    await store.writer.saveNarrative(narrativeOf(one), [], 'accepted');
    expect((await store.reader.anomaly(one.id))?.narrative).toEqual(narrativeOf(one));
    await store.writer.saveNarrative({ ...narrativeOf(one), id: uuid(99), anomaly_id: uuid(2) }, [], 'accepted');
    expect((await store.reader.anomaly(uuid(2)))?.narrative).toMatchObject({
      id: uuid(32),
      cause: 'likely_cause',
      revision: 1,
    });
  });
});
