/** What networks do to a live feed, over real sockets through real ccxt, at market speed 60: noticed, resumed, repaired. */
import { DEFAULT_TUNING } from '../../src-main/feed/feed-tuning.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE_MS, type Candle } from '../../src-shared/market.ts';
import { type FaultError } from '../../src-shared/fault.ts';
import { startLoopExchange, type LoopExchange } from './feed-loopback.ts';
import { marketAt, runFeed, until, type Running, type RunOptions } from './feed-harness.ts';

const SYMBOLS = ['BTC-USD', 'ETH-USD'];
const EPOCH = Date.UTC(2026, 2, 2, 13, 0, 0);
const FAST = {
  backoffBaseMs: 100,
  backoffCapMs: 400,
  checkEveryMs: 100,
  settleMs: 200,
  pingDeadlineMs: 300,
  repairLookMs: 50,
};
const QUICK_WATCHDOG = { floorMs: 500, ceilingMs: 1_500 };

let market = marketAt(EPOCH, 60);
let exchange: LoopExchange;
let running: Running | null = null;
let stopTrading = (): void => undefined;

beforeEach(async () => {
  market = marketAt(EPOCH, 60);
  exchange = await startLoopExchange(SYMBOLS, () => market.now());
});
afterEach(async () => {
  stopTrading();
  await running?.stop();
  running = null;
  await exchange.close();
});

const start = (options: Partial<RunOptions> = {}) =>
  (running = runFeed({ exchange, symbols: SYMBOLS, market, tuning: FAST, ...options }));
const subscribed = (times = 1) => until('subscribed', () => exchange.seen.subscribes.length >= 4 * times);

/** The exchange trades both symbols every 20 ms, whoever listens. */
function trading(): void {
  let i = 0;
  const timer = setInterval(() => {
    i += 1;
    for (const symbol of SYMBOLS) exchange.trade(symbol, 100 + (i % 17) / 10, 0.25, market.now());
  }, 20);
  stopTrading = () => clearInterval(timer);
}

/** The exchange's candle in the form of ours. */
const truth = (symbol: string, from: number, to: number): Candle[] =>
  exchange
    .candles(symbol, from, to)
    .reverse()
    .map(([time, low, high, open, close, volume]) => ({ symbol, venue: 'simulated', openTime: time * 1000, open, high, low, close, volume, trades: null, repaired: true })); // prettier-ignore

describe('a socket that is killed', () => {
  it('twice: each time a gap, then the minutes equal to REST truth, and nothing twice', async () => {
    trading();
    start();
    await subscribed();
    for (const kills of [1, 2]) {
      await until('live trades', () => running!.trades().length > 100 * kills);
      const before = running!.trades().length;
      exchange.kill();
      await subscribed(1 + kills);
      await until('trades again', () => running!.trades().length > before + 50);
    }
    await until('all repaired', () => running!.feed.health().gapsOpen === 0);
    const gaps = running!.gaps().filter((gap) => gap.reason === 'disconnect');
    expect(new Set(gaps.map((gap) => gap.symbol))).toEqual(new Set(SYMBOLS));
    expect(running!.feed.health()).toMatchObject({ reconnects: 2, state: 'live' });
    for (const gap of running!.gaps())
      expect(repairsOf(gap.symbol, gap.from, gap.to), `${gap.reason} ${gap.symbol}`).toBe(true);
    for (const { symbol, from, to, candles } of running!.repaired()) {
      expect(candles.length).toBeGreaterThan(0);
      expect(candles).toEqual(truth(symbol, from, to));
    }
    for (const symbol of SYMBOLS) {
      const ids = running!.trades(symbol).map((trade) => Number(trade.tradeId));
      expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
      expect(missingOutsideGaps(symbol, ids)).toEqual([]);
    }
  });
});

const repairsOf = (symbol: string, from: number, to: number): boolean =>
  running!.repaired().some((r) => r.symbol === symbol && r.from <= from && r.to >= to);

/** Trades that the exchange made after the start, did not deliver, and no gap covers. */
function missingOutsideGaps(symbol: string, ids: number[]): number[] {
  const known = new Set(ids);
  const gaps = running!.gaps().filter((gap) => gap.symbol === symbol);
  const last = ids.at(-1)!;
  return exchange.trades
    .filter((t) => t.symbol === symbol && t.id <= last && !known.has(t.id))
    .filter((t) => !gaps.some((gap) => t.time >= gap.from && t.time < gap.to))
    .map((t) => t.id);
}

