/** What exchanges really sent (captures, fixtures/wire) through ccxt: Coinbase over a socket, Binance through its message handler. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { wallTime } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { exchangeFactory } from '../../src-main/feed/ccxt-exchange.ts';
import type { CcxtTrade } from '../../src-main/feed/ccxt-types.ts';
import { tapTrades } from '../../src-main/feed/taps.ts';
import { createTickGuard } from '../../src-main/feed/tick-guard.ts';
import { venueDefinition } from '../../src-main/feed/venues.ts';
import { toTrade } from '../../src-main/feed/wire-events.ts';
import type { Trade } from '../../src-shared/market.ts';
import { startLoopExchange, type LoopExchange } from './feed-loopback.ts';
import { runFeed, until, type Running } from './feed-harness.ts';

const frames = (file: string): string[] =>
  readFileSync(new URL(`../fixtures/wire/${file}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.slice(line.indexOf(': ') + 2));

let exchange: LoopExchange | null = null;
let running: Running | null = null;
afterEach(async () => {
  await running?.stop();
  await exchange?.close();
});

interface CoinbaseFrame {
  readonly type: 'match' | 'ticker';
  readonly product_id: string;
  readonly price: string;
  readonly size: string;
  readonly side: 'buy' | 'sell';
  readonly time: string;
  readonly trade_id: number;
  readonly best_bid: string;
  readonly best_ask: string;
  readonly volume_24h: string;
}

describe('Coinbase Exchange, 2021-04', () => {
  it('gives every match and ticker of the capture, number by number, and tick-guard passes them', async () => {
    const sent = frames('coinbase-ticker-match.txt').map((text) => JSON.parse(text) as CoinbaseFrame);
    const symbols = [...new Set(sent.map((frame) => frame.product_id))];
    const capturedAt = Math.max(...sent.map((frame) => Date.parse(frame.time))) + 1_000;
    exchange = await startLoopExchange(symbols, () => capturedAt);
    running = runFeed({ exchange, symbols, market: { now: () => capturedAt } });
    await until('subscribed', () => exchange!.seen.subscribes.length === 2 * symbols.length);
    for (const frame of frames('coinbase-ticker-match.txt')) exchange.raw(frame);
    const matches = sent.filter((frame) => frame.type === 'match');
    const tickers = sent.filter((frame) => frame.type === 'ticker');
    expect(matches.length).toBeGreaterThan(20);
    await until('all', () => running!.trades().length >= matches.length && running!.tickers().length >= tickers.length);
    expect(running.trades()).toEqual(matches.map((frame) => asTrade(frame, capturedAt)));
    expect(running.tickers()).toMatchObject(
      tickers.map((frame) => ({
        symbol: frame.product_id,
        price: Number(frame.price),
        bid: Number(frame.best_bid),
        ask: Number(frame.best_ask),
        volume24h: Number(frame.volume_24h),
        eventTime: Date.parse(frame.time),
      })),
    );
    const guard = createTickGuard({ market: { ...wallTime, now: () => capturedAt } });
    expect(running.trades().flatMap((trade) => guard.accept(trade))).toHaveLength(matches.length);
    expect(guard.counts()).toEqual({});
  });
});

/** `side` on the wire is the maker's; ours is the aggressor's. */
const asTrade = (frame: CoinbaseFrame, receivedTime: number): Trade => ({
  kind: 'trade',
  symbol: frame.product_id,
  price: Number(frame.price),
  amount: Number(frame.size),
  side: frame.side === 'sell' ? 'buy' : 'sell',
  tradeId: String(frame.trade_id),
  eventTime: Date.parse(frame.time),
  receivedTime,
});

interface AggTrade {
  readonly stream: string;
  readonly data: {
    readonly e: string;
    readonly s: string;
    readonly a: number;
    readonly p: string;
    readonly q: string;
    readonly T: number;
    readonly m: boolean;
  };
}

describe.each([
  ['binance', 'binance-combined.txt', 'wss://stream.binance.com:9443/stream'],
  ['binanceus', 'binance-us-combined.txt', 'wss://stream.binance.us:9443/stream'],
])('%s, 2021-10', (id, file, url) => {
  it('gives every aggregate trade of the combined stream', async () => {
    const sent = frames(file).map((text) => JSON.parse(text) as AggTrade);
    const wanted = sent.filter((frame) => frame.data.e === 'aggTrade').map((frame) => frame.data);
    const venue = venueDefinition(id);
    if (!venue.ok) throw new Error(venue.fault.detail);
    const ccxt = (await exchangeFactory(venue.value, silentLogger, fetch, wallTime)()) as unknown as HandlesMessages;
    const markets = [...new Set(sent.map((frame) => frame.stream.split('@')[0].toUpperCase()))].map(spotMarket);
    ccxt.setMarkets(markets);
    const received: Trade[] = [];
    for (const { symbol, base, quote } of markets)
      tapTrades(ccxt as never, symbol, (raw: CcxtTrade) => received.push(toTrade(raw, `${base}-${quote}`, 0)));
    for (const frame of sent)
      ccxt.handleMessage({ url, subscriptions: {}, resolve: () => undefined, futures: {} }, frame);
    expect(wanted.length).toBeGreaterThanOrEqual(2);
    expect(received.map((t) => [t.symbol.replace('-', ''), t.tradeId, t.price, t.amount, t.side, t.eventTime])).toEqual(
      wanted.map((d) => [d.s, String(d.a), Number(d.p), Number(d.q), d.m ? 'sell' : 'buy', d.T]),
    );
  });
});

interface HandlesMessages {
  setMarkets(markets: object[]): void;
  handleMessage(client: object, message: object): void;
}

function spotMarket(id: string) {
  const quote = ['USDT', 'BUSD', 'EUR', 'BTC', 'ETH'].find((q) => id.endsWith(q))!;
  const base = id.slice(0, -quote.length);
  return {
    id,
    lowercaseId: id.toLowerCase(),
    symbol: `${base}/${quote}`,
    base,
    quote,
    baseId: base,
    quoteId: quote,
    type: 'spot',
    spot: true,
    active: true,
    precision: {},
    limits: {},
  };
}
