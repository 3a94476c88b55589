/** Sent = received per symbol, through real ccxt over real sockets, in order, none twice: 3,000 messages in one burst. */
import { afterEach, describe, expect, it } from 'vitest';
import { startLoopExchange, type LoopExchange } from './feed-loopback.ts';
import { runFeed, until, type Running } from './feed-harness.ts';

const SYMBOLS = ['BTC-USD', 'ETH-USD', 'SOL-USD', 'XRP-USD'];
let exchange: LoopExchange | null = null;
let running: Running | null = null;
afterEach(async () => {
  await running?.stop();
  await exchange?.close();
});

describe('a burst through ccxt', () => {
  it('hands on each of 3,000 trades of four symbols once and in order', async () => {
    exchange = await startLoopExchange(SYMBOLS);
    running = runFeed({ exchange, symbols: SYMBOLS });
    await until('all subscribed', () => exchange!.seen.subscribes.length === 2 * SYMBOLS.length);
    const start = Date.now();
    for (let i = 0; i < 3_000; i++) {
      const symbol = SYMBOLS[(i * 7) % 10 < 6 ? 0 : i % 4];
      exchange.trade(symbol, 100 + i / 100, 0.5, start + i / 10);
    }
    await until('3,000 trades', () => running!.trades().length >= 3_000);
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (const symbol of SYMBOLS) {
      const sent = exchange.trades
        .filter((t) => t.symbol === symbol)
        .map((t) => [String(t.id), t.price, t.size, Math.floor(t.time)]);
      const received = running.trades(symbol).map((t) => [t.tradeId, t.price, t.amount, t.eventTime]);
      expect(sent.length).toBeGreaterThan(100);
      expect(received).toEqual(sent);
    }
    expect(running.gaps().filter((gap) => gap.reason !== 'start')).toEqual([]);
    expect(running.feed.health()).toMatchObject({ state: 'live', received: 3_000, reconnects: 0, lastFault: null });
  });

  it('hands on more trades of one symbol at once than ccxt keeps (1,000)', async () => {
    exchange = await startLoopExchange(SYMBOLS);
    running = runFeed({ exchange, symbols: ['BTC-USD'] });
    await until('subscribed', () => exchange!.seen.subscribes.length === 2);
    const start = Date.now();
    for (let i = 0; i < 5_000; i++) exchange.trade('BTC-USD', 100, 1, start + i / 100);
    await until('5,000 trades', () => running!.trades().length >= 5_000);
    expect(new Set(running.trades().map((t) => t.tradeId)).size).toBe(5_000);
    expect(running.trades()).toHaveLength(5_000);
  });

  it('hands on every ticker with its own numbers', async () => {
    exchange = await startLoopExchange(SYMBOLS);
    running = runFeed({ exchange, symbols: SYMBOLS });
    await until('all subscribed', () => exchange!.seen.subscribes.length === 2 * SYMBOLS.length);
    const start = Date.now();
    for (let i = 0; i < 400; i++) exchange.ticker(SYMBOLS[i % 4], 1 + i, start + i);
    await until('400 tickers', () => running!.tickers().length >= 400);
    expect(running.tickers().map((t) => [t.symbol, t.price, t.eventTime])).toEqual(
      Array.from({ length: 400 }, (_, i) => [SYMBOLS[i % 4], 1 + i, start + i]),
    );
    expect(running.tickers()[0]).toMatchObject({ bid: 1, ask: 1, high24h: 9, low24h: 1, volume24h: 10 });
  });

  it('turns a queue that overflows into a gap instead of dropping silently', async () => {
    exchange = await startLoopExchange(SYMBOLS);
    const trades: string[] = [];
    const gaps: unknown[] = [];
    running = runFeed({ exchange, symbols: ['BTC-USD'], tuning: { queueCapacity: 50 } });
    await until('subscribed', () => exchange!.seen.subscribes.length === 2);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    // One chunk of frames reaches the queue synchronously, so fifty places are not enough for it.
    for (let i = 0; i < 2_000; i++) exchange.trade('BTC-USD', 100, 1, Date.now());
    await until('frames taken', () => running!.feed.health().received >= 2_000);
    exchange.trade('BTC-USD', 100, 1, Date.now());
    await until('the last trade', () => running!.trades().at(-1)?.tradeId === '3000');
    trades.push(...running.trades().map((t) => t.tradeId!));
    gaps.push(...running.gaps().filter((gap) => gap.reason === 'overflow'));
    const lost = running.gaps().reduce((sum, gap) => sum + (gap.missingTrades ?? 0), 0);
    expect(trades.length + lost).toBe(2_001);
    expect(lost).toBeGreaterThan(0);
    expect(gaps.length).toBeGreaterThan(0);
  });
});
