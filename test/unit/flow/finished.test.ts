/** Each anomaly is taken out once, also when its last revision is told afterwards. */
import { describe, expect, it } from 'vitest';
import type { AnomalyWithNarrative, Reader } from '../../../src-shared/ports/reader.ts';
import { FOLLOW_UP_MS } from '../../../src-main/flow/cold-path.ts';
import { createFinished } from '../../../src-main/flow/finished.ts';
import { anomalyOf, T0 } from '../../fixtures/anomaly.ts';

const change: AnomalyWithNarrative = {
  anomaly: anomalyOf({}, { end: T0 + 60_000 }),
  narrative: null,
  newsCount: 0,
  clusterCount: 0,
};
const reader = { anomaly: () => Promise.resolve(change) } as unknown as Reader;

describe('finished', () => {
  it('takes an anomaly three hours after its end', async () => {
    const finished = createFinished(reader);
    finished.note(change);
    expect(finished.take(T0 + FOLLOW_UP_MS)).toBeNull();
    expect(await finished.take(T0 + 60_000 + FOLLOW_UP_MS)).toHaveLength(1);
  });

  it('does not reopen it for an earlier state that is told late', async () => {
    const finished = createFinished(reader);
    finished.note(change);
    finished.note({ ...change, anomaly: anomalyOf() });
    expect(await finished.take(T0 + 60_000 + FOLLOW_UP_MS)).toHaveLength(1);
    expect(finished.take(T0 + 1e12)).toBeNull();
  });

  it('does not take it again when a late revision is told', async () => {
    const finished = createFinished(reader);
    finished.note(change);
    await finished.take(T0 + 60_000 + FOLLOW_UP_MS);
    finished.note(change);
    expect(await finished.rest()).toEqual([]);
  });
});
