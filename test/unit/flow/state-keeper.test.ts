/** A saved state is of one moment, and reaches the store after the writes of that moment; shared parts first. */
import { describe, expect, it } from 'vitest';
import { settableTime } from '../../../src-main/base/clock.ts';
import { createHub } from '../../../src-main/publish/hub.ts';
import { createStateKeeper, type Keepable } from '../../../src-main/flow/state-keeper.ts';
import { anomalyOf } from '../../fixtures/anomaly.ts';

function setUp() {
  const log: string[] = [];
  const wall = settableTime(0);
  const hub = createHub();
  let version = 1;
  const core = {
    venue: 'v',
    symbols: ['A-USD', 'B-USD'],
    clock: { wall, market: wall },
    hub,
    detection: {
      serialiseShared: () => version,
      serialise: () => version,
      lastMinute: () => 60_000,
    },
    // Time goes on while the writes of the moment are awaited.
    writes: { idle: async () => void log.push(`writes ${(version += 1)}`) },
    sampler: { flush: async () => void log.push('sampler') },
    writer: {
      flush: async () => void log.push('journal'),
      saveState: async (key: string, value: unknown) => void log.push(`${key} ${JSON.stringify(value)}`),
    },
  } as unknown as Keepable;
  return { log, wall, hub, keeper: createStateKeeper(core) };
}

describe('state keeper', () => {
  it('stores the picture of one moment after everything of that moment, the shared part first', async () => {
    const { log, keeper } = setUp();
    await keeper.save();
    const symbol = JSON.stringify({ minute: 60_000, detection: 1 });
    expect(log).toEqual([
      'writes 2',
      'sampler',
      'journal',
      'detect|v 1',
      `detect|v|A-USD ${symbol}`,
      `detect|v|B-USD ${symbol}`,
    ]);
  });

  it('stores the shared part soon after an episode changed, everything every 15 s, and else nothing', async () => {
    const { log, wall, hub, keeper } = setUp();
    await keeper.step();
    expect(log).toEqual([]);
    hub.publish('anomalies', { anomaly: anomalyOf(), narrative: null, newsCount: 0, clusterCount: 0 });
    await keeper.step();
    await keeper.step();
    expect(log).toEqual(['writes 2', 'detect|v 1']);
    wall.set(15_000);
    await keeper.step();
    expect(log.filter((line) => line.startsWith('detect|v|'))).toHaveLength(2);
  });
});
