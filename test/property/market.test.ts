import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BETA_CELLS, betaValue, learnBeta } from '../../src-main/market/beta.ts';
import { HALF_LEVEL, moving } from '../../src-main/market/breadth.ts';
import { createCandleBuilder } from '../../src-main/market/candle-builder.ts';
import { MINUTE_MS, minuteOf, type Candle, type Trade } from '../../src-shared/market.ts';
import { check, NOT_FINITE, randomOf } from './check.ts';

const tradeOf = (price: number, amount: number, eventTime: number): Trade => ({
  kind: 'trade',
  symbol: 'BTC-USD',
  price,
  amount,
  side: null,
  tradeId: null,
  eventTime,
  receivedTime: eventTime,
});

describe('candle builder', () => {
  const prints = fc.array(
    fc.record({
      pause: fc.integer({ min: 0, max: 150_000 }),
      price: fc.double({ min: 1, max: 1e5, noNaN: true }),
      amount: fc.double({ min: 0, max: 10, noNaN: true }),
    }),
    { minLength: 1, maxLength: 200 },
  );

  it('equals grouping the trades by minute', () => {
    check(prints, (given) => {
      let time = 1_700_000_000_000;
      const trades = given.map(({ pause, price, amount }) => tradeOf(price, amount, (time += pause)));
      const builder = createCandleBuilder({ symbol: 'BTC-USD', venue: 'test' });
      const built = trades.map((trade) => builder.onTrade(trade).closed).filter((c): c is Candle => c !== null);
      const last = builder.closeUpTo(time + 2 * MINUTE_MS);
      expect([...built, last]).toEqual(plain(trades));
    });
  });

  function plain(trades: readonly Trade[]): Candle[] {
    const groups = Map.groupBy(trades, (trade) => minuteOf(trade.eventTime));
    return [...groups].map(([openTime, of]) => {
      const prices = of.map((trade) => trade.price);
      return {
        symbol: 'BTC-USD',
        venue: 'test',
        openTime,
        open: prices[0],
        high: Math.max(...prices),
        low: Math.min(...prices),
        close: prices.at(-1)!,
        volume: of.reduce((sum, trade) => sum + trade.amount, 0),
        trades: of.length,
        repaired: false,
      };
    });
  }
});

describe('beta', () => {
  function taught(name: string, n: number, slope: number, noise: number): Float64Array {
    const random = randomOf(name);
    const m = new Float64Array(BETA_CELLS);
    for (let i = 0; i < n; i++) {
      const market = random.normal() * 0.001;
      learnBeta(m, 0, slope * market + random.normal() * noise, market);
    }
    return m;
  }

  it('finds the slope of common returns, starting from 1', () => {
    expect(betaValue(new Float64Array(BETA_CELLS), 0)).toBe(1);
    const beta = betaValue(taught('beta', 20_000, 1.8, 0.0005), 0);
    expect(beta).toBeGreaterThan(1.6);
    expect(beta).toBeLessThan(1.9);
    const opposite = betaValue(taught('beta, opposite', 20_000, -1, 0.0002), 0);
    expect(opposite).toBeLessThan(-0.8);
    expect(opposite).toBeGreaterThan(-1.05);
  });

  it('is drawn to 1 while little is known: half way after half a day', () => {
    const early = betaValue(taught('beta, early', 144, 3, 0), 0);
    // Of exact returns the slope is exact but for the clipping of either.
    expect(early).toBeCloseTo((3 + 1) / 2, 6);
    expect(betaValue(taught('beta, one', 1, 3, 0), 0)).toBeCloseTo(1 + 2 / 145, 9);
  });

  it('is bent little by one wild minute of either', () => {
    for (const wild of [
      [5, 0.001],
      [0.001, 5],
    ]) {
      const m = taught('beta, wild', 5000, 1.5, 0.0003);
      const before = betaValue(m, 0);
      learnBeta(m, 0, wild[0], wild[1]);
      expect(Math.abs(betaValue(m, 0) - before)).toBeLessThan(0.1);
    }
  });

  it('stays 1 against a market that stands still, and takes in nothing that is no number', () => {
    const still = new Float64Array(BETA_CELLS);
    for (let i = 0; i < 5000; i++) learnBeta(still, 0, 0.001, 0);
    expect(betaValue(still, 0)).toBe(1);
    for (const bad of NOT_FINITE) {
      const m = taught('beta, bad', 100, 1, 0.001);
      const before = m.slice();
      learnBeta(m, 0, bad, 0.001);
      learnBeta(m, 0, 0.001, bad);
      expect(m).toEqual(before);
    }
  });
});

describe('breadth', () => {
  const members = fc.array(
    fc.record({
      minute: fc.integer({ min: 90, max: 110 }),
      strength: fc.oneof(fc.double({ min: -3, max: 3, noNaN: true }), fc.constantFrom(NaN, 0, HALF_LEVEL, -HALF_LEVEL)),
    }),
  );

  it('counts who moves with a sign, never one member with both, and never the stale', () => {
    check(members, (given) => {
      for (const sign of [1, -1]) {
        const plain = given.filter(
          ({ minute, strength }) => Math.abs(minute - 100) <= 2 && strength * sign >= HALF_LEVEL,
        );
        expect(moving(given, 100, sign)).toBe(plain.length);
      }
      expect(moving(given, 100, 1) + moving(given, 100, -1)).toBeLessThanOrEqual(given.length);
      expect(moving(given, 200, 1)).toBe(0);
    });
  });
});
