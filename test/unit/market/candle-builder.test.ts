import { describe, expect, it } from 'vitest';
import { createCandleBuilder } from '../../../src-main/market/candle-builder.ts';
import { MINUTE_MS, type Candle, type Ticker, type Trade } from '../../../src-shared/market.ts';

const M0 = Date.UTC(2024, 0, 1, 12);
const trade = (seconds: number, price: number, amount = 1): Trade => ({
  kind: 'trade',
  symbol: 'BTC-USD',
  price,
  amount,
  side: 'buy',
  tradeId: null,
  eventTime: M0 + seconds * 1000,
  receivedTime: M0 + seconds * 1000,
});
const ticker = (seconds: number, price: number): Ticker => ({
  kind: 'ticker',
  symbol: 'BTC-USD',
  price,
  bid: null,
  ask: null,
  high24h: null,
  low24h: null,
  volume24h: 9e9,
  eventTime: M0 + seconds * 1000,
  receivedTime: 0,
});
const candle = (minute: number, close: number, extra: Partial<Candle> = {}): Candle => ({
  symbol: 'BTC-USD',
  venue: 'test',
  openTime: M0 + minute * MINUTE_MS,
  open: close,
  high: close,
  low: close,
  close,
  volume: 5,
  trades: null,
  repaired: false,
  ...extra,
});
const builder = () => createCandleBuilder({ symbol: 'BTC-USD', venue: 'test' });

describe('candle builder', () => {
  it('closes a minute when a trade of a later one comes, and leaves quiet minutes out', () => {
    const b = builder();
    b.onTrade(trade(1, 100));
    b.onTrade(trade(30, 90, 2));
    const { closed, forming } = b.onTrade(trade(200, 110));
    expect(closed).toMatchObject({ openTime: M0, open: 100, high: 100, low: 90, close: 90, volume: 3, trades: 2 });
    expect(forming).toMatchObject({ openTime: M0 + 3 * MINUTE_MS, open: 110, volume: 1, trades: 1 });
  });

  it('closes by time only when the minute is over', () => {
    const b = builder();
    b.onTrade(trade(5, 100));
    expect(b.closeUpTo(M0 + MINUTE_MS - 1)).toBeNull();
    expect(b.closeUpTo(M0 + MINUTE_MS)).toMatchObject({ openTime: M0 });
    expect(b.closeUpTo(M0 + 2 * MINUTE_MS)).toBeNull();
    expect(b.forming()).toBeNull();
  });

  it('refuses, counts and reports trades of closed minutes; the closed candle is not touched', () => {
    const b = builder();
    b.onTrade(trade(5, 100));
    const closed = b.closeUpTo(M0 + MINUTE_MS);
    b.onTrade(trade(59, 500));
    b.onTrade(trade(70, 101));
    b.onTrade(trade(58, 500));
    expect(closed).toMatchObject({ high: 100, volume: 1 });
    expect(b.forming()).toMatchObject({ high: 101 });
    expect(b.counts()).toEqual({ late: 2, unsound: 0 });
    expect(b.takeLateMinutes()).toEqual([M0]);
    expect(b.takeLateMinutes()).toEqual([]);
  });

  it.each([
    ['NaN price', trade(1, NaN)],
    ['zero price', trade(1, 0)],
    ['negative price', trade(1, -5)],
    ['infinite price', trade(1, Infinity)],
    ['NaN amount', trade(1, 100, NaN)],
    ['negative amount', trade(1, 100, -1)],
    ['infinite amount', trade(1, 100, Infinity)],
    ['no time', { ...trade(1, 100), eventTime: NaN }],
  ])('counts a trade with %s and builds nothing of it', (_, bad) => {
    const b = builder();
    expect(b.onTrade(bad)).toEqual({ forming: null, closed: null });
    expect(b.counts().unsound).toBe(1);
  });

  it('uses tickers while there was no trade, without volume, and never after one', () => {
    const b = builder();
    b.onTicker(ticker(1, 100));
    b.onTicker(ticker(20, 105));
    expect(b.onTicker(ticker(61, 104)).closed).toMatchObject({
      open: 100,
      high: 105,
      close: 105,
      volume: 0,
      trades: null,
    });
    b.onTrade(trade(70, 103));
    expect(b.forming()).toMatchObject({ open: 103, high: 103, volume: 1, trades: 1 });
    b.onTicker(ticker(75, 999));
    expect(b.forming()).toMatchObject({ high: 103 });
  });

  it('merges REST truth: sorted, one per minute, marked, unsound rows counted, late trades then refused', () => {
    const b = builder();
    b.onTrade(trade(200, 100));
    const merged = b.merge([
      candle(2, 99),
      candle(1, 98),
      candle(2, 97),
      candle(1, 98, { high: 1 }),
      candle(0, 96, { symbol: 'ETH-USD' }),
    ]);
    expect(merged.map((c) => [c.openTime, c.close, c.repaired])).toEqual([
      [M0 + MINUTE_MS, 98, true],
      [M0 + 2 * MINUTE_MS, 97, true],
    ]);
    expect(b.counts().unsound).toBe(2);
    expect(b.onTrade(trade(130, 5)).closed).toBeNull();
    expect(b.counts().late).toBe(1);
  });

  it('closes the forming minute with what REST knows of it; a trade of it that comes later is not counted twice', () => {
    const b = builder();
    b.onTrade(trade(30, 100));
    const truth = { open: 95, low: 94, high: 101, volume: 8, repaired: true };
    expect(b.merge([candle(0, 100, truth)])).toMatchObject([{ ...truth, close: 100 }]);
    expect(b.forming()).toBeNull();
    expect(b.onTrade(trade(40, 101))).toEqual({ forming: null, closed: null });
    expect(b.takeLateMinutes()).toEqual([M0]);
  });

  it('takes minutes after the forming one together with the truth of that one, and leaves them out without it', () => {
    const b = builder();
    b.onTrade(trade(30, 100));
    expect(b.merge([candle(1, 98)])).toEqual([]);
    expect(b.forming()).toMatchObject({ openTime: M0 });
    expect(b.merge([candle(2, 99), candle(0, 100), candle(1, 98)]).map(({ openTime }) => openTime)).toEqual(
      [0, 1, 2].map((minute) => M0 + minute * MINUTE_MS),
    );
    expect(b.forming()).toBeNull();
    expect(b.onTrade(trade(170, 5))).toEqual({ forming: null, closed: null });
  });
});
