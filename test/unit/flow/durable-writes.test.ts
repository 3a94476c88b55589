import { describe, expect, it } from 'vitest';
import { settableTime } from '../../../src-main/base/clock.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { createDurableWrites } from '../../../src-main/flow/durable-writes.ts';
import { FaultError, fault } from '../../../src-shared/fault.ts';

function setUp() {
  const wall = settableTime(0);
  const faults: string[] = [];
  const writes = createDurableWrites({
    wall,
    logger: silentLogger,
    random: () => 0.5,
    onFault: (detail) => faults.push(detail),
  });
  return { wall, faults, writes };
}
const turn = () => new Promise(setImmediate);

describe('durable writes', () => {
  it('keeps the order of what was handed over', async () => {
    const { writes } = setUp();
    const order: number[] = [];
    await Promise.all([1, 2, 3].map((n) => writes.write(async () => void (await turn(), order.push(n)))));
    expect(order).toEqual([1, 2, 3]);
  });

  it('tries a full disk again until it takes the write, and only then says done', async () => {
    const { writes, wall, faults } = setUp();
    let full = true;
    let done = false;
    const writing = writes
      .write(() => (full ? Promise.reject(new FaultError(fault('storage', 'the disk is full'))) : Promise.resolve()))
      .then(() => (done = true));
    await turn();
    wall.set(60_000);
    await turn();
    expect(done).toBe(false);
    full = false;
    wall.set(600_000);
    await writing;
    expect(faults).toContain('the disk is full');
    expect(writes.waiting).toBe(0);
  });

  it('growth that waits is replaced by newer growth of the same anomaly, and both callers hear of it', async () => {
    const { writes } = setUp();
    const ran: string[] = [];
    const write = (name: string, key?: string) => writes.write(async () => void (await turn(), ran.push(name)), key);
    await Promise.all([write('first'), write('grow 1', 'a'), write('grow 2', 'a'), write('other', 'b')]);
    expect(ran).toEqual(['first', 'grow 2', 'other']);
  });

  it('does not retry what no waiting will heal', async () => {
    const { writes, faults } = setUp();
    let tries = 0;
    await writes.write(() => Promise.reject((tries++, new FaultError(fault('bad_input', 'symbol too long')))));
    expect(tries).toBe(1);
    expect(faults).toEqual(['symbol too long']);
  });
});
