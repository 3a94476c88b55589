import { describe, expect, it } from 'vitest';
import { settableTime } from '../../../src-main/base/clock.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { createDurableWrites } from '../../../src-main/flow/durable-writes.ts';
import { FaultError, fault } from '../../../src-shared/fault.ts';
import type { DurableCall } from '../../../src-shared/ports/writer.ts';
import { anomalyOf } from '../../fixtures/anomaly.ts';

const turn = () => new Promise(setImmediate);
const named = (id: string): DurableCall[] => [{ method: 'updateAnomaly', args: [anomalyOf({ id })] }];
const nameOf = (call: DurableCall): string => (call.method === 'updateAnomaly' ? call.args[0].id : call.method);
const full = () => new FaultError(fault('storage', 'the disk is full'));
const refused = () => new FaultError(fault('bad_input', 'symbol too long'));

/** `refuse`: what the store says to these names, null to take them. */
function setUp(refuse: (names: string[]) => Error | null = () => null) {
  const wall = settableTime(0);
  const faults: string[] = [];
  const stored: string[][] = [];
  const together = async (calls: readonly DurableCall[]): Promise<void> => {
    await turn();
    const names = calls.map(nameOf);
    const refusal = refuse(names);
    if (refusal !== null) throw refusal;
    stored.push(names);
  };
  const writes = createDurableWrites({
    writer: { together },
    wall,
    logger: silentLogger,
    random: () => 0.5,
    onFault: (detail) => faults.push(detail),
  });
  return { wall, faults, writes, stored };
}

describe('durable writes', () => {
  it('go together in the order of what was handed over, and what comes meanwhile follows', async () => {
    const { writes, stored } = setUp();
    const told: string[] = [];
    const write = (name: string) => writes.write(named(name)).then(() => told.push(name));
    const first = [write('1'), write('2')];
    await Promise.resolve();
    await Promise.all([...first, write('3'), write('4')]);
    expect(stored).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(told).toEqual(['1', '2', '3', '4']);
  });

  it('are told only when they are durable: a full disk is tried again until it takes them', async () => {
    let isFull = true;
    const { writes, wall, faults, stored } = setUp(() => (isFull ? full() : null));
    let done = 0;
    const writing = ['1', '2'].map((name) => writes.write(named(name)).then(() => (done += 1)));
    await turn();
    await turn();
    wall.set(60_000);
    await turn();
    await turn();
    expect([done, stored]).toEqual([0, []]);
    isFull = false;
    wall.set(600_000);
    await Promise.all(writing);
    expect(stored).toEqual([['1', '2']]);
    expect(faults).toContain('the disk is full');
    expect(writes.waiting).toBe(0);
  });

  it('growth that waits is replaced by newer growth of the same anomaly, and both callers hear of it', async () => {
    const { writes, stored } = setUp();
    const grow = (name: string, of: string) => writes.write(named(name), of, true);
    const first = writes.write(named('first'));
    await turn();
    await Promise.all([first, grow('grow 1', 'a'), grow('grow 2', 'a'), grow('other', 'b')]);
    expect(stored.flat()).toEqual(['first', 'grow 2', 'other']);
  });

  it('growth never overtakes another write of the same anomaly that waits', async () => {
    const { writes, stored } = setUp();
    const told: string[] = [];
    const write = (name: string, growth: boolean) => writes.write(named(name), 'a', growth).then(() => told.push(name));
    await Promise.all([write('grown', true), write('alerted', false), write('ended', true)]);
    expect(stored.flat()).toEqual(['grown', 'alerted', 'ended']);
    expect(told).toEqual(['grown', 'alerted', 'ended']);
  });

  it('one that is refused for good is given up; the others of its group are stored in their order', async () => {
    const { writes, stored, faults } = setUp((names) => (names.includes('bad') ? refused() : null));
    const done = await Promise.all(['1', 'bad', '2'].map((name) => writes.write(named(name))));
    expect(done).toEqual([true, false, true]);
    expect(stored).toEqual([['1'], ['2']]);
    expect(faults).toEqual(['symbol too long']);
  });

  it('passed waits for what was handed over before it, not for what comes after', async () => {
    const { writes, stored } = setUp((names) => (names.includes('after') ? full() : null));
    const told: string[] = [];
    void writes.write(named('before')).then(() => told.push('before'));
    const passed = writes.passed();
    await Promise.resolve();
    void writes.write(named('after'));
    await passed;
    expect([told, stored]).toEqual([['before'], [['before']]]);
    expect(writes.waiting).toBeGreaterThan(0);
    writes.stop();
  });
});
