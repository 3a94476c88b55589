/** The small parts at the edge of a venue: what a fetch may answer, whose clock is right, what a queue does when full. */
import { describe, expect, it } from 'vitest';
import { settableTime } from '../../../src-main/base/clock.ts';
import { ccxtFault } from '../../../src-main/feed/ccxt-fault.ts';
import { createClockSkew } from '../../../src-main/feed/clock-skew.ts';
import { createEventQueue } from '../../../src-main/feed/event-queue.ts';
import { jsonOnly, retryAfter } from '../../../src-main/feed/json-only-fetch.ts';
import { nearest } from '../../../src-main/feed/near-match.ts';
import { mapSymbols, requireSymbols } from '../../../src-main/feed/symbols.ts';
import { faultOf } from '../../../src-shared/fault.ts';
import type { FeedEvent, Gap, Trade } from '../../../src-shared/market.ts';

const NOW = Date.UTC(2026, 2, 2, 13);

describe('the fetch for ccxt', () => {
  const ask = async (body: string, init: ResponseInit) => {
    const fetch_ = jsonOnly(async () => new Response(body, init), 'Coinbase Exchange', settableTime(NOW));
    try {
      return await (await fetch_('https://api.example/products')).text();
    } catch (error) {
      return faultOf(error);
    }
  };
  it.each([
    ['[1]', { status: 200 }, '[1]'],
    ['{"message":"NotFound"}', { status: 404 }, '{"message":"NotFound"}'],
    ['[1]', { status: 200, headers: { 'content-type': 'text/html' } }, '[1]'],
  ])('passes JSON on: %s', async (body, init, expected) => expect(await ask(body, init)).toBe(expected));

  it.each([
    ['<!DOCTYPE html><p>Log in', { status: 200 }],
    ['\n <HTML>', { status: 502 }],
    ['Please wait', { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } }],
  ])('refuses HTML: %s', async (body, init) => {
    expect(await ask(body, init)).toMatchObject({
      kind: 'unavailable',
      retryable: true,
      detail: expect.stringContaining('api.example) answered HTML instead of JSON') as string,
    });
  });

  it.each([
    ['5', 5_000],
    ['0', 0],
    [new Date(NOW + 9_000).toUTCString(), 9_000],
    [new Date(NOW - 9_000).toUTCString(), 0],
    ['999999999', 3_600_000],
    ['soon', null],
    ['', null],
    [null, null],
  ])('reads Retry-After %s as %s ms', (header, ms) => expect(retryAfter(header, NOW)).toBe(ms));

  it.each([429, 418])('makes %i a rate limit with its wait', async (status) => {
    expect(await ask('{}', { status, headers: { 'retry-after': '3' } })).toEqual({
      kind: 'rate_limited',
      retryable: true,
      retryAfterMs: 3_000,
      detail: `Coinbase Exchange answered ${status} (too many requests), asks to wait 3 s`,
    });
  });
});

describe('what ccxt throws', () => {
  class RequestTimeout extends Error {}
  class BadSymbol extends Error {}
  it.each<[unknown, string]>([
    [new RequestTimeout('x'), 'timeout'],
    [new BadSymbol('x'), 'not_found'],
    [new TypeError('x'), 'corrupt'],
    ['text', 'corrupt'],
    [undefined, 'corrupt'],
    [new Error('Unexpected server response: 429'), 'rate_limited'],
    [new Error('Unexpected server response: 200'), 'network'],
  ])('%s is %s', (error, kind) => expect(ccxtFault(error, 'V').kind).toBe(kind));

  it('is one short line', () => {
    expect(ccxtFault(new Error(`a\n${'x'.repeat(10_000)}`), 'V').detail.length).toBeLessThan(320);
  });
});

