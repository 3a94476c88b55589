/** The frozen-level measure on scorers whose answer is known: one that fires at the onset, one that never does, a hand-made series. */
import { describe, expect, it } from 'vitest';
import { GOAL_KINDS, jump, ramp, volumeStep } from '../../bench/detect/event-kinds.ts';
import { placeInjections, seenLength, type Injection } from '../../bench/detect/inject.ts';
import { frozenLevel, recallAt, recallOf } from '../../bench/detect/measure.ts';
import { gaussianTape } from '../../bench/detect/nulls.ts';
import { follow, type Scorer } from '../../bench/detect/score.ts';
import { minuteSigmas } from '../../bench/detect/sigma.ts';
import { DAY, emptyTape, SCORED_FROM, type Tape } from '../../bench/detect/tape.ts';

const tape = gaussianTape('measure', 20);
const injections = placeInjections(tape, 'measure', 2, [...GOAL_KINDS, jump(10, 'sigma'), ramp(6, 60, 'sigma')]);

/** Fires where the close is not the tape's: in the first minute of every event that moves at once. */
function knowing(of: Tape): Scorer {
  const step = (minute: number, row: Float64Array) => (row[3] === of.close[minute - of.first] ? 0 : 10);
  return { step, save: () => null, load: () => undefined };
}
const silent: Scorer = { step: () => -Infinity, save: () => null, load: () => undefined };

describe('recall at a level', () => {
  it('is 100 with delay 0 for a scorer that fires at each onset', () => {
    const caught = recallAt(follow(tape, knowing(tape), injections), 5);
    for (const { kind } of injections) {
      expect(recallOf(caught.get(kind.name)!)).toBe(100);
      expect(new Set(caught.get(kind.name)!.delays)).toEqual(new Set([0]));
    }
    expect(caught.get('top 15 min')!.caught).toBe(0);
  });

  it('is 0 for one that never fires', () => {
    const caught = recallAt(follow(tape, silent, injections), -1e9);
    for (const [, { events, caught: hit }] of caught) expect([events > 0, hit]).toEqual([true, 0]);
  });

  it('freezes the level of as many episodes as asked, an hour apart', () => {
    const plain = emptyTape('BTC-USD.made', 27_000_000, SCORED_FROM + 2 * DAY);
    const scores = new Float64Array(plain.length).fill(1);
    // Before the first scored minute, and within an hour of a larger one: neither counts.
    scores[SCORED_FROM - 1] = 99;
    const at = (minute: number, score: number) => (scores[SCORED_FROM + minute] = score);
    at(100, 9);
    at(130, 8);
    at(500, 7);
    at(900, 6);
    expect(frozenLevel(plain, scores, 0.5)).toBe(9);
    // Two in two days: 9, and 7; 8 lies within the hour of 9.
    expect(frozenLevel(plain, scores, 1)).toBe(7);
  });
});

describe('events', () => {
  it('measures σ from before the onset, whatever comes after', () => {
    const sigmas = minuteSigmas(tape);
    const event = injections.find(({ kind }) => kind.name === 'ramp60 6σ') as Injection;
    expect(Math.abs(event.size)).toBeCloseTo(6 * Math.sqrt(60) * sigmas[event.onset - 1], 12);
    const changed = { ...tape, close: tape.close.map((close, i) => (i >= event.onset ? 2 * close : close)) };
    expect(minuteSigmas(changed).slice(0, event.onset)).toEqual(sigmas.slice(0, event.onset));
  });

  it('knows the σ of a coin flip, and takes no jump over a hole for a return', () => {
    const made = emptyTape('BTC-USD.made', 27_000_000, 4 * DAY);
    for (let i = 0; i < made.length; i++) made.close[i] = i % 2 === 0 ? 100 : 100 * Math.exp(0.001);
    made.close.fill(NaN, 1000, 1100);
    made.close.fill(5000, 2000);
    made.close.fill(NaN, 1990, 2000);
    expect(minuteSigmas(made)[1999]).toBeCloseTo(0.001, 12);
    expect(minuteSigmas(made)[2000]).toBeCloseTo(0.001, 12);
  });

  it('a step of volume moves no price, and a slow burn is looked at for four hours', () => {
    const [step] = placeInjections(tape, 'measure', 1, [volumeStep(10)]);
    expect(Math.abs(step.size)).toBe(0);
    expect(step.kind.volume).toBe(10);
    expect(seenLength(ramp(4, 240))).toBe(255);
  });
});
