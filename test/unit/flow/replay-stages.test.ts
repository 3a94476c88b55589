/** What is told of a moment is what was stored by then, in order, and the market is never more than two stages ahead. */
import { describe, expect, it } from 'vitest';
import { createStages } from '../../../src-main/flow/replay-stages.ts';

const CANDLES_A_MOMENT = 7;
const STAGE_CANDLES = 10_000;
const turn = () => new Promise(setImmediate);

/** A market of one moment after the other; the disk takes `turns` of the event loop for what it was handed. */
function setUp(turns: number) {
  let now = 0;
  let stored = 0;
  const told: number[] = [];
  const troubles: string[] = [];
  const passed = async (): Promise<void> => {
    const upTo = now;
    for (let i = 0; i < turns; i++) await turn();
    stored = Math.max(stored, upTo);
  };
  const core = { writes: { passed }, sampler: { passed }, hot: { closed: () => now * CANDLES_A_MOMENT } };
  const stages = createStages(core, (time) => {
    if (stored < time) troubles.push(`${time} was told when ${stored} was stored`);
    if (now - time > (3 * STAGE_CANDLES) / CANDLES_A_MOMENT) troubles.push(`${time} was told at ${now}`);
    return time % 10 === 0 ? turn().then(() => void told.push(time)) : null;
  });
  const run = async (moments: number): Promise<void> => {
    for (now = 1; now <= moments; now++) await stages.moment(now);
    await stages.end();
  };
  return { run, told, troubles };
}

describe('the stages of a replay', () => {
  it.each([0, 1, 50])(
    'tell each moment once, in order and after it is stored, when the disk takes %i turns',
    async (turns) => {
      const { run, told, troubles } = setUp(turns);
      await run(10_000);
      expect(troubles).toEqual([]);
      expect(told).toEqual(Array.from({ length: 1_000 }, (_, i) => 10 * (i + 1)));
    },
  );

  it('of a short tape are told at its end', async () => {
    const { run, told } = setUp(3);
    await run(25);
    expect(told).toEqual([10, 20]);
  });

  it('end with what the telling failed of', async () => {
    const core = { writes: { passed: turn }, sampler: { passed: turn }, hot: { closed: () => 1 } };
    const stages = createStages(core, () => Promise.reject(new Error('the store is gone')));
    await stages.moment(1);
    await expect(stages.end()).rejects.toThrow('the store is gone');
  });
});