describe('the clock skew', () => {
  it('believes the shortest round trip', () => {
    const skew = createClockSkew();
    expect(skew.valueMs()).toBeNull();
    skew.sample(NOW, NOW + 2_500, NOW + 1_000);
    expect(skew.valueMs()).toBe(2_000);
    skew.sample(NOW, NOW + 2_110, NOW + 20);
    skew.sample(NOW, NOW + 2_900, NOW + 900);
    expect(skew.valueMs()).toBe(2_100);
  });

  it('forgets what a clock that was set has made impossible', () => {
    const skew = createClockSkew();
    skew.sample(NOW, NOW + 10, NOW + 20);
    skew.sample(NOW, NOW + 7_200_100, NOW + 200);
    expect(skew.valueMs()).toBe(7_200_000);
    skew.sample(NOW, NaN, NOW);
    expect(skew.valueMs()).toBe(7_200_000);
  });
});

describe('symbols', () => {
  const markets = [
    { symbol: 'BTC/USDT:USDT', base: 'BTC', quote: 'USDT', swap: true, linear: true, precision: { price: 0.1 } },
    { symbol: 'BTC/USDT', base: 'BTC', quote: 'USDT', spot: true, precision: { price: 0.01 } },
    { symbol: 'PERP/USDT:USDT', base: 'PERP', quote: 'USDT', swap: true, linear: true },
    { symbol: 'BTC/USDT-260101-C', base: 'BTC', quote: 'USDT' },
    { symbol: 'WEIRD NAME/USD', base: 'WEIRD NAME', quote: 'USD', spot: true },
    { symbol: 'OLD/USD', base: 'OLD', quote: 'USD', spot: true, active: false },
  ];
  it('prefer spot, then linear swaps; leave out what cannot be named', () => {
    const map = mapSymbols(markets, 4);
    expect(map.markets.map((m) => [m.symbol, m.active, m.tickSize])).toEqual([['BTC-USDT', true, 0.01], ['OLD-USD', false, null], ['PERP-USDT', true, null]]); // prettier-ignore
    expect(map.toCcxt('BTC-USDT')).toBe('BTC/USDT');
    expect(mapSymbols(markets.slice(1, 2).map((m) => ({ ...m, precision: { price: 2 } })), 2).markets[0].tickSize).toBe(0.01); // prettier-ignore
    expect(() => requireSymbols(map, ['BTC-USTD'], 'Venue')).toThrow(
      'Venue has no symbol BTC-USTD, did you mean BTC-USDT?',
    );
  });

  it('a far name is not suggested', () => {
    expect(nearest('XYZXYZXYZ', ['BTC-USD'])).toBeNull();
    expect(nearest('btcusd', ['ETH-USD', 'BTC-USD'])).toBe('BTC-USD');
  });
});

describe('the event queue', () => {
  const trade = (eventTime: number, symbol = 'A-B'): Trade => ({
    kind: 'trade',
    symbol,
    price: 1,
    amount: 1,
    side: null,
    tradeId: null,
    eventTime,
    receivedTime: 0,
  });
  const hole = (symbol: string, from: number, to: number): Gap => ({
    kind: 'gap',
    symbol,
    from,
    to,
    reason: 'overflow',
    missingTrades: null,
  });

  it('that overflows tells the loss of each symbol before what comes after it', async () => {
    const queue = createEventQueue(4, hole);
    const read: FeedEvent[] = [];
    for (let i = 0; i < 6; i++) queue.push(trade(i));
    queue.push(trade(6, 'C-D'));
    expect(queue.overflowed).toBe(3);
    const iterator = queue[Symbol.asyncIterator]();
    const take = async () => read.push((await iterator.next()).value as FeedEvent);
    for (let i = 0; i < 3; i++) await take();
    queue.push(trade(7));
    for (let i = 0; i < 4; i++) await take();
    expect(read.slice(0, 4)).toEqual([0, 1, 2, 3].map((time) => trade(time)));
    expect(read.slice(4)).toEqual([
      { ...hole('A-B', 4, 6), missingTrades: 2 },
      { ...hole('C-D', 6, 7), missingTrades: 1 },
      trade(7),
    ]);
  });
});
