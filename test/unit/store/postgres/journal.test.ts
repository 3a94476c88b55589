/** How a batch goes in: copied when all of it is new, merged when some is known or refused, and the same rows either way. */
import { expect, it } from 'vitest';
import { packJournal } from '../../../../src-main/store/packed-journal.ts';
import { readAddress } from '../../../../src-main/store/postgres/address.ts';
import { connect, type Connection } from '../../../../src-main/store/postgres/connection.ts';
import { createJournal } from '../../../../src-main/store/postgres/journal.ts';
import { migratePostgres } from '../../../../src-main/store/postgres/migrate.ts';
import { createReader } from '../../../../src-main/store/postgres/reader.ts';
import { candle, price, T0, VENUE } from '../../../conformance/store-samples.ts';
import { describePostgres } from '../../../fixtures/postgres.ts';

const ALL = { symbol: 'BTC-USD', from: 0, to: 8e12 };
const range = (count: number, from = 0): number[] => Array.from({ length: count }, (_, index) => from + index);

describePostgres('journal', (server) => {
  /** A fresh database, and which statements wrote rows into it. */
  async function onFresh(work: (connection: Connection, written: string[]) => Promise<void>): Promise<void> {
    const database = await server().createDatabase();
    const connection = connect(readAddress(database.url));
    const written: string[] = [];
    const watched: Connection = {
      ...connection,
      transaction: (run) =>
        connection.transaction((t) =>
          run({
            ...t,
            copy: (sql, rows) => (written.push('copy'), t.copy(sql, rows)),
            run: (sql, parameters) => (
              sql.includes('INSERT INTO prices') && written.push('merge'),
              t.run(sql, parameters)
            ),
          }),
        ),
    };
    try {
      await migratePostgres(connection);
      await work(watched, written);
    } finally {
      await connection.close();
      await database.drop();
    }
  }

  it('copies what is new, merges from the first known row on, and copies again after a batch that was all new', async () => {
    await onFresh(async (connection, written) => {
      const journal = createJournal(connection);
      const seconds = (count: number, from: number) =>
        packJournal(
          range(count, from).map((second) => price(second)),
          [],
        );
      await journal(seconds(10, 0));
      expect(written.splice(0)).toEqual(['copy']);
      await journal(seconds(10, 5));
      expect(written.splice(0)).toEqual(['copy', 'merge']);
      await journal(seconds(10, 10));
      expect(written.splice(0)).toEqual(['merge']);
      await journal(seconds(10, 20));
      await journal(seconds(10, 30));
      expect(written.splice(0)).toEqual(['merge', 'copy']);
      expect(await createReader(connection).prices(ALL)).toEqual(range(40).map((second) => price(second)));
    });
  });

  it('keeps every value, absent ones and far times among them, whichever way it goes in', async () => {
    const far = T0 + 40 * 365 * 86_400_000;
    const prices = [
      price(0, { bid: null, ask: null, volume_24h: null }),
      price(1, { price: 1e-12, high_24h: 1e15, low_24h: 5e-324 }),
      price(2, { timestamp: far + 0.75 }),
    ];
    const candles = [
      candle(0, { trades: null }),
      candle(1, { trades: 2 ** 31 - 1, volume: 0 }),
      candle(2, { repaired: true }),
    ];
    const held: unknown[] = [];
    for (const twice of [false, true]) {
      await onFresh(async (connection) => {
        const journal = createJournal(connection);
        // The same rows again are merged over themselves.
        for (let round = 0; round <= Number(twice); round++) await journal(packJournal(prices, candles));
        const reader = createReader(connection);
        held.push([
          await reader.prices(ALL),
          await reader.candles({ ...ALL, venue: VENUE }),
          await reader.coverage(VENUE),
        ]);
      });
    }
    expect(held[1]).toEqual(held[0]);
    expect(held[0]).toEqual([
      [...prices.slice(0, 2), { ...prices[2], timestamp: far }],
      candles,
      [{ symbol: 'BTC-USD', first: T0, last: T0 + 120_000, candles: 3 }],
    ]);
  });

  it('refuses a row alone and keeps its neighbours', async () => {
    await onFresh(async (connection) => {
      const rows = packJournal(
        [price(0), price(1, { price: -1 }), price(2)],
        [candle(0), candle(1, { trades: 2 ** 31 })],
      );
      expect(await createJournal(connection)(rows)).toMatchObject({ refused: 2 });
      const reader = createReader(connection);
      expect(await reader.prices(ALL)).toEqual([price(0), price(2)]);
      expect(await reader.candles({ ...ALL, venue: VENUE })).toEqual([candle(0)]);
    });
  });
});
