/** A database that another MANE made and writes to: its anomalies are read here as whole ones, ours are read there. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AnomalyDetailSchema } from '../../../../src-shared/contract.ts';
import type { Connection } from '../../../../src-main/store/postgres/connection.ts';
import { migratePostgres } from '../../../../src-main/store/postgres/migrate.ts';
import { once, describePostgres, type TestDatabase } from '../../../fixtures/postgres.ts';
import { fillSeed, SEED_COUNTS, uuid } from '../../../fixtures/postgres/seed-rows.ts';
import { connectTo, differences, fillStory, openMachine, settle, type Machine } from '../../../fixtures/mirror.ts';
import { candle, price } from '../../../conformance/store-samples.ts';

const SEED_SCHEMA = readFileSync(new URL('../../../fixtures/postgres/seed-schema.sql', import.meta.url), 'utf8');

describePostgres(
  'mirror beside another program',
  (server) => {
    let database: TestDatabase;
    let connection: Connection;
    let a: Machine;
    beforeEach(async () => {
      database = await server().createDatabase();
      connection = connectTo(database.url);
      a = await openMachine();
    });
    afterEach(async () => {
      await a.close();
      await connection.close();
      await database.drop();
    });

    it('takes over what stands in an adopted database, whole, and changes none of it', async () => {
      await database.query(SEED_SCHEMA);
      await fillSeed(database, true);
      const before = await database.query('SELECT * FROM anomalies ORDER BY id');
      a.mirror(database.url);
      await a.store.writer.journal({ candles: [candle(1)], prices: [price(1), price(2)] });
      const ours = await fillStory(a, 30);
      await settle(a);
      const listed = await a.store.reader.anomalies({ limit: 50 });
      expect(listed).toHaveLength(SEED_COUNTS.anomalies + 1);
      for (const { anomaly } of listed) AnomalyDetailSchema.parse(await a.store.reader.anomaly(anomaly.id));
      expect((await a.store.reader.search({ text: 'SEC enforcement', limit: 5 })).map((hit) => hit.anomaly.id)).toEqual(
        expect.arrayContaining([uuid(1), uuid(2)]),
      );
      // Nobody is asked to finish them.
      expect((await a.store.reader.unfinished(Date.now() - 3e8)).map(({ id }) => id)).not.toContain(uuid(1));
      const after = await database.query<Record<string, unknown>>(
        `SELECT * FROM anomalies WHERE id <> '${ours}' ORDER BY id`,
      );
      for (const [place, row] of before.entries()) expect(after[place]).toMatchObject(row);
      expect((await differences(connection, a)).lines.filter((line) => !line.includes('twice'))).toEqual([]);
    });

    it('sees each later write of a program that knows nothing of it, and of a role that may only write the tables', async () => {
      await migratePostgres(connection);
      await database.query(`CREATE ROLE ${database.name} LOGIN PASSWORD 'writes'; GRANT SELECT, INSERT, UPDATE, DELETE ON anomalies, narratives, news_articles, alerts TO ${database.name}`); // prettier-ignore
      const url = new URL(database.url);
      [url.username, url.password] = [database.name, 'writes'];
      a.mirror(database.url);
      await settle(a);
      const id = uuid(77);
      await once(url.href, `INSERT INTO anomalies (id, symbol, detected_at, anomaly_type, confidence) VALUES ('${id}', 'BTC-USD', NOW(), 'price_drop', 0.5)`); // prettier-ignore
      await settle(a);
      expect((await a.store.reader.anomaly(id))?.anomaly).toMatchObject({ stage: 'withheld', venue: 'unknown' });
      await once(url.href, `INSERT INTO narratives (anomaly_id, narrative_text, validated, validation_passed) VALUES ('${id}', 'Somebody sold.', TRUE, TRUE)`); // prettier-ignore
      await settle(a);
      expect(await a.store.reader.anomaly(id)).toMatchObject({ anomaly: { stage: 'accepted' }, narrative: { narrative_text: 'Somebody sold.' } }); // prettier-ignore
      await a.store.writer.saveFeedback(id, 'up', null, 5);
      await once(url.href, `UPDATE narratives SET narrative_text = 'Somebody sold a lot.'`);
      await settle(a);
      expect(await a.store.reader.anomaly(id)).toMatchObject({ feedback: { vote: 'up' }, narrative: { narrative_text: 'Somebody sold a lot.' } }); // prettier-ignore
      await once(url.href, 'DELETE FROM anomalies');
      await settle(a);
      expect(await a.store.reader.anomaly(id)).toBeNull();
      expect((await differences(connection, a)).lines).toEqual([]);
      await database.query(`DROP OWNED BY ${database.name}; DROP ROLE ${database.name}`);
    });
  },
  { every: true },
);
