/** Given candles come back from the simulated venue as they were given: as trades, over REST, and as absent minutes. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src-main/base/random.ts';
import type { PlayedCandle } from '../../../src-main/simulate/played-path.ts';
import { decimalNumber } from '../../../src-main/simulate/product.ts';
import { answerRest } from '../../../src-main/simulate/rest.ts';
import { createMarket } from '../../../src-main/simulate/simulation.ts';
import { aggregate } from '../../../src-main/simulate/tape.ts';
import { EPOCH, MINUTE } from './clients.ts';

const SEED = process.env.MANE_SEED ?? 'played';
const SYMBOL = 'PLAY-USD';
console.log(`played path seed ${SEED}`);

/** Prices of several sizes, tiny volumes among them, and minutes left out. */
function given(): PlayedCandle[] {
  const random = seededRandom(SEED);
  return Array.from({ length: 600 }, (_, k) => {
    const [a, b, c, d] = Array.from({ length: 4 }, () => Number((1 + random.next()).toFixed(random.int(1, 6)))).sort((x, y) => x - y); // prettier-ignore
    const [open, close] = random.next() < 0.5 ? [b, c] : [c, b];
    const volume = random.next() < 0.1 ? 0 : random.next() < 0.1 ? 0.001 : Number((random.next() * 1e6).toFixed(3));
    return { openTime: EPOCH + (k - 300) * MINUTE, open, high: d, low: a, close, volume };
  }).filter(() => random.next() < 0.8);
}

describe('a market that plays given candles', () => {
  const candles = given();
  const market = createMarket({ seed: SEED, epoch: EPOCH, symbols: [SYMBOL], candles: new Map([[SYMBOL, candles]]) });
  const tape = market.tapes.get(SYMBOL)!;
  const { priceDecimals, sizeDecimals } = tape.product;
  const traded = candles.filter((candle) => candle.volume > 0);
  const byTime = new Map(traded.map((candle) => [candle.openTime, candle]));
  const last = traded.at(-1)!.openTime;

  it('prints trades that make exactly each candle, and none in other minutes', () => {
    for (let openTime = tape.start; openTime <= last + 5 * MINUTE; openTime += MINUTE) {
      const trades = tape.minute(openTime);
      const made = aggregate(trades);
      const wanted = byTime.get(openTime) ?? null;
      expect(made === null).toBe(wanted === null);
      if (made === null || wanted === null) continue;
      const price = (ticks: number) => decimalNumber(ticks, priceDecimals);
      expect({ openTime, open: price(made.open), high: price(made.high), low: price(made.low), close: price(made.close), volume: decimalNumber(made.lots, sizeDecimals) }).toEqual(wanted); // prettier-ignore
      expect(trades.length).toBeGreaterThan(3);
    }
  });

  it('counts its trade ids without a hole over quiet minutes', () => {
    const ids = traded.flatMap(({ openTime }) => tape.minute(openTime).map((trade) => trade.id));
    expect(ids).toEqual(ids.map((_, k) => (ids[0] ?? 0) + k));
    expect(tape.tradesBelow(ids[500], 3, last + MINUTE).map((trade) => trade.id)).toEqual(
      ids.slice(497, 500).reverse(),
    );
  });

  it('draws which extreme comes first', () => {
    const lowFirst = traded.filter(({ openTime, low, high }) => {
      const prices = tape.minute(openTime).map((trade) => decimalNumber(trade.ticks, priceDecimals));
      return prices.indexOf(low) < prices.indexOf(high);
    }).length;
    expect(lowFirst).toBeGreaterThan(0.3 * traded.length);
    expect(lowFirst).toBeLessThan(0.7 * traded.length);
  });

  it('tells the same candles over REST, absent where nothing traded', () => {
    const [from, to] = [EPOCH - 100 * MINUTE, EPOCH + 100 * MINUTE];
    const url = new URL(`http://x/products/${SYMBOL}/candles?granularity=60&start=${from / 1000}&end=${to / 1000}`);
    const rows = answerRest(url, market.tapes, last + MINUTE).json as number[][];
    const wanted = traded.filter(({ openTime }) => openTime >= from && openTime <= to).reverse();
    expect(rows).toEqual(wanted.map((c) => [c.openTime / 1000, c.low, c.high, c.open, c.close, c.volume]));
  });

  it('refuses candles that are not in order', () => {
    const wrong = new Map([[SYMBOL, [...traded].reverse()]]);
    expect(() => createMarket({ seed: SEED, epoch: EPOCH, symbols: [SYMBOL], candles: wrong })).toThrow(/oldest first/);
  });
});