describe('silence', () => {
  it('of a half-open connection is noticed by the ping, told as a gap and repaired', async () => {
    trading();
    start({ tuning: { ...FAST, watchdog: QUICK_WATCHDOG } });
    await subscribed();
    await until('live trades', () => running!.trades().length > 60);
    exchange.freeze();
    await until('a new connection', () => exchange.seen.connections === 2);
    await until('a silence gap repaired', () =>
      running!.gaps().some((gap) => gap.reason === 'silence' && repairsOf(gap.symbol, gap.from, gap.to)),
    );
    expect(running!.feed.health().reconnects).toBe(1);
  });

  it('of a connection that answers pings but lost its data is noticed by REST', async () => {
    trading();
    start({ tuning: { ...FAST, watchdog: QUICK_WATCHDOG } });
    await subscribed();
    await until('live trades', () => running!.trades().length > 60);
    exchange.mute(true);
    await until('a new connection', () => exchange.seen.connections >= 2);
    exchange.mute(false);
    await until('trades again', () => running!.trades().at(-1)!.eventTime > market.now() - 60_000);
    expect(running!.gaps().some((gap) => gap.reason === 'silence')).toBe(true);
  });

  it('of a quiet market never causes a reconnect', async () => {
    // The product's own deadline: a busy machine that answers late would rightly be taken for a dead connection.
    const { pingDeadlineMs } = DEFAULT_TUNING;
    start({ tuning: { ...FAST, pingDeadlineMs, watchdog: QUICK_WATCHDOG } });
    await subscribed();
    exchange.trade('BTC-USD', 100, 1, market.now());
    const asked = () => exchange.seen.requests.filter((url) => url.includes('/trades')).length;
    await until('three suspicions looked into', () => asked() >= 6);
    expect(exchange.seen.connections).toBe(1);
    await until('cleared', () => running!.feed.health().state === 'live');
    expect(running!.feed.health().reconnects).toBe(0);
  });

  it('of one subscription alone is noticed by the audit, and its gap begins at its own last trade', async () => {
    trading();
    start({ tuning: { ...FAST, auditEveryMs: 300 } });
    await subscribed();
    await until('live trades', () => running!.trades('ETH-USD').length > 30);
    exchange.mute('matches:ETH-USD');
    const last = running!.trades('ETH-USD').at(-1)!.eventTime;
    await until('a new connection', () => exchange.seen.connections === 2);
    exchange.mute(false);
    await until('repaired', () =>
      running!
        .gaps()
        .some((g) => g.reason === 'silence' && g.symbol === 'ETH-USD' && repairsOf(g.symbol, g.from, g.to)),
    );
    const gap = running!.gaps().find((g) => g.reason === 'silence' && g.symbol === 'ETH-USD')!;
    expect(gap.from - last).toBeLessThan(5_000);
    const other = running!.gaps().find((g) => g.reason === 'silence' && g.symbol === 'BTC-USD')!;
    expect(other.from).toBeGreaterThan(gap.from);
  });

  it('counts event times that are stuck in the past as silence', async () => {
    start({ tuning: { ...FAST, watchdog: QUICK_WATCHDOG } });
    await subscribed();
    const stuck = market.now();
    exchange.trade('BTC-USD', 100, 1, stuck);
    const timer = setInterval(() => exchange.ticker('BTC-USD', 100, stuck), 20);
    stopTrading = () => clearInterval(timer);
    await until('flowing', () => running!.tickers().length > 20);
    exchange.mute(true);
    exchange.trade('BTC-USD', 101, 1, market.now() + 2_000);
    exchange.mute(false);
    await until('a new connection', () => exchange.seen.connections === 2);
  });
});

describe('holes in the stream', () => {
  it('show in the trade ids and are repaired', async () => {
    start();
    await subscribed();
    exchange.trade('BTC-USD', 100, 1, market.now());
    await until('first', () => running!.trades().length === 1);
    exchange.mute(true);
    for (const price of [102, 103]) exchange.trade('BTC-USD', price, 1, market.now());
    exchange.mute(false);
    exchange.trade('BTC-USD', 101, 1, market.now());
    await until('the gap', () => running!.gaps().some((gap) => gap.reason === 'trade_ids'));
    const gap = running!.gaps().find((one) => one.reason === 'trade_ids')!;
    expect(gap).toMatchObject({ symbol: 'BTC-USD', missingTrades: 2 });
    await until('repaired', () => repairsOf('BTC-USD', gap.from, gap.to));
    const high = Math.max(...running!.repaired().flatMap((r) => r.candles.map((c) => c.high)));
    expect(high).toBe(103);
  });
});

