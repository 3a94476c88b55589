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

describe('ccxt against the simulated exchange', () => {
  test('markets, candles, trades, ticker and time', async () => {
    const { venue, market } = await start();
    market.hold();
    await venue.loadMarkets();
    expect(Object.keys(venue.markets)).toHaveLength(8);
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

  test('one loop per symbol gets every match that was sent, bad ones in between or not', async () => {
    const { simulation, venue, market } = await start({ rate: 4 });
    await venue.loadMarkets();
    const received = new Map<string, Set<string>>();
    const until = market.now() + 3 * MINUTE;
    const loop = async (symbol: string) => {
      const ids = new Set<string>();
      received.set(symbol.replace('/', '-'), ids);
      while (market.now() < until) for (const trade of await venue.watchTrades(symbol)) ids.add(trade.id!);
    };
    const ticks = venue.watchTicker('BTC/USD');
    const loops = Object.keys(venue.markets).map(loop);
    setTimeout(() => {
      const bad = {
        type: 'match',
        trade_id: 1,
        side: 'buy',
        size: '1',
        product_id: 'BTC-USD',
        sequence: 1,
        time: '2021-04-17T16:43:37.089723Z',
      };
      for (const price of ['0.00', '-1.5']) simulation.control.sendRaw(JSON.stringify({ ...bad, price }));
    }, 500);
    await Promise.all(loops);
    expect((await ticks).last).toBeGreaterThan(0);
    market.hold();
    await wallTime.sleep(100);
    received.get('BTC-USD')!.delete('1');
    for (const [symbol, count] of Object.entries(simulation.sent())) {
      // The loop ends with the message that passed the time: at most the few sent after it are unread.
      expect(received.get(symbol)!.size, symbol).toBeGreaterThan(0);
      expect(count - received.get(symbol)!.size, symbol).toBeLessThanOrEqual(count * 0.1 + 20);
      const ids = [...received.get(symbol)!].map(Number);
      expect(Math.max(...ids) - Math.min(...ids) + 1, symbol).toBe(ids.length);
    }
  });
});
