/** Seeded one-minute candles for benches: each symbol an own Gaussian walk with a jump about once in three days. */
import { MINUTE_MS, type Candle } from '../../src-shared/market.ts';
import { seededRandom } from '../../src-main/base/random.ts';

export const BENCH_START = Date.UTC(2024, 0, 1);
export const BENCH_VENUE = 'bench';
const SIGMA = 0.0006;
const JUMP_EVERY = 4320;

export const benchSymbols = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => (i === 0 ? 'BTC-USD' : `S${i}-USD`));

/** One candle after the other, without end. `first`: minutes after BENCH_START. */
export function walker(symbol: string, first = 0, startPrice = 100): () => Candle {
  const random = seededRandom(`bench|${symbol}|${first}`);
  let [last, minute] = [startPrice, first];
  return () => {
    const jump = random.next() < 1 / JUMP_EVERY ? Math.sign(random.next() - 0.5) * 12 * SIGMA : 0;
    const open = last;
    const close = open * Math.exp(random.normal() * SIGMA + jump);
    last = close;
    minute += 1;
    return {
      symbol,
      venue: BENCH_VENUE,
      openTime: BENCH_START + (minute - 1) * MINUTE_MS,
      open,
      high: Math.max(open, close) * (1 + random.next() * SIGMA),
      low: Math.min(open, close) * (1 - random.next() * SIGMA),
      close,
      volume: Math.exp(3 + 0.6 * random.normal()) * (jump === 0 ? 1 : 20),
      trades: null,
      repaired: false,
    };
  };
}

export function walk(symbol: string, minutes: number, first = 0, startPrice = 100): Candle[] {
  const next = walker(symbol, first, startPrice);
  return Array.from({ length: minutes }, next);
}
