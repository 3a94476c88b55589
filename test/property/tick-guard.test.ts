/** Whatever comes in: nothing impossible passes, nothing passes twice, order per symbol holds, and refused + passed + held = sent. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { settableTime } from '../../src-main/base/clock.ts';
import { createTickGuard } from '../../src-main/feed/tick-guard.ts';
import { minuteOf, type FeedEvent, type Trade } from '../../src-shared/market.ts';

const NOW = Date.UTC(2026, 2, 2, 13);
const SEED = Number(process.env.MANE_SEED ?? 20_260_302);
const wildNumber = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: 90, max: 110, noNaN: true }) },
  { weight: 1, arbitrary: fc.double() },
  {
    weight: 1,
    arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, -1, Number.MAX_VALUE, Number.MIN_VALUE),
  },
);
const wildTime = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: NOW - 200_000, max: NOW }) },
  { weight: 1, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.integer({ min: NOW, max: NOW + 10_000_000 }) },
);
const trade: fc.Arbitrary<Trade> = fc.record({
  kind: fc.constant('trade' as const),
  symbol: fc.constantFrom('BTC-USD', 'ETH-USD'),
  price: wildNumber,
  amount: wildNumber,
  side: fc.constantFrom('buy' as const, 'sell' as const, null),
  tradeId: fc.option(fc.integer({ min: 0, max: 40 }).map(String)),
  eventTime: wildTime,
  receivedTime: fc.constant(NOW),
});
const settings = { seed: SEED, numRuns: 500 };

it(`passes only what can be, in order, once (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.array(trade, { maxLength: 120 }), (events) => {
      const guard = createTickGuard({ market: settableTime(NOW) });
      const passed = events.flatMap((event) => guard.accept(event)) as Trade[];
      const newest = new Map<string, number>();
      const ids = new Set<string>();
      for (const event of passed) {
        expect(event.price > 0 && event.price <= 1e10 && event.amount > 0 && event.amount < Infinity).toBe(true);
        expect(event.eventTime <= NOW + 120_000 && event.eventTime >= minuteOf(newest.get(event.symbol) ?? 0)).toBe(
          true,
        );
        newest.set(event.symbol, Math.max(newest.get(event.symbol) ?? 0, event.eventTime));
        if (event.tradeId !== null) expect(ids.has(`${event.symbol}${event.tradeId}`)).toBe(false);
        ids.add(`${event.symbol}${event.tradeId}`);
      }
      guard.expire(Number.MAX_SAFE_INTEGER);
      const refused = Object.values(guard.counts()).reduce((a, b) => a + b, 0);
      expect(passed.length + refused).toBe(events.length);
    }),
    settings,
  );
});

it(`leaves a lone bad tick out of any calm market, and never a sound print (seed ${SEED})`, () => {
  const calm = fc.array(fc.double({ min: -0.002, max: 0.002, noNaN: true }), { minLength: 30, maxLength: 100 });
  const jump = fc.oneof(
    fc.double({ min: 0.06, max: 5, noNaN: true }),
    fc.double({ min: -0.9, max: -0.06, noNaN: true }),
  );
  fc.assert(
    fc.property(calm, jump, fc.double({ min: 0, max: 0.99, noNaN: true }), (moves, size, where) => {
      const guard = createTickGuard({ market: settableTime(NOW) });
      const badAt = 20 + Math.floor(where * (moves.length - 20));
      let price = 100;
      const passed: FeedEvent[] = [];
      moves.forEach((move, i) => {
        price *= 1 + move;
        const print = (at: number, id: string) =>
          passed.push(
            ...guard.accept({
              kind: 'trade',
              symbol: 'A-B',
              price: at,
              amount: 1,
              side: null,
              tradeId: id,
              eventTime: NOW + i,
              receivedTime: NOW,
            }),
          );
        print(price, String(i));
        if (i === badAt) print(price * (1 + size), 'bad');
      });
      const ids = passed.map((event) => (event.kind === 'trade' ? event.tradeId : ''));
      expect(ids).toEqual(moves.map((_, i) => String(i)));
    }),
    settings,
  );
});
