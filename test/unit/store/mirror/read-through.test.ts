/** History that the local store has forgotten is read from the server; without an answer the local rows are the answer. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../../../src-shared/market.ts';
import { FaultError, fault } from '../../../../src-shared/fault.ts';
import { settableTime, wallTime } from '../../../../src-main/base/clock.ts';
import { silentLogger } from '../../../../src-main/base/logger.ts';
import { readThrough, type History } from '../../../../src-main/store/mirror/read-through.ts';
import { describePostgres, type TestDatabase } from '../../../fixtures/postgres.ts';
import { openMachine, settle, type Machine } from '../../../fixtures/mirror.ts';
import { candle, price, T0, VENUE } from '../../../conformance/store-samples.ts';

const DAYS = 3;
const ALL = { symbol: 'BTC-USD', venue: VENUE, from: T0, to: T0 + 10 * DAY_MS };

describePostgres('read-through', (server) => {
  let database: TestDatabase;
  let a: Machine;
  const candles = Array.from({ length: DAYS * 24 }, (_, hour) => candle(hour * 60));
  const through = (history: () => History | null, wall = wallTime) =>
    readThrough({ local: a.store.reader, server: history, wall, logger: silentLogger });

  beforeEach(async () => {
    database = await server().createDatabase();
    a = await openMachine();
    a.mirror(database.url);
    await a.store.writer.journal({ candles, prices: [price(0), price(1)] });
    await settle(a);
    const policy = { pricesDays: 1, candlesDays: 1, newsDays: 1, maxBytes: 4e9, maxPriceRows: 2e7 };
    await a.store.writer.retain(policy, T0 + DAYS * DAY_MS);
  });
  afterEach(async () => {
    await a.close();
    await database.drop();
  });

  it('gives what both hold together, oldest first, each minute once, at most `limit`', async () => {
    expect(await a.store.reader.candles(ALL)).toHaveLength(24);
    const reader = through(() => a.current().history());
    expect(await reader.candles(ALL)).toEqual(candles);
    expect(await reader.candles({ ...ALL, limit: 50 })).toEqual(candles.slice(0, 50));
    expect(await reader.candles({ ...ALL, to: T0 + 5 * 60 * MINUTE_MS })).toEqual(candles.slice(0, 5));
    expect(await reader.prices({ symbol: 'BTC-USD', from: T0, to: T0 + 2000 })).toEqual([price(0), price(1)]);
  });

  it('does not ask for what is here, and asks nobody while the server is away', async () => {
    const never = (): never => {
      throw new Error('asked');
    };
    const recent = { ...ALL, from: T0 + 2.5 * DAY_MS };
    expect(await through(() => ({ candles: never, prices: never })).candles(recent)).toHaveLength(12);
    expect(await through(() => null).candles(ALL)).toHaveLength(24);
  });

  it('is the local answer when the server fails, or does not answer for a moment', async () => {
    const fails = () => Promise.reject(new FaultError(fault('network', 'gone')));
    expect(await through(() => ({ candles: fails, prices: fails })).candles(ALL)).toHaveLength(24);
    const silent = () => new Promise<never>(() => undefined);
    const wall = settableTime(0);
    const answer = through(() => ({ candles: silent, prices: silent }), wall).candles(ALL);
    const ticking = setInterval(() => wall.set(wall.now() + 1000), 5);
    expect(await answer).toHaveLength(24);
    clearInterval(ticking);
  });
});
