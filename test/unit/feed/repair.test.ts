import { afterEach, describe, expect, it } from 'vitest';
import { wallTime } from '../../../src-main/base/clock.ts';
import { createGapLedger } from '../../../src-main/feed/gap-ledger.ts';
import { runRepairs, type RepairOptions } from '../../../src-main/feed/repair.ts';
import { FaultError, fault, type Fault } from '../../../src-shared/fault.ts';
import { MINUTE_MS, type Candle, type Repaired } from '../../../src-shared/market.ts';

const M = Date.UTC(2026, 2, 2, 13);
const candle = (openTime: number): Candle => ({
  symbol: 'A-B',
  venue: 'v',
  openTime,
  open: 1,
  high: 1,
  low: 1,
  close: 1,
  volume: 1,
  trades: null,
  repaired: false,
});
const stop = new Set<() => Promise<void>>();
afterEach(async () => {
  for (const end of stop) await end();
  stop.clear();
});

function repairing(history: RepairOptions['history'], more: Partial<RepairOptions> = {}) {
  const ledger = createGapLedger({ contiguousIds: false });
  const emitted: Repaired[] = [];
  const faults: Fault[] = [];
  const abort = new AbortController();
  const state = { now: M + 10 * MINUTE_MS };
  const done = runRepairs(
    {
      ledger,
      history,
      venueNow: () => state.now,
      wall: wallTime,
      random: () => 0,
      emit: (e) => emitted.push(e),
      onFault: (f) => faults.push(f),
      settleMs: 5_000,
      lookEveryMs: 5,
      ...more,
    },
    abort.signal,
  );
  stop.add(async () => {
    abort.abort();
    await done;
  });
  return { ledger, emitted, faults, state };
}
const until = async (holds: () => boolean): Promise<void> => {
  for (let i = 0; i < 400 && !holds(); i++) await wallTime.sleep(10);
  expect(holds()).toBe(true);
};

describe('a repair', () => {
  it('waits for the minute to close and settle, then tells the whole minutes, marked', async () => {
    const asked: unknown[] = [];
    const { ledger, emitted, state } = repairing(async ({ symbol, from, to }) => {
      asked.push([symbol, from, to]);
      return [candle(from)];
    });
    state.now = M + MINUTE_MS;
    ledger.hole('A-B', M + 1, M + 2, 'overflow');
    await wallTime.sleep(50);
    expect(asked).toEqual([]);
    state.now = M + MINUTE_MS + 5_000;
    await until(() => emitted.length === 1);
    expect(emitted).toEqual([
      { kind: 'repaired', symbol: 'A-B', from: M, to: M + MINUTE_MS, candles: [{ ...candle(M), repaired: true }] },
    ]);
    expect(asked).toEqual([['A-B', M, M + MINUTE_MS]]);
    expect(ledger.counts()).toEqual({ open: 0, repaired: 1 });
  });

  it('asks again after a failure, not before Retry-After', async () => {
    let tries = 0;
    const times: number[] = [];
    const { ledger, emitted, faults } = repairing(async () => {
      times.push(wallTime.now());
      if ((tries += 1) === 1) throw new FaultError(fault('rate_limited', 'slow down', { retryAfterMs: 700 }));
      return [];
    });
    ledger.hole('A-B', M, M + 1, 'overflow');
    await until(() => emitted.length === 1);
    expect(faults.map((f) => f.detail)).toEqual(['slow down']);
    expect(times[1] - times[0]).toBeGreaterThanOrEqual(690);
    expect(emitted[0].candles).toEqual([]);
  });

  it('does not believe an answer without a minute that had a trade', async () => {
    let answers = 0;
    const { ledger, emitted, faults } = repairing(async ({ from }) => ((answers += 1) < 2 ? [] : [candle(from)]));
    ledger.seen('A-B', null, M + 100);
    ledger.hole('A-B', M + 100, M + 200, 'overflow');
    await until(() => emitted.length === 1);
    expect(faults[0].detail).toBe('A-B: the venue has no candle yet for 2026-03-02T13:00:00.000Z, in which it traded');
    expect(emitted[0].candles).toHaveLength(1);
  });

  it('of one symbol that fails does not hold up another', async () => {
    const { ledger, emitted } = repairing(async ({ symbol }) => {
      if (symbol === 'A-B') throw new FaultError(fault('unavailable', 'down'));
      return [];
    });
    ledger.hole('A-B', M, M + 1, 'overflow');
    ledger.hole('C-D', M, M + 1, 'overflow');
    await until(() => emitted.length === 1);
    expect(emitted[0].symbol).toBe('C-D');
  });
});
