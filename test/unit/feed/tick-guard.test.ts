import { describe, expect, it } from 'vitest';
import { settableTime } from '../../../src-main/base/clock.ts';
import { createTickGuard } from '../../../src-main/feed/tick-guard.ts';
import { MINUTE_MS, type Candle, type FeedEvent, type Ticker, type Trade } from '../../../src-shared/market.ts';

const NOW = Date.UTC(2026, 2, 2, 13, 0, 30);
const market = () => settableTime(NOW);
let nextId = 1;
const trade = (price: number, more: Partial<Trade> = {}): Trade => ({
  kind: 'trade',
  symbol: 'BTC-USD',
  price,
  amount: 1,
  side: 'buy',
  tradeId: String(nextId++),
  eventTime: NOW,
  receivedTime: NOW,
  ...more,
});
const ticker = (price: number, more: Partial<Ticker> = {}): Ticker => ({
  kind: 'ticker',
  symbol: 'BTC-USD',
  price,
  bid: price,
  ask: price,
  high24h: price,
  low24h: price,
  volume24h: 1,
  eventTime: NOW,
  receivedTime: NOW,
  ...more,
});
const candle = (openTime: number, more: Partial<Candle> = {}): Candle => ({ symbol: 'BTC-USD', venue: 'x', openTime, open: 10, high: 12, low: 9, close: 11, volume: 5, trades: 3, repaired: false, ...more }); // prettier-ignore
const prices = (events: FeedEvent[]) => events.map((event) => ('price' in event ? event.price : null));

describe('single events', () => {
  it.each<[string, FeedEvent]>([
    ['not_a_number', trade(NaN)],
    ['not_a_number', trade(Infinity)],
    ['not_a_number', trade(1, { amount: NaN })],
    ['not_positive', trade(0)],
    ['not_positive', trade(-5)],
    ['not_positive', trade(5, { amount: 0 })],
    ['absurd', trade(1e11)],
    ['absurd', trade(1e-13)],
    ['absurd', trade(1e9, { amount: 1e9 })],
    ['bad_time', trade(5, { eventTime: NaN })],
    ['bad_time', trade(5, { eventTime: -1 })],
    ['bad_time', trade(5, { eventTime: NOW / 1000 })],
    ['future', trade(5, { eventTime: NOW + 3 * MINUTE_MS })],
    ['not_a_number', ticker(NaN)],
    ['future', ticker(5, { eventTime: NOW + 3 * MINUTE_MS })],
    ['bad_candle', { kind: 'candle', candle: candle(NOW - 30_000, { high: 10.5 }) }],
    ['bad_candle', { kind: 'candle', candle: candle(NOW - 30_000, { low: 9.5, open: 9.2 }) }],
    ['bad_candle', { kind: 'candle', candle: candle(NOW - 30_000, { volume: -1 }) }],
    ['bad_candle', { kind: 'candle', candle: candle(NOW - 30_000, { close: NaN }) }],
    ['bad_candle', { kind: 'candle', candle: candle(NOW) }],
    ['bad_gap', { kind: 'gap', symbol: 'A-B', from: 5, to: 5, reason: 'x', missingTrades: null }],
    ['bad_gap', { kind: 'repaired', symbol: 'A-B', from: NaN, to: 5, candles: [] }],
  ])('refuses %s and counts it (%#)', (reason, event) => {
    const guard = createTickGuard({ market: market(), toleranceMs: 2 * MINUTE_MS });
    expect(guard.accept(event)).toEqual([]);
    expect(guard.counts()).toEqual({ [reason]: 1 });
  });

  it('passes sound ones unchanged', () => {
    const guard = createTickGuard({ market: market(), toleranceMs: 2 * MINUTE_MS });
    const sound: FeedEvent[] = [
      trade(5),
      ticker(5),
      { kind: 'candle', candle: candle(NOW - 30_000) },
      { kind: 'gap', symbol: 'A-B', from: 1, to: 5, reason: 'x', missingTrades: null },
      { kind: 'repaired', symbol: 'A-B', from: 1, to: 5, candles: [candle(NOW - 30_000)] },
    ];
    expect(sound.flatMap((event) => guard.accept(event))).toEqual(sound);
    expect(guard.counts()).toEqual({});
  });

  it('leaves the broken quote out of a ticker whose price is sound', () => {
    const guard = createTickGuard({ market: market(), toleranceMs: 2 * MINUTE_MS });
    expect(guard.accept(ticker(5, { bid: NaN, volume24h: Infinity }))).toEqual([
      ticker(5, { bid: null, volume24h: null }),
    ]);
  });

  it('leaves impossible candles out of a repair and counts them', () => {
    const guard = createTickGuard({ market: market(), toleranceMs: 2 * MINUTE_MS });
    const good = candle(NOW - 90_000);
    const [passed] = guard.accept({
      kind: 'repaired',
      symbol: 'BTC-USD',
      from: 1,
      to: NOW,
      candles: [good, candle(NOW - 30_000, { high: Infinity })],
    });
    expect(passed).toMatchObject({ candles: [good] });
    expect(guard.counts()).toEqual({ bad_candle: 1 });
  });

  it('takes what is up to ten seconds ahead of the clock, so that no print ends a minute early', () => {
    const guard = createTickGuard({ market: market() });
    expect(guard.accept(trade(5, { eventTime: NOW + 9_000 }))).toHaveLength(1);
    expect(guard.accept(trade(5, { eventTime: NOW + 11_000 }))).toEqual([]);
    expect(guard.counts()).toEqual({ future: 1 });
  });

  it('measures the future on the venue’s clock when ours is wrong', () => {
    const guard = createTickGuard({ market: market(), skewMs: () => 7_200_000 });
    expect(guard.accept(trade(5, { eventTime: NOW + 7_200_000 }))).toHaveLength(1);
  });
});

