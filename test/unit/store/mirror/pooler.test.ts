/** The mirror behind PgBouncer in transaction mode: the names, locks and moments it sets are each transaction's own. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAddress } from '../../../../src-main/store/postgres/address.ts';
import { connectTo, differences, fillStory, openMachine, settle } from '../../../fixtures/mirror.ts';
import { describePostgres } from '../../../fixtures/postgres.ts';
import { hasPgBouncer, startPgBouncer, type RunningPooler } from '../../../fixtures/postgres/pgbouncer.ts';
import { candle, price } from '../../../conformance/store-samples.ts';

if (!hasPgBouncer) console.log('skipped: transaction pooling needs pgbouncer');

describe.skipIf(!hasPgBouncer)('mirror behind PgBouncer', () => {
  describePostgres(
    'in transaction mode',
    (server) => {
      let pooler: RunningPooler;
      beforeAll(async () => {
        pooler = await startPgBouncer(server().own!);
      });
      afterAll(async () => pooler.stop());

      it('keeps two machines and the server in step', async () => {
        const database = await server().createDatabase();
        const machines = [await openMachine(), await openMachine()];
        const address = { ...readAddress(database.url), port: pooler.port, pooled: true };
        for (const machine of machines) machine.mirror(database.url, { address });
        const [a, b] = machines;
        await a.store.writer.journal({ candles: [candle(1)], prices: [price(1)] });
        const id = await fillStory(a, 30);
        await settle(a, b);
        await b.store.writer.saveFeedback(id, 'down', 'theirs', 5e12);
        await settle(b, a);
        expect((await a.store.reader.anomaly(id))?.feedback).toMatchObject({ note: 'theirs' });
        const connection = connectTo(database.url);
        expect((await differences(connection, a, b)).lines).toEqual([]);
        for (const machine of machines) await machine.close();
        await connection.close();
        await pooler.stop();
        pooler = await startPgBouncer(server().own!);
        await database.drop();
      });
    },
    { own: true },
  );
});
