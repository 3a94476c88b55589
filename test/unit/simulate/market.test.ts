import { beforeAll, describe, expect, test } from 'vitest';
import { createMarket, type Market } from '../../../src-main/simulate/simulation.ts';
import { aggregate, type Tape } from '../../../src-main/simulate/tape.ts';
import { EPOCH, MINUTE } from './clients.ts';

const DAYS = 8;
const HISTORY = DAYS * 1440;
const FAR = EPOCH + 600 * MINUTE;
const tapeOf = (market: Market, symbol: string): Tape => market.tapes.get(symbol)!;
const closeAt = (tape: Tape, minute: number) => tape.candle(EPOCH + minute * MINUTE, FAR)!.close;
const logMove = (tape: Tape, from: number, to: number) => Math.log(closeAt(tape, to) / closeAt(tape, from));

function returnsOf(tape: Tape, from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, k) => logMove(tape, from + k, from + k + 1));
}
const rms = (values: number[]) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

describe('the simulated market', () => {
  let market: Market;
  beforeAll(() => {
    market = createMarket({ seed: 'market-test', epoch: EPOCH });
  });

  test('every minute of trades adds up to its candle: open, extremes, close and volume', () => {
    for (const tape of market.tapes.values()) {
      for (const minute of [-HISTORY, -HISTORY + 1, -5000, -1, 0, 1, 8, 9, 20, 35, 36, 200]) {
        const openTime = EPOCH + minute * MINUTE;
        const { open, high, low, close, lots } = tape.candle(openTime, FAR)!;
        expect(aggregate(tape.minute(openTime)), `${tape.product.symbol} ${minute}`).toEqual({
          open,
          high,
          low,
          close,
          lots,
        });
      }
    }
  });

  test('trade ids have no hole and times strictly grow inside the minute', () => {
    for (const tape of market.tapes.values()) {
      const trades = [-3, -2, -1, 0, 1, 2, 3].flatMap((minute) => tape.minute(EPOCH + minute * MINUTE));
      trades.slice(1).forEach((trade, k) => {
        const previous = trades[k];
        expect(trade.id).toBe(previous.id + 1);
        expect(trade.openTime * 1000 + trade.atUs).toBeGreaterThan(previous.openTime * 1000 + previous.atUs);
        expect(trade.lots).toBeGreaterThan(0);
      });
    }
  });

  test('the same seed gives the same market and another seed another', () => {
    const probe = (seed: string) => {
      const tape = tapeOf(createMarket({ seed, epoch: EPOCH }), 'XRP-USD');
      return [-4000, 0, 17, 90].map((minute) => tape.minute(EPOCH + minute * MINUTE));
    };
    expect(probe('market-test')).toEqual(probe('market-test'));
    expect(probe('market-test')).not.toEqual(probe('another'));
  });

  test('reading far ahead first changes nothing, and the live part does not depend on the length of the history', () => {
    const ahead = tapeOf(createMarket({ seed: 'market-test', epoch: EPOCH, historyDays: 2 }), 'ETH-USD');
    ahead.minute(EPOCH + 500 * MINUTE);
    for (const minute of [0, 8, 100]) {
      expect(ahead.minute(EPOCH + minute * MINUTE)).toEqual(tapeOf(market, 'ETH-USD').minute(EPOCH + minute * MINUTE));
    }
  });

  test('the rate multiplies the trades and leaves the candles alone', () => {
    const fast = tapeOf(createMarket({ seed: 'market-test', epoch: EPOCH, historyDays: 1, rate: 10 }), 'BTC-USD');
    const normal = tapeOf(market, 'BTC-USD');
    const openTime = EPOCH + 4 * MINUTE;
    expect(fast.minute(openTime).length).toBeGreaterThan(7 * normal.minute(openTime).length);
    expect(aggregate(fast.minute(openTime))).toEqual(aggregate(normal.minute(openTime)));
  });

  test.each([
    ['SOL-USD', 8, +1],
    ['ADA-USD', 20, -1],
    ['AVAX-USD', 35, +1],
  ] as const)('the demo moves %s at minute %i by at least 10 sigma, sharply and alone', (symbol, minute, sign) => {
    for (const seed of ['demo', 'market-test', 'a', 'b', 'c']) {
      const { tapes } = seed === 'market-test' ? market : createMarket({ seed, epoch: EPOCH });
      for (const tape of tapes.values()) {
        const sigma = rms(returnsOf(tape, -1440, -1));
        const inSigma = (sign * logMove(tape, minute - 1, minute + 4)) / (sigma * Math.sqrt(5));
        if (tape.product.symbol !== symbol) expect(Math.abs(inSigma), `${seed} ${tape.product.symbol}`).toBeLessThan(5);
        else expect(inSigma, `${seed} ${symbol}`).toBeGreaterThan(10);
      }
      const tape = tapes.get(symbol)!;
      expect(logMove(tape, minute - 1, minute + 2) / logMove(tape, minute - 1, minute + 4)).toBeGreaterThan(0.8);
    }
  });

  test('a scripted move trades at least five times the usual volume', () => {
    const lots = (minute: number) => tapeOf(market, 'SOL-USD').candle(EPOCH + minute * MINUTE, FAR)!.lots;
    const usual = Array.from({ length: 240 }, (_, k) => lots(k - 240)).sort((a, b) => a - b)[120];
    expect(Math.max(lots(8), lots(9), lots(10))).toBeGreaterThan(5 * usual);
  });

  test('ordinary minutes look like a market: 4–12 bps a minute, clustered, correlated with BTC, tails without monsters', () => {
    const btc = returnsOf(tapeOf(market, 'BTC-USD'), -HISTORY, -1);
    for (const tape of market.tapes.values()) {
      const returns = returnsOf(tape, -HISTORY, -1);
      const sigma = rms(returns);
      expect(sigma).toBeGreaterThan(4e-4);
      expect(sigma).toBeLessThan(12e-4);
      expect(Math.max(...returns.map(Math.abs)) / sigma).toBeLessThan(25);
      expect(returns.filter((value) => Math.abs(value) > 6 * sigma).length).toBeLessThan(0.003 * returns.length);
      expect(correlation(returns.map(Math.abs).slice(1), returns.map(Math.abs).slice(0, -1))).toBeGreaterThan(0.08);
      if (tape.product.symbol !== 'BTC-USD') expect(correlation(returns, btc)).toBeGreaterThan(0.3);
    }
  });
});

function correlation(a: number[], b: number[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  const cross = a.reduce((sum, value, k) => sum + (value - ma) * (b[k] - mb), 0);
  const spread = (values: number[], m: number) => Math.sqrt(values.reduce((sum, value) => sum + (value - m) ** 2, 0));
  return cross / (spread(a, ma) * spread(b, mb));
}