describe('order', () => {
  it('refuses a trade that comes twice, and one of a minute already closed', () => {
    const guard = createTickGuard({ market: market(), toleranceMs: 2 * MINUTE_MS });
    const first = trade(5, { eventTime: NOW - 60_000 });
    guard.accept(first);
    expect(guard.accept(first)).toEqual([]);
    guard.accept(trade(5));
    expect(guard.accept(trade(5, { eventTime: NOW - 31_000 }))).toEqual([]);
    expect(guard.accept(trade(5, { eventTime: NOW - 29_000 }))).toHaveLength(1);
    expect(guard.counts()).toEqual({ duplicate: 1, out_of_order: 1 });
  });

  it('does not let a ticker of the new minute close the trades of the old one', () => {
    const guard = createTickGuard({ market: market(), toleranceMs: 2 * MINUTE_MS });
    guard.accept(ticker(5));
    expect(guard.accept(trade(5, { eventTime: NOW - 60_000 }))).toHaveLength(1);
  });

  it('refuses candles that come twice or backwards, per symbol', () => {
    const guard = createTickGuard({ market: market(), toleranceMs: 2 * MINUTE_MS });
    const at = (openTime: number, symbol = 'BTC-USD') =>
      guard.accept({ kind: 'candle', candle: candle(openTime, { symbol }) }).length;
    expect([
      at(MINUTE_MS * 5),
      at(MINUTE_MS * 5),
      at(MINUTE_MS * 4),
      at(MINUTE_MS * 4, 'ETH-USD'),
      at(MINUTE_MS * 6),
    ]).toEqual([1, 0, 0, 1, 1]);
    expect(guard.counts()).toEqual({ duplicate: 1, out_of_order: 1 });
  });
});

