/** Recall from stored anomalies, on hand-made ones: which anomaly catches an event, and what the frozen λ is. */
import { describe, expect, it } from 'vitest';
import { frozenLambda, outcomeOf, spanOf } from '../../bench/detect/stored-recall.ts';
import { onsetErrors } from '../../bench/detect/onset-error.ts';
import type { Stored } from '../../bench/detect/stored.ts';

const LAMBDA = 1;
const span = spanOf(1000, 15);

function anomaly(detected: number, trail: [minute: number, lambda: number][], ended: number | null = null): Stored {
  const steps = trail.map(([minute, lambda]) => ({ minute, lambda }));
  const told = { alertedAt: null, group: null, reason: '', learning: false };
  return { id: String(detected), symbol: 'BTC-USD', detected, onset: detected, sign: 1, trail: steps, ended, ...told };
}

describe('recall from stored anomalies', () => {
  it('looks from the first minute of an event to fifteen minutes after its last', () =>
    expect(span).toEqual({ from: 1000, to: 1029 }));

  it.each([
    ['caught', anomaly(1000, [[1000, 1]])],
    ['caught', anomaly(1029, [[1029, 0.2]])],
    ['caught', anomaly(1005, [[1005, 2], [1029, 0.9]])], // prettier-ignore
    ['late', anomaly(1005, [[1005, 2], [1030, 0.9]])], // prettier-ignore
    ['grown past', anomaly(990, [[990, 2], [1005, 0.9]])], // prettier-ignore
    ['already told', anomaly(990, [[990, 0.5], [1005, 0.1]])], // prettier-ignore
    ['already told', anomaly(990, [[990, 0.5]], 1001)],
    ['too common', anomaly(1005, [[1005, 1.1]])],
    ['too common', anomaly(990, [[990, 2]])],
    ['nothing', anomaly(990, [[990, 0.5]], 999)],
    ['nothing', anomaly(1030, [[1030, 0.1]])],
  ] as const)('%s', (outcome, one) => expect(outcomeOf([one], span, LAMBDA)).toBe(outcome));

  it('freezes the λ of which there were as many as asked, counting what an anomaly became', () => {
    const stored = [
      anomaly(10, [[10, 0.1]]),
      anomaly(1000, [[1000, 3], [1001, 0.4]]), // prettier-ignore
      anomaly(2000, [[2000, 0.5]]),
      anomaly(3000, [[3000, 2]]),
    ];
    expect([1, 2, 3, 9].map((wanted) => frozenLambda(stored, 500, wanted))).toEqual([0.4, 0.5, 2, 2]);
    expect(frozenLambda([], 500, 1)).toBe(0);
  });
});

describe('onset errors', () => {
  it('takes the median of those measured, in minutes, and a quarter of a ramp', () => {
    const seen = [0, -1, 4, null].map((onsetError) => ({ kind: 'jump', length: 1, onsetError }));
    const ramps = [-5, -6, -7].map((onsetError) => ({ kind: 'ramp', length: 20, onsetError }));
    const [jump, ramp] = onsetErrors([...seen, ...ramps]);
    expect(jump).toMatchObject({ events: 4, measured: 3, median: 1, p90: 4, signed: 0, promised: 1, kept: true });
    expect(ramp).toMatchObject({ events: 3, measured: 3, median: 6, signed: -6, promised: 5, kept: false });
  });
});
