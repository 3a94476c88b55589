/** Back-fill: a day is called complete only after its candles are on disk, and a store that fails fails the day, not the program. */
import { describe, expect, it } from 'vitest';
import { fault, FaultError } from '../../../src-shared/fault.ts';
import { settableTime } from '../../../src-main/base/clock.ts';
import { backfill, type BackfillOptions } from '../../../src-main/flow/backfill.ts';
import { T0 } from '../../fixtures/anomaly.ts';

function setUp(broken: 'nothing' | 'disk' | 'rows' = 'nothing') {
  const log: string[] = [];
  const faults: string[] = [];
  const time = settableTime(T0);
  const refuse = () => Promise.reject(new FaultError(fault('storage', 'the disk is full')));
  const options = {
    feed: { venue: 'v', history: () => Promise.resolve([]) },
    reader: { backfills: () => Promise.resolve([]) },
    writer: {
      journal: async () => void log.push('journal'),
      flush: async () => (broken === 'disk' ? refuse() : void log.push('flush')),
      saveBackfill: async (row: { status: string; start_date: string }) =>
        broken === 'rows' ? refuse() : void log.push(`${row.start_date} ${row.status}`),
    },
    clock: { market: time, wall: time },
    onProgress: () => undefined,
    onFault: (detail: string) => faults.push(detail),
  } as unknown as BackfillOptions;
  const run = () => backfill(options, { symbols: ['BTC-USD'], days: 1, signal: new AbortController().signal });
  return { log, faults, run };
}

describe('back-fill', () => {
  it('completes yesterday after its candles are on disk, and never today', async () => {
    const { log, run } = setUp();
    await run();
    const states = log.filter((line) => line.includes('-'));
    expect(states.filter((line) => line.endsWith('completed'))).toEqual(['2026-03-01 completed']);
    expect(log.slice(0, log.indexOf('2026-03-01 completed'))).toContain('flush');
  });

  it('marks a day as failed when its candles did not reach the disk', async () => {
    const { log, faults, run } = setUp('disk');
    await run();
    expect(log.filter((line) => line.endsWith('completed'))).toEqual([]);
    expect(log).toContain('2026-03-01 failed');
    expect(faults.join()).toContain('the disk is full');
  });

  it('tells a store that refuses even the progress, and rejects nothing', async () => {
    const { faults, run } = setUp('rows');
    expect(await run()).toBe(0);
    expect(faults.length).toBeGreaterThan(0);
  });
});