describe('a lone print beyond its band', () => {
  const calm = (guard: ReturnType<typeof createTickGuard>) => {
    for (let i = 0; i < 50; i++) guard.accept(trade(100 + (i % 2) / 100));
  };

  it('is held and left out when the next print is back', () => {
    const guard = createTickGuard({ market: market(), toleranceMs: 2 * MINUTE_MS });
    calm(guard);
    expect(guard.accept(trade(150))).toEqual([]);
    expect(prices(guard.accept(trade(100)))).toEqual([100]);
    expect(guard.counts()).toEqual({ lone_print: 1 });
  });

  it('passes with the print that confirms it, in order', () => {
    const guard = createTickGuard({ market: market(), toleranceMs: 2 * MINUTE_MS });
    calm(guard);
    expect(guard.accept(trade(150))).toEqual([]);
    expect(prices(guard.accept(trade(151)))).toEqual([150, 151]);
    expect(prices(guard.accept(trade(150)))).toEqual([150]);
    expect(guard.counts()).toEqual({});
  });

  it('is confirmed by a crash that goes on', () => {
    const guard = createTickGuard({ market: market(), toleranceMs: 2 * MINUTE_MS });
    calm(guard);
    expect(guard.accept(trade(93))).toEqual([]);
    expect(prices(guard.accept(trade(88)))).toEqual([93, 88]);
  });

  it('is not confirmed by a print on the other side', () => {
    const guard = createTickGuard({ market: market(), toleranceMs: 2 * MINUTE_MS });
    calm(guard);
    guard.accept(trade(150));
    expect(guard.accept(trade(60))).toEqual([]);
    expect(prices(guard.accept(trade(100)))).toEqual([100]);
    expect(guard.counts()).toEqual({ lone_print: 2 });
  });

  it('is not confirmed by its own repetition, nor by its ticker', () => {
    const guard = createTickGuard({ market: market(), toleranceMs: 2 * MINUTE_MS });
    calm(guard);
    guard.accept(ticker(100));
    const bad = trade(150);
    expect(guard.accept(bad)).toEqual([]);
    expect(guard.accept(ticker(150))).toEqual([]);
    expect(guard.accept(ticker(150))).toEqual([]);
    expect(guard.accept(bad)).toEqual([]);
    expect(prices(guard.accept(trade(100)))).toEqual([100]);
  });

  it('expires on event time and is counted, but still vouches for a market that really moved', () => {
    const guard = createTickGuard({ market: market(), toleranceMs: 2 * MINUTE_MS });
    calm(guard);
    guard.accept(trade(150));
    guard.expire(NOW + 5_000);
    expect(guard.counts()).toEqual({});
    guard.expire(NOW + 10_001);
    expect(guard.counts()).toEqual({ lone_print: 1 });
    expect(prices(guard.accept(trade(150.5, { eventTime: NOW + 20_000 })))).toEqual([150.5]);
  });

  it('expires by the next print too, without anybody calling expire', () => {
    const guard = createTickGuard({ market: market(), toleranceMs: 2 * MINUTE_MS });
    calm(guard);
    guard.accept(trade(150));
    expect(prices(guard.accept(trade(151, { eventTime: NOW + 10_001 })))).toEqual([151]);
    expect(guard.counts()).toEqual({ lone_print: 1 });
  });

  it('has the band that is given, or 5 % and more where the symbol itself jumps', () => {
    const narrow = createTickGuard({ market: market(), band: () => 0.01 });
    narrow.accept(trade(100));
    expect(narrow.accept(trade(102))).toEqual([]);
    const wild = createTickGuard({ market: market(), toleranceMs: 2 * MINUTE_MS });
    for (let i = 0; i < 300; i++) wild.accept(trade(i % 2 === 0 ? 100 : 103));
    expect(prices(wild.accept(trade(112)))).toEqual([112]);
    const tame = createTickGuard({ market: market(), toleranceMs: 2 * MINUTE_MS });
    calm(tame);
    expect(prices(tame.accept(trade(104.9)))).toEqual([104.9]);
    expect(tame.accept(trade(112))).toEqual([]);
  });

  it('is each symbol’s own matter', () => {
    const guard = createTickGuard({ market: market(), toleranceMs: 2 * MINUTE_MS });
    calm(guard);
    guard.accept(trade(150));
    expect(prices(guard.accept(trade(2_000, { symbol: 'ETH-USD' })))).toEqual([2_000]);
  });

  it('is not asked for after an hour without prints', () => {
    const guard = createTickGuard({ market: market(), toleranceMs: 2 * MINUTE_MS });
    guard.accept(trade(100, { eventTime: NOW - 3_700_000 }));
    expect(prices(guard.accept(trade(150)))).toEqual([150]);
  });
});
