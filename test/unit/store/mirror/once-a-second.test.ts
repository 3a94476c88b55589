/** Prices that several machines sampled, each at moments of its own: one a second on the server, whatever the order they come in. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readAddress } from '../../../../src-main/store/postgres/address.ts';
import { connect, type Connection } from '../../../../src-main/store/postgres/connection.ts';
import { createJournal } from '../../../../src-main/store/postgres/journal.ts';
import { migratePostgres } from '../../../../src-main/store/postgres/migrate.ts';
import { packJournal } from '../../../../src-main/store/packed-journal.ts';
import { price, T0, VENUE } from '../../../conformance/store-samples.ts';
import { describePostgres, type TestDatabase } from '../../../fixtures/postgres.ts';

describePostgres('prices once a second', (server) => {
  let database: TestDatabase;
  let connection: Connection;
  beforeEach(async () => {
    database = await server().createDatabase();
    connection = connect(readAddress(database.url));
    await migratePostgres(connection);
  });
  afterEach(async () => {
    await connection.close();
    await database.drop();
  });

  const at = (ms: number, symbol = 'BTC-USD') => ({ ...price(1), symbol, timestamp: T0 + ms, price: 100 + ms });
  const stored = async (): Promise<[string, number][]> => {
    const sql = 'SELECT symbol, price FROM prices ORDER BY symbol, timestamp';
    return (await database.query<{ symbol: string; price: number }>(sql)).map((row) => [row.symbol, row.price - 100]);
  };

  it.each(['with the unique index', 'without it'])('%s', async (way) => {
    if (way === 'without it') await database.query('DROP INDEX idx_price_once');
    const journal = createJournal(connection, { onceASecond: true });
    const send = (...prices: ReturnType<typeof at>[]) => journal(packJournal(prices, []));
    expect(VENUE).toBe(at(0).source);
    await send(at(100), at(1200), at(5000));
    // Another machine's: the same seconds, one that was missing, one before all, the other symbol's.
    await send(at(700), at(1999), at(2000), at(-1), at(100, 'ETH-USD'), at(4999), at(5999));
    // Two of one second in one batch, and one that is known and has changed.
    await send(at(7100), at(7900), { ...at(100), price: 100 });
    expect(await stored()).toEqual([
      ['BTC-USD', -1],
      ['BTC-USD', 0],
      ['BTC-USD', 1200],
      ['BTC-USD', 2000],
      ['BTC-USD', 4999],
      ['BTC-USD', 5000],
      ['BTC-USD', 7100],
      ['ETH-USD', 100],
    ]);
  });
});
