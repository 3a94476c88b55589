/** The detection bench on synthetic tapes: yardsticks find an obvious jump, the frozen level gives what is asked, intervals are exact. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src-main/base/random.ts';
import { jump } from '../../bench/detect/event-kinds.ts';
import { placeInjections } from '../../bench/detect/inject.ts';
import { alertsAt, frozenLevel, largestMoves, recallAt, recallOf } from '../../bench/detect/measure.ts';
import { gaussianTape, signShuffled } from '../../bench/detect/nulls.ts';
import { isInside } from '../../bench/detect/realised.ts';
import { follow } from '../../bench/detect/score.ts';
import { SCORED_FROM, scoredDays } from '../../bench/detect/tape.ts';
import { YARDSTICKS } from '../../bench/yardsticks/all.ts';

const tape = gaussianTape('yardsticks', 20);

describe('yardsticks', () => {
  it.each(Object.entries(YARDSTICKS))('%s finds an obvious jump and no event leaves a trace behind', (_, create) => {
    const injections = placeInjections(tape, 'yardsticks', 2, [jump(4)]);
    const followed = follow(tape, create(), injections);
    const level = frozenLevel(tape, followed.scores, 1);
    expect(recallOf(recallAt(followed, level).get('jump 4%')!)).toBe(100);
    expect(followed.scores).toEqual(follow(tape, create()).scores);
  });

  it('measures a level that gives the asked number of alerts, an hour apart', () => {
    const { scores } = follow(tape, YARDSTICKS['A (2 h)']());
    for (const perDay of [0.5, 1, 2]) {
      const alerts = alertsAt(scores, frozenLevel(tape, scores, perDay), SCORED_FROM);
      expect(alerts.length).toBe(Math.round(perDay * scoredDays(tape)));
      expect(Math.min(...alerts.slice(1).map((at, k) => at - alerts[k]))).toBeGreaterThanOrEqual(60);
    }
  });

  it('keeps sizes when signs are shuffled, and picks moves four hours apart', () => {
    const shuffled = signShuffled(tape, 'yardsticks');
    const at = 1 + seededRandom('at').int(1, tape.length - 2);
    const size = (of: typeof tape) => Math.abs(Math.log(of.close[at] / of.close[at - 1]));
    expect(size(shuffled)).toBeCloseTo(size(tape), 12);
    const moves = largestMoves(tape, 15).sort((a, b) => a - b);
    expect(moves.length).toBe(12);
    expect(Math.min(...moves.slice(1).map((m, k) => m - moves[k]))).toBeGreaterThanOrEqual(240);
  });

  it('knows Poisson intervals: 95 % of mean 10 is 4 to 17, also when counts are large', () => {
    expect([3, 4, 17, 18].map((count) => isInside(count, 10, 0.95))).toEqual([false, true, true, false]);
    expect([1850, 1950, 2060].map((count) => isInside(count, 1950, 0.95))).toEqual([false, true, false]);
  });
});
