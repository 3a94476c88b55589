import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCandleBuilder } from '../../src-main/market/candle-builder.ts';
import { createMinuteSeries, WINDOWS } from '../../src-main/market/minute-series.ts';
import { createBeta } from '../../src-main/market/beta.ts';
import { seededRandom } from '../../src-main/base/random.ts';
import { MINUTE_MS, minuteOf, type Candle, type Trade } from '../../src-shared/market.ts';

const seed = Number(process.env.MANE_SEED ?? 20240101);
console.log(`property seed ${seed} (set MANE_SEED to change)`);
const check = <T>(arbitrary: fc.Arbitrary<T>, run: (value: T) => void) =>
  fc.assert(fc.property(arbitrary, run), { seed });

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

describe('minute series', () => {
  it('refers to the price that many clock minutes ago, through minutes without trade', () => {
    const steps = fc.array(
      fc.record({ pause: fc.integer({ min: 1, max: 9 }), r: fc.double({ min: -0.01, max: 0.01, noNaN: true }) }),
      { minLength: 3, maxLength: 300 },
    );
    check(steps, (given) => {
      const series = createMinuteSeries();
      const closes = new Map<number, number>();
      let [minute, price] = [28_000_000, 100];
      const [refs, scales] = [new Float64Array(WINDOWS.length), new Float64Array(WINDOWS.length)];
      for (const { pause, r } of given) {
        minute += pause;
        price *= Math.exp(r);
        series.reference(minute, refs, scales);
        for (const [i, w] of WINDOWS.entries()) {
          let k = minute - w;
          while (k >= 28_000_000 && !closes.has(k)) k -= 1;
          const known = closes.get(k);
          if (known === undefined) expect(refs[i]).toBeNaN();
          else expect(refs[i]).toBeCloseTo(Math.log(known), 10);
          // σ is known from the second traded minute on.
          if (known !== undefined && k > Math.min(...closes.keys())) expect(scales[i]).toBeGreaterThan(0);
        }
        series.commit(minute, price, 1);
        closes.set(minute, price);
      }
    });
  });
});

describe('beta', () => {
  it('finds the slope of common returns, starting from 1', () => {
    const random = seededRandom(seed);
    const beta = createBeta();
    expect(beta.value()).toBe(1);
    for (let i = 0; i < 20_000; i++) {
      const market = random.normal() * 0.001;
      beta.update(1.8 * market + random.normal() * 0.0005, market);
    }
    expect(beta.value()).toBeGreaterThan(1.6);
    expect(beta.value()).toBeLessThan(1.9);
  });
});
