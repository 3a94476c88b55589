/** `mane mirror push` beside a machine that collects: it sends what an engine would, says what is another's, and leaves no trace. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Connection } from '../../../src-main/store/postgres/connection.ts';
import { migratePostgres } from '../../../src-main/store/postgres/migrate.ts';
import { openStore } from '../../../src-main/store/store-client.ts';
import { anomaly, candle, price, VENUE } from '../../conformance/store-samples.ts';
import { connectTo } from '../../fixtures/mirror.ts';
import { describePostgres, type TestDatabase } from '../../fixtures/postgres.ts';
import { mane, temporaryFolder } from '../../fixtures/run-mane.ts';
import { sharing, type Sharing } from '../../fixtures/sharing.ts';
import { createPassage } from '../../../src-main/base/clock.ts';

describePostgres('sending by hand', (server) => {
  let database: TestDatabase;
  let connection: Connection;
  let folder: ReturnType<typeof temporaryFolder>;
  let collecting: Sharing | null;
  beforeEach(async () => {
    database = await server().createDatabase();
    connection = connectTo(database.url);
    folder = temporaryFolder();
    collecting = null;
  });
  afterEach(async () => {
    await collecting?.collector.stop();
    await collecting?.close();
    await connection.close();
    await database.drop();
    folder.remove();
  });

  const mirror = async (...args: string[]): Promise<string> => {
    const done = await mane(['mirror', ...args, '--db', join(folder.path, 'mane.db')], { MANE_DATA: folder.path, MANE_POSTGRES_URL: database.url }); // prettier-ignore
    expect(done).toMatchObject({ code: 0 });
    return done.stdout;
  };
  const symbolsIn = async (table: string): Promise<string[]> =>
    (await database.query<{ symbol: string }>(`SELECT DISTINCT symbol FROM ${table} ORDER BY 1`)).map(
      ({ symbol }) => symbol,
    );
  const anomalies = async (): Promise<string[]> =>
    (await database.query<{ id: string }>('SELECT id::text AS id FROM anomalies')).map(({ id }) => id).sort();

  const open = { btc: anomaly(100), eth: anomaly(100, { symbol: 'ETH-USD' }) };
  const over = anomaly(30);
  const ended = { ...over, detection_metadata: { ...over.detection_metadata, end: over.detected_at + 60_000 } };

  /** Of BTC, which another machine collects here, and of ETH, which nobody does; at another venue also. */
  async function fill(): Promise<void> {
    const store = await openStore({ path: join(folder.path, 'mane.db'), inThread: false });
    for (const one of [open.btc, open.eth, ended]) await store.writer.raise(one, null);
    const kinds = [{}, { symbol: 'ETH-USD' }];
    await store.writer.journal({
      candles: [...kinds, { symbol: 'XRP-USD', venue: 'elsewhere' }].map((one) => candle(1, one)),
      prices: [...kinds, { symbol: 'XRP-USD', source: 'elsewhere' }].map((one) => price(1, one)),
    });
    await store.writer.flush();
    await store.close();
  }

  async function collect(symbols: readonly string[]): Promise<void> {
    await migratePostgres(connection);
    collecting = await sharing(database.url, connection, 'collecting', symbols, { passed: createPassage() });
    collecting.collector.start();
    await expect.poll(() => collecting?.fence.holds(VENUE, 'BTC-USD'), { timeout: 30_000 }).toBe(true);
  }

  it('sends all of it where nobody collects, also to a database without tables', { timeout: 120_000 }, async () => {
    await fill();
    expect(await mirror('push')).toMatch(/: sent; in step; nothing waits\n$/);
    expect(await anomalies()).toEqual([open.btc.id, open.eth.id, ended.id].sort());
    for (const table of ['prices', 'candles'])
      expect(await symbolsIn(table)).toEqual(['BTC-USD', 'ETH-USD', 'XRP-USD']);
    expect(await database.query('SELECT 1 FROM symbol_leases')).toEqual([]);
    expect(await database.query('SELECT 1 FROM collectors')).toEqual([]);
  });

  it(
    'leaves the market and the open episodes of a symbol to the machine that collects it',
    { timeout: 180_000 },
    async () => {
      await fill();
      await collect(['BTC-USD']);
      const before = await database.query("SELECT owner, token FROM symbol_leases WHERE symbol = 'BTC-USD'");
      expect(await mirror('push')).toMatch(
        /: sent; in step; nothing waits; 1 symbol is collected and sent by another machine\n$/,
      );
      for (const table of ['prices', 'candles']) expect(await symbolsIn(table)).toEqual(['ETH-USD', 'XRP-USD']);
      // What is over and nobody told of needs no lease.
      expect(await anomalies()).toEqual([open.eth.id, ended.id].sort());
      expect(await mirror('status')).toMatch(/: in step; nothing waits/);
      // The other one's lease and share are what they were.
      expect(await database.query("SELECT owner, token FROM symbol_leases WHERE symbol = 'BTC-USD'")).toEqual(before);
      expect(await database.query('SELECT owner FROM collectors')).toEqual([{ owner: 'collecting' }]);

      await collecting?.collector.stop();
      expect(await mirror('push')).toMatch(/: sent; in step; nothing waits\n$/);
      for (const table of ['prices', 'candles'])
        expect(await symbolsIn(table)).toEqual(['BTC-USD', 'ETH-USD', 'XRP-USD']);
      expect(await anomalies()).toEqual([open.btc.id, open.eth.id, ended.id].sort());
    },
  );
});
