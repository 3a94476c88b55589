/** The mirror over a real server: what is written here is there, what others write there is here, deletes included. */
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Connection } from '../../../../src-main/store/postgres/connection.ts';
import { describePostgres, type TestDatabase } from '../../../fixtures/postgres.ts';
import { connectTo, differences, fillStory, openMachine, settle, type Machine } from '../../../fixtures/mirror.ts';
import { candle, price, T0, VENUE } from '../../../conformance/store-samples.ts';
import { gapId } from '../../../../src-main/base/ids.ts';

describePostgres(
  'mirror',
  (server) => {
    let database: TestDatabase;
    let connection: Connection;
    let a: Machine;
    let b: Machine;
    beforeEach(async () => {
      database = await server().createDatabase();
      connection = connectTo(database.url);
      a = await openMachine();
      b = await openMachine();
    });
    afterEach(async () => {
      await a.close();
      await b.close();
      await connection.close();
      await database.drop();
    });

    async function expectEqual(...machines: readonly Machine[]): Promise<Readonly<Record<string, number>>> {
      const { lines, compared } = await differences(connection, ...machines);
      expect(lines).toEqual([]);
      return compared;
    }

    async function fillMarket(machine: Machine): Promise<void> {
      const candles = Array.from({ length: 90 }, (_, m) => candle(m));
      const prices = Array.from({ length: 90 }, (_, s) => price(s, { symbol: s % 2 ? 'BTC-USD' : 'ETH-USD' }));
      await machine.store.writer.journal({ candles, prices });
      await machine.store.writer.saveGap({ id: gapId(VENUE, 'BTC-USD', T0), symbol: 'BTC-USD', venue: VENUE, from: T0, to: T0 + 60_000, reason: 'silent', missing_trades: null, repaired_at: null }); // prettier-ignore
      await machine.store.writer.flush();
    }

    it('copies what was here before it, and everything written since', async () => {
      await fillMarket(a);
      await fillStory(a, 30);
      const mirror = a.mirror(database.url);
      await settle(a);
      expect(await expectEqual(a)).toEqual({ anomaly: 1, window: 1, news_item: 1, gap: 1, candles: 90, prices: 90 });
      await fillStory(a, 40);
      await a.store.writer.journal({ candles: [candle(90)], prices: [price(95)] });
      await settle(a);
      expect(await expectEqual(a)).toMatchObject({ anomaly: 2, news_item: 2, candles: 91, prices: 91 });
      expect(mirror.health()).toMatchObject({ state: 'in_step', backlog: { rows: 0, ranges: 0, oldestAt: null } });
    });

    it('pushes by itself, and another machine pulls by itself', async () => {
      a.mirror(database.url);
      const pulled: string[] = [];
      b.mirror(database.url, { onPulled: (taken) => pulled.push(...taken.map(({ key }) => key)) });
      const id = await fillStory(a, 30);
      await expect.poll(() => b.store.reader.anomaly(id), { timeout: 30_000 }).not.toBeNull();
      await settle(a, b);
      await expectEqual(a, b);
      expect(pulled).toContain(id);
      expect(await b.store.reader.anomaly(id)).toEqual({ ...(await a.store.reader.anomaly(id)), foreign: true });
      expect(
        (await b.store.reader.search({ text: 'halted withdrawals', limit: 5 })).map((hit) => hit.anomaly.id),
      ).toEqual([id]);
    });

    it('carries deletes both ways, and what is deleted there is not brought back by another', async () => {
      a.mirror(database.url);
      b.mirror(database.url);
      const [first, second] = [await fillStory(a, 30), await fillStory(a, 40)];
      await settle(a, b);
      await database.query(`DELETE FROM anomalies WHERE id = '${first}'`);
      const local = new Database(b.path);
      local.pragma('foreign_keys = ON');
      local.prepare('DELETE FROM anomalies WHERE id = ?').run(second);
      local.close();
      await b.store.writer.saveFeedback(first, 'down', null, T0 + 99).catch(() => undefined);
      await settle(b, a);
      expect(await a.store.reader.anomalies({ limit: 9 })).toEqual([]);
      expect(await b.store.reader.anomalies({ limit: 9 })).toEqual([]);
      await expectEqual(a, b);
    });

    it('does not queue what it pulled, nor what retention forgets', async () => {
      a.mirror(database.url);
      b.mirror(database.url);
      await fillMarket(a);
      await fillStory(a, 30);
      await settle(a, b);
      expect(await b.store.mirror.backlog()).toMatchObject({ rows: 0, ranges: 0 });
      await a.store.writer.retain({ pricesDays: 1, candlesDays: 1, newsDays: 0, maxBytes: 4e9, maxPriceRows: 2e7 }, T0 + 9e9); // prettier-ignore
      expect(await a.store.mirror.backlog()).toMatchObject({ rows: 0, ranges: 0 });
      await settle(a, b);
      expect(await database.query('SELECT count(*)::int AS n FROM candles')).toEqual([{ n: 90 }]);
      expect(await database.query('SELECT count(*)::int AS n FROM news_items')).toEqual([{ n: 1 }]);
    });
  },
  { every: true },
);
