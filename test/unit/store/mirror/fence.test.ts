/** Symbols shared between machines: what is another's stays queued and holds up nothing, also when a lease is lost in between. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Fence } from '../../../../src-main/store/mirror/fence.ts';
import { openSession } from '../../../../src-main/store/mirror/session.ts';
import { createMirrorKeeper } from '../../../../src-main/store/mirror/mirror-health.ts';
import { wallTime } from '../../../../src-main/base/clock.ts';
import type { Connection } from '../../../../src-main/store/postgres/connection.ts';
import { describePostgres, type TestDatabase } from '../../../fixtures/postgres.ts';
import { connectTo, openMachine, type Machine } from '../../../fixtures/mirror.ts';
import { anomaly, candle, price } from '../../../conformance/store-samples.ts';

describePostgres('fence', (server) => {
  let database: TestDatabase;
  let connection: Connection;
  let a: Machine;
  beforeEach(async () => {
    database = await server().createDatabase();
    connection = connectTo(database.url);
    a = await openMachine();
    await a.store.writer.raise(anomaly(30), null);
    await a.store.writer.raise(anomaly(30, { symbol: 'ETH-USD' }), null);
    const symbols = ['BTC-USD', 'ETH-USD'];
    await a.store.writer.journal({ candles: symbols.map((symbol) => candle(1, { symbol })), prices: symbols.map((symbol) => price(1, { symbol })) }); // prettier-ignore
    await a.store.writer.flush();
  });
  afterEach(async () => {
    await a.close();
    await connection.close();
    await database.drop();
  });

  /** Pushes until nothing moves; the symbols that the server then has, by table. */
  async function pushed(fence: Fence): Promise<Record<string, string[]>> {
    const signal = new AbortController().signal;
    const keeper = createMirrorKeeper('test');
    const session = await openSession({ local: a.store.mirror, connection, keeper, wall: wallTime, fence, signal });
    while (await session.push());
    const found: Record<string, string[]> = {};
    for (const table of ['anomalies', 'candles', 'prices'])
      found[table] = (await database.query<{ symbol: string }>(`SELECT symbol FROM ${table} ORDER BY 1`)).map((row) => row.symbol); // prettier-ignore
    return found;
  }
  const both = ['BTC-USD', 'ETH-USD'];

  it('pushes what is held, and the rest once it is', async () => {
    let held = ['BTC-USD'];
    const fence: Fence = {
      isKnown: () => true,
      holds: (_venue, symbol) => held.includes(symbol),
      check: async () => [],
    };
    expect(await pushed(fence)).toEqual({ anomalies: held, candles: held, prices: held });
    expect(await a.store.mirror.backlog()).toMatchObject({ rows: 1, ranges: 2 });
    // Not this machine's backlog.
    expect(await a.store.mirror.backlog([{ venue: 'coinbaseexchange', symbol: 'ETH-USD' }])).toMatchObject({
      rows: 0,
      ranges: 0,
    });
    held = both;
    expect(await pushed(fence)).toEqual({ anomalies: both, candles: both, prices: both });
    expect(await a.store.mirror.backlog()).toMatchObject({ rows: 0, ranges: 0 });
  });

  it('writes nothing under a lease that was lost since it was asked for', async () => {
    const lost = new Set<string>();
    let checks = 0;
    const fence: Fence = {
      isKnown: () => true,
      holds: (_venue, symbol) => !lost.has(symbol),
      async check(t, keys) {
        checks += 1;
        await t.rows('SELECT 1 AS inside');
        const gone = keys.filter(({ symbol }) => symbol === 'ETH-USD');
        for (const { symbol } of gone) lost.add(symbol);
        return gone;
      },
    };
    expect(await pushed(fence)).toEqual({ anomalies: ['BTC-USD'], candles: ['BTC-USD'], prices: ['BTC-USD'] });
    expect(checks).toBeGreaterThan(2);
    expect(await a.store.mirror.backlog()).toMatchObject({ rows: 1, ranges: 2 });
  });

  it('comes to rest when a fence says both yes and no', async () => {
    const fence: Fence = { isKnown: () => true, holds: () => true, check: async (_t, keys) => keys };
    expect(await pushed(fence)).toEqual({ anomalies: [], candles: [], prices: [] });
  });
});
