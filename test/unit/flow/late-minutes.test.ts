import { describe, expect, it } from 'vitest';
import { createLateMinutes } from '../../../src-main/flow/late-minutes.ts';
import { createCandleBuilder } from '../../../src-main/market/candle-builder.ts';
import { FaultError, fault } from '../../../src-shared/fault.ts';
import type { Candle, Repaired, Trade } from '../../../src-shared/market.ts';

const M = 1_700_000_040_000;
const trade = (time: number, price: number): Trade => ({
  kind: 'trade',
  symbol: 'BTC-USD',
  price,
  amount: 1,
  side: 'buy',
  tradeId: null,
  eventTime: time,
  receivedTime: time,
});
const truth = (openTime: number): Candle => ({
  symbol: 'BTC-USD',
  venue: 'v',
  openTime,
  open: 100,
  high: 103,
  low: 99,
  close: 101,
  volume: 9,
  trades: null,
  repaired: false,
});

describe('late minutes', () => {
  it('asks the venue for just the minutes that late trades belong to, and again when it did not answer', async () => {
    const builder = createCandleBuilder({ symbol: 'BTC-USD', venue: 'v' });
    builder.onTrade(trade(M + 1000, 100));
    builder.onTrade(trade(M + 61_000, 100));
    builder.onTrade(trade(M + 59_000, 103));
    let isDown = true;
    const asked: number[][] = [];
    const repaired: Repaired[] = [];
    const step = createLateMinutes({
      builders: new Map([['BTC-USD', builder]]),
      feed: {
        history({ from, to }) {
          asked.push([from, to]);
          if (isDown) return Promise.reject(new FaultError(fault('network', 'down')));
          return Promise.resolve([truth(M), truth(M + 60_000)]);
        },
      },
      onRepaired: (event) => repaired.push(event),
    });
    const { signal } = new AbortController();
    await expect(step(signal)).rejects.toThrow('down');
    isDown = false;
    await step(signal);
    await step(signal);
    expect(asked).toEqual([
      [M, M + 60_000],
      [M, M + 60_000],
    ]);
    expect(repaired.map((event) => event.candles)).toEqual([[{ ...truth(M), repaired: true }]]);
  });
});
