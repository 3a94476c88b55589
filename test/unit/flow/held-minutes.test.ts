/** Minutes behind a gap wait for its repair, and not for ever. */
import { describe, expect, it } from 'vitest';
import { createHeldMinutes, type HeldMinute } from '../../../src-main/flow/held-minutes.ts';
import { type Candle, type Gap, MINUTE_MS } from '../../../src-shared/market.ts';

const M0 = 1_700_000_040_000;
const at = (minute: number): number => M0 + minute * MINUTE_MS;
const candle = (minute: number, close = 100): Candle => ({ symbol: 'A-USD', venue: 'v', openTime: at(minute), open: close, high: close, low: close, close, volume: 1, trades: 1, repaired: false }); // prettier-ignore
const gap = (from: number, to: number): Gap => ({ kind: 'gap', symbol: 'A-USD', from: at(from), to: at(to), reason: 'disconnect', missingTrades: null }); // prettier-ignore
const range = (from: number, to: number) => ({ symbol: 'A-USD', from: at(from), to: at(to) });
const shown = (minutes: readonly HeldMinute[]) =>
  minutes.map(({ candle: of, late }) => [(of.openTime - M0) / MINUTE_MS, of.close, late]);
const PATIENCE_MS = 5 * MINUTE_MS;

describe('held minutes', () => {
  it('lets repaired minutes pass first, in place of what the stream made of them, then those that waited', () => {
    const held = createHeldMinutes(PATIENCE_MS);
    held.open(gap(0.5, 0.6));
    held.add(candle(0, 1));
    held.open(gap(0.5, 2.3));
    held.add(candle(2, 1));
    held.add(candle(3, 3));
    expect(held.holds('A-USD')).toBe(true);
    expect(held.holds('B-USD')).toBe(false);
    expect(shown(held.repaired(range(0, 3), [candle(0), candle(1), candle(2)]))).toEqual([
      [0, 100, true],
      [1, 100, true],
      [2, 100, true],
      [3, 3, false],
    ]);
    expect(held.holds('A-USD')).toBe(false);
  });

  it('waits for every open gap', () => {
    const held = createHeldMinutes(PATIENCE_MS);
    held.open(gap(0.5, 0.8));
    held.open(gap(2.1, 2.2));
    held.add(candle(2, 1));
    expect(held.repaired(range(0, 1), [candle(0)])).toEqual([]);
    held.add(candle(0, 7));
    expect(shown(held.repaired(range(2, 3), [candle(2)]))).toEqual([
      [0, 100, true],
      [2, 100, true],
    ]);
  });

  it('lets a repair without a gap pass at once', () => {
    expect(shown(createHeldMinutes(PATIENCE_MS).repaired(range(0, 1), [candle(0)]))).toEqual([[0, 100, true]]);
  });

  it('gives up when minutes behind the gap have waited too long, as one gap with what waited', () => {
    const held = createHeldMinutes(PATIENCE_MS);
    held.open(gap(0.5, 2.3));
    expect(held.giveUp(at(60))).toEqual([]);
    held.add(candle(3));
    expect(held.giveUp(at(7))).toEqual([]);
    const [given] = held.giveUp(at(8));
    expect(given).toMatchObject(range(0.5, 2.3));
    expect(shown(given.minutes)).toEqual([[3, 100, false]]);
    expect(held.holds('A-USD')).toBe(false);
  });
});
