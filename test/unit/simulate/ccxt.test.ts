/** ccxt's coinbaseexchange, unchanged, over real sockets: what it reads is what the simulation sent. */
import ccxt from 'ccxt';
import { afterEach, describe, expect, test } from 'vitest';
import { scaledTime, wallTime } from '../../../src-main/base/clock.ts';
import { startSimulation, type Simulation, type SimulationOptions } from '../../../src-main/simulate/simulation.ts';
import { EPOCH, MINUTE } from './clients.ts';

type Venue = InstanceType<typeof ccxt.pro.coinbaseexchange>;
const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function start(
  options: Partial<SimulationOptions> = {},
): Promise<{ simulation: Simulation; venue: Venue; market: ReturnType<typeof scaledTime> }> {
  const market = scaledTime(EPOCH, 60);
  const simulation = await startSimulation({
    seed: 'ccxt',
    epoch: EPOCH,
    time: { market, wall: wallTime },
    historyDays: 2,
    ...options,
  });
  const { rest, ws } = simulation.exchange;
  const venue = new ccxt.pro.coinbaseexchange({ rateLimit: 5 });
  venue.urls['api'] = { public: rest, private: rest, ws };
  await venue.loadHttpProxyAgent();
  open.push(
    () => simulation.close(),
    () => venue.close(),
  );
  return { simulation, venue, market };
}

const BAD_ID = 1;
const badMatch = (price: string): string =>
  JSON.stringify({
    type: 'match',
    trade_id: BAD_ID,
    maker_order_id: 'a',
    taker_order_id: 'b',
    side: 'buy',
    size: '1',
    price,
    product_id: 'BTC-USD',
    sequence: 1,
    time: new Date(EPOCH).toISOString(),
  });

describe('ccxt against the simulated exchange', () => {
  test('markets, candles, trades, ticker and time', async () => {
    const { venue, market } = await start();
    market.hold();
    await venue.loadMarkets();
    expect(Object.keys(venue.markets ?? {})).toHaveLength(8);
    expect(venue.market('BTC/USD').precision.price).toBe(0.01);
    const since = EPOCH - 600 * MINUTE;
    const rows = await venue.fetchOHLCV('SOL/USD', '1m', since, 300);
    expect(rows.map(([time]) => time)).toEqual(Array.from({ length: 300 }, (_, k) => since + k * MINUTE));
    for (const [, o, h, l, c, v] of rows as [number, number, number, number, number, number][]) {
      expect(l <= Math.min(o, c) && h >= Math.max(o, c) && v > 0).toBe(true);
    }
    const trades = await venue.fetchTrades('ETH/USD', undefined, 50);
    expect(trades).toHaveLength(50);
    expect((await venue.fetchTicker('ETH/USD')).last).toBe(trades.at(-1)!.price);
    expect(await venue.fetchTime()).toBe(Math.floor(market.now()));
  });

  test(
    'one loop per symbol gets every match that was sent, bad ones in between or not',
    { timeout: 45_000 },
    async () => {
      const { simulation, venue, market } = await start({ rate: 4 });
      await venue.loadMarkets();
      const received: Record<string, Set<string>> = {};
      const loop = async (symbol: string): Promise<never> => {
        const ids = (received[symbol.replace('/', '-')] = new Set<string>());
        for (;;) for (const trade of await venue.watchTrades(symbol)) ids.add(trade.id ?? '');
      };
      const loops = Promise.allSettled(Object.keys(venue.markets ?? {}).map(loop));
      const ticker = await venue.watchTicker('BTC/USD');
      expect(ticker.last).toBeGreaterThan(0);
      await wallTime.sleep(500);
      for (const price of ['0.00', '-1.5']) simulation.control.sendRaw(badMatch(price));
      await wallTime.sleep(2500);
      market.hold();
      // What was due when the time was stopped may still be on its way out: only then is it known how much was sent.
      await expect.poll(() => simulation.progress().until, { timeout: 25_000 }).toBe(market.now());
      const counts = () => Object.fromEntries(Object.entries(received).map(([symbol, ids]) => [symbol, ids.size]));
      await expect
        .poll(counts, { timeout: 25_000 })
        .toEqual({ ...simulation.sent(), 'BTC-USD': simulation.sent()['BTC-USD'] + 1 });
      for (const ids of Object.values(received)) {
        const numbers = [...ids].map(Number).filter((id) => id !== BAD_ID);
        expect(numbers.length).toBeGreaterThan(100);
        expect(Math.max(...numbers) - Math.min(...numbers) + 1).toBe(numbers.length);
      }
      await venue.close();
      await loops;
    },
  );
});
