/** The remembering reader of one walk: the same question reaches the store once, and never beyond what may be remembered. */
import { describe, expect, it } from 'vitest';
import { fault, FaultError } from '../../../src-shared/fault.ts';
import type { Reader } from '../../../src-shared/ports/reader.ts';
import { createRecall } from '../../../src-main/flow/recall.ts';

const NOW = 1_700_000_000_000;
const asked = { symbol: 'BTC-USD', venue: 'replay', from: NOW - 60_000, to: NOW + 1 };

/** A reader that counts, and answers with a new array each time. */
function counting() {
  const calls = { candles: 0, pastAnomalies: 0, closesAt: 0, storyVectors: 0, news: 0 };
  const answer = (kind: keyof typeof calls) => async () => {
    calls[kind] += 1;
    return [];
  };
  const reader: Pick<Reader, keyof typeof calls> = {
    candles: answer('candles'),
    pastAnomalies: answer('pastAnomalies'),
    closesAt: answer('closesAt'),
    storyVectors: answer('storyVectors'),
    news: answer('news'),
  };
  return { reader, calls };
}

describe('recall', () => {
  it('asks the store once for the same anomalies in one walk, and anew in the next', async () => {
    const { reader, calls } = counting();
    const recall = createRecall(reader, true);
    recall.begin(NOW);
    const [a, b] = await Promise.all([recall.pastAnomalies({ limit: 5 }), recall.pastAnomalies({ limit: 5 })]);
    expect(a).toBe(b);
    await recall.pastAnomalies({ limit: 6 });
    expect(calls.pastAnomalies).toBe(2);
    recall.begin(NOW);
    expect(await recall.pastAnomalies({ limit: 5 })).not.toBe(a);
  });

  it.each([
    ['keeps complete candles for a replay', true, asked, 1],
    ['does not keep candles beyond now', true, { ...asked, to: NOW + 2 }, 2],
    ['keeps no candles from walk to walk when live: they may be repaired', false, asked, 2],
  ])('%s', async (_what, replay, query, expected) => {
    const { reader, calls } = counting();
    const recall = createRecall(reader, replay);
    for (let walk = 0; walk < 2; walk++) {
      recall.begin(NOW);
      await recall.candles(query);
      await recall.candles({ ...query });
    }
    expect(calls.candles).toBe(expected);
  });

  it('does not remember a read that failed', async () => {
    let broken = true;
    const { reader, calls } = counting();
    const recall = createRecall(
      {
        ...reader,
        candles: (query) =>
          broken ? Promise.reject(new FaultError(fault('storage', 'the disk is gone'))) : reader.candles(query),
      },
      true,
    );
    recall.begin(NOW);
    await expect(recall.candles(asked)).rejects.toThrow('the disk is gone');
    broken = false;
    expect(await recall.candles(asked)).toEqual([]);
    expect(calls.candles).toBe(1);
  });

  it('remembers a bounded number of answers, the newest', async () => {
    const { reader, calls } = counting();
    const recall = createRecall(reader, true);
    recall.begin(NOW);
    for (let i = 0; i < 501; i++) await recall.candles({ ...asked, from: i });
    await recall.candles({ ...asked, from: 500 });
    expect(calls.candles).toBe(501);
    await recall.candles({ ...asked, from: 0 });
    expect(calls.candles).toBe(502);
  });
});
