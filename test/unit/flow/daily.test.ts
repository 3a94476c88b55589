/** Once a day at a local hour: made up for, tried again, and right where the clocks change. */
import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../src-shared/market.ts';
import { AGAIN_MS, nextDaily } from '../../../src-main/flow/daily.ts';

const local = (day: number, hour: number, minute = 0): number => new Date(2026, 2, day, hour, minute).getTime();

describe('the daily run', () => {
  it('comes at the first such hour after the program is known', () => {
    expect(nextDaily({ hour: 4, since: local(10, 3), lastAt: null, lastOk: true })).toBe(local(10, 4));
    expect(nextDaily({ hour: 4, since: local(10, 4), lastAt: null, lastOk: true })).toBe(local(11, 4));
    expect(nextDaily({ hour: 0, since: local(10, 23), lastAt: null, lastOk: true })).toBe(local(11, 0));
  });

  it('is owed when the machine slept over it, once, however long', () => {
    const last = local(10, 4, 1);
    expect(nextDaily({ hour: 4, since: 0, lastAt: last, lastOk: true })).toBe(local(11, 4));
    // Opened on the 14th at noon: due since the 11th; after that run the next is the 15th's.
    expect(nextDaily({ hour: 4, since: 0, lastAt: local(14, 12), lastOk: true })).toBe(local(15, 4));
  });

  it('is tried again an hour after it failed', () => {
    expect(nextDaily({ hour: 4, since: 0, lastAt: local(10, 4), lastOk: false })).toBe(local(10, 4) + AGAIN_MS);
  });

  it('comes once on each day of a year, whatever the clocks do', () => {
    let at = new Date(2026, 0, 1, 4, 30).getTime();
    for (let day = 2; day <= 366; day++) {
      const next = nextDaily({ hour: 4, since: 0, lastAt: at, lastOk: true });
      expect(new Date(next).getHours()).toBe(4);
      expect(Math.abs(next - at - 24 * HOUR_MS)).toBeLessThanOrEqual(1.5 * HOUR_MS);
      at = next + 60_000;
    }
  });
});
