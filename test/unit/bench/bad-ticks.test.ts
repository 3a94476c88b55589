/** Bad ticks: where they fall, what counts as their doing, and that sound prints alone make the tape's own candles. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src-main/base/random.ts';
import type { Trade } from '../../../src-shared/market.ts';
import { BAD_KINDS, badPrint } from '../../bench/detect/bad-prints.ts';
import { BUDGET_PER_DAY, difference, livedPrints, placeBadTicks } from '../../bench/detect/bad-ticks.ts';
import { anomaliesOf } from '../../bench/detect/continuous.ts';
import { gaussianTape } from '../../bench/detect/nulls.ts';
import { partsOfProduct } from '../../bench/detect/parts.ts';
import type { Stored } from '../../bench/detect/stored.ts';
import { SCORED_FROM } from '../../bench/detect/tape.ts';

const tape = gaussianTape('bad ticks', 10);
const times = { eventTime: 1_700_000_000_000, receivedTime: 1_700_000_000_000 };
const near: Trade = { kind: 'trade', symbol: 'A-USD', price: 100, amount: 2, side: null, tradeId: '7', ...times };

function stored(id: string, alertedAt: number | null): Stored {
  const row = { symbol: 'A-USD', detected: 0, onset: 0, sign: 1, trail: [], ended: null, group: null, reason: '' };
  return { id, ...row, alertedAt, learning: false };
}

describe('bad ticks', () => {
  it('fall into scored minutes, apart, every kind as often, the same for the same seed', () => {
    const placed = placeBadTicks(tape, 'seed', 130);
    expect(placeBadTicks(tape, 'seed', 130)).toEqual(placed);
    expect(placed[0].minute).toBeGreaterThanOrEqual(SCORED_FROM);
    expect(Math.min(...placed.slice(1).map(({ minute }, k) => minute - placed[k].minute))).toBeGreaterThan(3);
    for (const kind of BAD_KINDS) expect(placed.filter((one) => one.kind === kind).length).toBe(10);
  });

  it.each(BAD_KINDS.map((kind) => [kind.name, kind] as const))('%s differs from a sound print', (_, kind) => {
    const random = seededRandom(kind.name);
    for (let k = 0; k < 50; k++) {
      const print = badPrint(kind, { near, now: times.eventTime + 500, minuteVolume: 20, random }, 'bad');
      const off = Math.abs(print.price / near.price - 1);
      const away = Math.abs(print.eventTime - times.eventTime);
      const isBad =
        !(off < 0.049) || !(away < 15_000) || !(print.amount > 0 && print.amount < 100) || print.tradeId === '7';
      expect(isBad, JSON.stringify(print)).toBe(true);
    }
  });

  it('counts by identity what came only with them and only without', () => {
    const clean = [
      stored('both', 1),
      stored('lost', 1),
      stored('not told with them', 1),
      stored('told with them', null),
    ];
    const dirty = [
      stored('both', 1),
      stored('new', 1),
      stored('not told with them', null),
      stored('told with them', 2),
    ];
    expect(difference(clean, dirty, 9)).toEqual({ given: 9, anomalies: 1, alerts: 2, lost: 1, lostAlerts: 2 });
  });

  it('sound prints alone raise in the minutes in which closed candles do', () => {
    const { stored: lived, refused } = livedPrints(tape, 'seed', [], true);
    expect(refused).toEqual({});
    const minutes = (all: Stored[]) => all.map(({ detected }) => detected - tape.first);
    expect(minutes(lived)).toEqual(minutes(anomaliesOf(tape, [], BUDGET_PER_DAY)));
    expect(minutes(lived).filter((minute) => minute >= SCORED_FROM).length).toBeGreaterThan(5);
  });
});

describe('parts of the product', () => {
  it('are none where no module lists them', async () =>
    expect(await partsOfProduct(new URL('./no-such-module.ts', import.meta.url).href)).toBeNull());
});
