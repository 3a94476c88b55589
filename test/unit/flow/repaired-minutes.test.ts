/** Minutes that a repair brings while the minute before them is still forming: its grace may be longer than the repair took. */
import { expect, it } from 'vitest';
import { createHotPath, type HotPathOptions } from '../../../src-main/flow/hot-path.ts';
import type { GapRow } from '../../../src-shared/ports/reader.ts';
import { createCandleBuilder } from '../../../src-main/market/candle-builder.ts';
import { MINUTE_MS, type Candle, type FeedEvent } from '../../../src-shared/market.ts';

const M0 = Date.UTC(2024, 0, 1, 12);
const SYMBOL = 'BTC-USD';
const at = (minutes: number): number => M0 + minutes * MINUTE_MS;
const trade = (minutes: number, price: number): FeedEvent => ({ kind: 'trade', symbol: SYMBOL, price, amount: 1, side: 'buy', tradeId: null, eventTime: at(minutes), receivedTime: at(minutes) }); // prettier-ignore
const candle = (minute: number, close: number): Candle => ({ symbol: SYMBOL, venue: 'test', openTime: at(minute), open: close, high: close, low: close, close, volume: 5, trades: 5, repaired: true }); // prettier-ignore
const nothing = () => undefined;

function path() {
  const stored = new Map<number, number>();
  const detected: number[] = [];
  const gaps: (number | null)[] = [];
  const detection = { onClosed: ({ openTime }: Candle) => (detected.push((openTime - M0) / MINUTE_MS), []), onForming: () => [], onGap: nothing, settle: () => [], flush: () => [] }; // prettier-ignore
  const hot = createHotPath({
    venue: 'test',
    builders: new Map([[SYMBOL, createCandleBuilder({ symbol: SYMBOL, venue: 'test' })]]),
    guard: { accept: (event: FeedEvent) => [event], expire: nothing, holding: () => null },
    detection,
    episodes: { handle: nothing },
    sampler: { tick: nothing, candle: ({ openTime, close }: Candle) => void stored.set((openTime - M0) / MINUTE_MS, close) }, // prettier-ignore
    board: { price: nothing, forming: nothing, closed: nothing },
    writes: { write: async () => undefined },
    marketNow: () => at(4),
    graceMs: 2 * MINUTE_MS,
    repairPatienceMs: 10 * MINUTE_MS,
    onGap: ({ repaired_at }: GapRow) => void gaps.push(repaired_at),
  } as unknown as HotPathOptions);
  hot.begin();
  return { hot, stored, detected, gaps };
}

it.each([
  ['with it', [0, 1, 2], 90],
  ['without it', [1, 2], 100],
])('keeps every minute of a repair that reaches past the forming minute, %s', (_, repaired, first) => {
  const { hot, stored, detected, gaps } = path();
  hot.handle(trade(0.2, 100));
  hot.handle({ kind: 'gap', symbol: SYMBOL, from: at(0.5), to: at(2.5), reason: 'connection', missingTrades: null });
  hot.handle({ kind: 'repaired', symbol: SYMBOL, from: at(0), to: at(3), candles: repaired.map((n) => candle(n, 90 + n)) }); // prettier-ignore
  hot.handle(trade(3.1, 95));
  hot.settle(at(8));
  expect([...stored].sort()).toEqual([[0, first], [1, 91], [2, 92], [3, 95]]); // prettier-ignore
  expect(detected).toEqual([0, 1, 2, 3]);
  expect(gaps.at(-1)).toBe(at(4));
});