describe('answers that are no answers', () => {
  const PORTAL = {
    status: 200,
    body: '<!DOCTYPE html><html><body>Please log in to the hotel</body></html>',
    headers: { 'content-type': 'text/html' },
  };

  it('a captive portal is named in health, tried again without end, and left behind when it heals', async () => {
    exchange.answer(PORTAL);
    trading();
    start();
    await until('several tries', () => exchange.seen.requests.length >= 4);
    expect(running!.feed.health().lastFault).toMatch(/answered HTML instead of JSON.*captive portal/);
    expect(running!.feed.health().state).toBe('connecting');
    expect(running!.failure()).toBeNull();
    exchange.answer(null);
    await until('live', () => running!.trades().length > 10);
    expect(running!.feed.health()).toMatchObject({ state: 'live', lastFault: null });
  });

  it('a portal that appears later is named by the WebSocket', async () => {
    trading();
    start();
    await until('live', () => running!.trades().length > 10);
    exchange.answer(PORTAL);
    exchange.kill();
    await until('named', () => /HTTP 200 instead of a WebSocket/.test(running!.feed.health().lastFault ?? ''));
    exchange.answer(null);
    const before = running!.trades().length;
    await until('live again', () => running!.trades().length > before + 10);
  });

  it.each([429, 418])('%i with Retry-After is waited for', async (status) => {
    exchange.answer({ status, body: '{}', headers: { 'retry-after': '2' } });
    const from = Date.now();
    start();
    await until('asked', () => exchange.seen.requests.length === 1);
    exchange.answer(null);
    await subscribed();
    expect(Date.now() - from).toBeGreaterThanOrEqual(1_900);
  });

  it('an unknown symbol ends the feed with its name and a near one', async () => {
    start({ symbols: ['BTC-USD', 'ETH-UDS'] });
    await until('the failure', () => running!.failure() !== null);
    expect((running!.failure() as FaultError).fault).toMatchObject({
      kind: 'not_found',
      detail: 'Simulated exchange has no symbol ETH-UDS, did you mean ETH-USD?',
    });
  });
});

describe('a connection whose time is up', () => {
  it('is replaced with the new one open first: nothing lost, nothing twice, no gap', async () => {
    trading();
    start({ venue: { rotateAfterMs: 1_000 } });
    await until('three connections', () => exchange.seen.connections >= 3);
    const before = running!.trades().length;
    await until('more', () => running!.trades().length > before + 50);
    stopTrading();
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (const symbol of SYMBOLS) {
      const ids = running!.trades(symbol).map((trade) => Number(trade.tradeId));
      expect(ids).toEqual(Array.from({ length: ids.length }, (_, i) => ids[0] + i));
    }
    expect(running!.gaps().filter((gap) => gap.reason !== 'start')).toEqual([]);
    expect(running!.feed.health().reconnects).toBe(0);
  });
});

describe('history and markets', () => {
  it('gives closed candles of several pages, oldest first, and the market list', async () => {
    const minutes = 700;
    const from = EPOCH - minutes * MINUTE_MS;
    for (let i = 0; i < minutes; i++)
      if (i % 10 !== 3) exchange.trade('BTC-USD', 100 + i, 1, from + i * MINUTE_MS + 500);
    exchange.trade('BTC-USD', 5, 1, market.now());
    const { feed } = start();
    const candles = await feed.history({ symbol: 'BTC-USD', from, to: EPOCH + 60 * MINUTE_MS });
    expect(candles.map((c) => ({ ...c, repaired: true }))).toEqual(
      truth('BTC-USD', from, EPOCH).filter((c) => c.openTime < EPOCH),
    );
    expect(candles).toHaveLength(630);
    expect(await feed.markets()).toEqual([
      { symbol: 'BTC-USD', base: 'BTC', quote: 'USD', active: true, tickSize: 0.01 },
      { symbol: 'ETH-USD', base: 'ETH', quote: 'USD', active: true, tickSize: 0.01 },
    ]);
  });
});
