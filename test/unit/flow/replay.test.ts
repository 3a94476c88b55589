/** The order of a replay: minutes close when the next begins, whoever they come from, and market time never runs ahead. */
import { describe, expect, it } from 'vitest';
import { settableTime } from '../../../src-main/base/clock.ts';
import { createTickGuard } from '../../../src-main/feed/tick-guard.ts';
import type { Core } from '../../../src-main/flow/core.ts';
import { createHotPath, type HotPathOptions } from '../../../src-main/flow/hot-path.ts';
import { runReplay } from '../../../src-main/flow/replay.ts';
import { createCandleBuilder } from '../../../src-main/market/candle-builder.ts';
import { type Candle, type FeedEvent, MINUTE_MS } from '../../../src-shared/market.ts';

const T0 = Date.UTC(2026, 2, 2, 13);
const SYMBOLS = ['A-USD', 'B-USD'];

const trade = (symbol: string, seconds: number, price: number): FeedEvent => {
  const time = T0 + seconds * 1000;
  return { kind: 'trade', symbol, price, amount: 1, side: null, tradeId: null, eventTime: time, receivedTime: time };
};
const candle = (symbol: string, minute: number): FeedEvent => ({
  kind: 'candle',
  candle: { symbol, venue: 'v', openTime: T0 + minute * MINUTE_MS, open: 1, high: 1, low: 1, close: 1, volume: 1, trades: null, repaired: false }, // prettier-ignore
});

/** Runs the events through a real hot path with a real guard and builders; what happens is told in order. */
async function replay(events: readonly FeedEvent[]) {
  const market = settableTime(0);
  const told: string[] = [];
  const nothing = () => undefined;
  const after = (time: number): number => (time - T0) / 1000;
  const described = ({ symbol, openTime, trades }: Candle): string => `${symbol} ${after(openTime)} (${trades ?? '-'})`;
  const stations = {
    venue: 'v',
    builders: new Map(SYMBOLS.map((symbol) => [symbol, createCandleBuilder({ symbol, venue: 'v' })])),
    guard: createTickGuard({ market, toleranceMs: 120_000 }),
    detection: {
      onClosed: (closed: Candle) => (told.push(`closed ${described(closed)}`), []),
      onForming: () => [],
      onGap: (symbol: string) => void told.push(`gap ${symbol}`),
      settle: () => [],
      flush: () => (told.push('flush'), []),
      rarity: () => ({ lambdaPerDay: null, learning: true }),
    },
    episodes: { handle: nothing },
    sampler: { tick: nothing, candle: nothing, flush: async () => undefined, passed: async () => undefined },
    board: { price: nothing, forming: nothing, closed: nothing },
    writer: { flush: async () => undefined },
    writes: { waiting: 0, idle: async () => undefined, passed: async () => undefined, write: async () => undefined },
    marketNow: () => market.now(),
    graceMs: 2_000,
    repairPatienceMs: null,
    onGap: nothing,
  };
  const hot = createHotPath(stations as unknown as HotPathOptions);
  const core = {
    ...stations,
    hot,
    desk: { pollIntervalMs: 5 * MINUTE_MS, poll: async () => undefined },
    cold: { waiting: 0, hasDue: () => false, step: async () => undefined },
    feed: {
      async *events() {
        yield events;
      },
    },
  } as unknown as Core;
  const onMoment = (time: number): null => {
    told.push(`moment ${after(time + 1)}`);
    return null;
  };
  const report = await runReplay({ core, market, narrate: true, signal: new AbortController().signal, onMoment });
  return { told: told.slice(0, told.indexOf('flush')), report };
}

describe('a replay', () => {
  it('closes a minute of trades before the next moment, without a grace, and the last one before the end', async () => {
    const { told, report } = await replay([
      trade('A-USD', 1, 10),
      trade('A-USD', 59.999, 10.1),
      trade('A-USD', 60, 10.2),
      trade('A-USD', 190, 10.3),
    ]);
    expect(told).toEqual([
      'closed A-USD 0 (2)',
      'moment 60',
      'closed A-USD 60 (1)',
      'moment 180',
      'closed A-USD 180 (1)',
      'moment 240',
    ]);
    expect(report).toEqual({ candles: 3, first: T0, last: T0 + 180_000 });
  });

  it('takes trades of one symbol and candles of another in one order of minutes', async () => {
    const { told, report } = await replay([
      candle('A-USD', 0),
      trade('B-USD', 5, 10),
      candle('A-USD', 1),
      trade('B-USD', 65, 10),
    ]);
    expect(told).toEqual([
      'closed A-USD 0 (-)',
      'closed B-USD 0 (1)',
      'moment 60',
      'closed A-USD 60 (-)',
      'closed B-USD 60 (1)',
      'moment 120',
    ]);
    expect(report.candles).toBe(4);
  });

  it('passes every minute of the others while one symbol has a gap', async () => {
    const { told } = await replay([
      candle('A-USD', 0),
      candle('B-USD', 0),
      { kind: 'gap', symbol: 'A-USD', from: T0 + MINUTE_MS, to: T0 + 20 * MINUTE_MS, reason: 'outage_in_file', missingTrades: null }, // prettier-ignore
      candle('B-USD', 1),
      candle('B-USD', 2),
    ]);
    expect(told.slice(2)).toEqual([
      'moment 60',
      'gap A-USD',
      'closed B-USD 60 (-)',
      'moment 120',
      'closed B-USD 120 (-)',
      'moment 180',
    ]);
  });
});
