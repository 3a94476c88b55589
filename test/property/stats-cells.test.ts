/** What every estimator keeps: it lives in its own cells, wherever they lie, begins at zeros, and continues alike from a copy. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLayout } from '../../src-main/stats/cells.ts';
import { episodeTail } from '../../src-main/stats/episode-tail.ts';
import { ewMoments } from '../../src-main/stats/ew-moments.ts';
import { ewQuantile } from '../../src-main/stats/ew-quantile.ts';
import { ewVariance } from '../../src-main/stats/ew-variance.ts';
import { focus } from '../../src-main/stats/focus.ts';
import { packAll, packFloats, unpackAll, unpackFloats } from '../../src-main/stats/packed.ts';
import { rollingMoments } from '../../src-main/stats/rolling-moments.ts';
import { slidingMax } from '../../src-main/stats/sliding-max.ts';
import { check } from './check.ts';

type Step = (m: Float64Array, at: number, i: number, x: number) => void;

const variance = ewVariance({ halfLives: [5, 50], clip: 4, warm: 10, clipBy: [0, 1] });
const moments = ewMoments({ classes: 4, halfLife: 9, clip: 4, warm: 10 });
const quantile = ewQuantile({ tau: 0.9, start: 1, step: 0.01 });
const rolling = rollingMoments(20);
const max = slidingMax(9);
const cusum = focus({ longest: 40, capacity: 8 });
const winner = { value: 0, window: 0, mark: 0, level: 0 };
const tail = episodeTail({
  from: -1,
  to: 3,
  bins: 40,
  quiet: 9,
  halfLifeDays: 60,
  priorDays: 1,
  priorLnRate: (x) => -x,
  priorExcess: 0.3,
  priorExcessWeight: 5,
  fewest: 4,
});

const estimators: readonly [string, cells: number, Step][] = [
  ['ew-variance', variance.cells, (m, at, _, x) => variance.update(m, at, x, 1e-6)],
  ['ew-moments', moments.cells, (m, at, i, x) => moments.update(m, at, i % 4, x)],
  ['ew-quantile', quantile.cells, (m, at, _, x) => quantile.update(m, at, x)],
  [
    'rolling-moments',
    rolling.cells,
    (m, at, i, x) => (i % 70 === 69 ? rolling.reset(m, at) : rolling.update(m, at, x)),
  ],
  ['sliding-max', max.cells, (m, at, i, x) => (max.before(m, at, i + 1), max.push(m, at, i + 1, x))],
  [
    'focus',
    cusum.cells,
    (m, at, i, x) => {
      cusum.score(m, at, x, winner);
      if (i % 90 === 89) cusum.reset(m, at);
      else cusum.update(m, at, x, i, x);
    },
  ],
  ['episode-tail', tail.cells, (m, at, i, x) => void tail.observe(m, at, i + 1, Math.exp(x))],
];

const xs = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 2, maxLength: 200 });
const SENTINEL = -1234.5;

describe.each(estimators)('%s', (_, cells, step) => {
  it('does the same anywhere in a block, and touches nothing beside its cells', () => {
    check(
      fc.tuple(xs, fc.integer({ min: 1, max: 33 })),
      ([given, at]) => {
        const own = new Float64Array(cells);
        const block = new Float64Array(at + cells + 5).fill(SENTINEL);
        block.fill(0, at, at + cells);
        for (const [i, x] of given.entries()) {
          step(own, 0, i, x);
          step(block, at, i, x);
        }
        expect(block.subarray(at, at + cells)).toEqual(own);
        expect([...block.subarray(0, at), ...block.subarray(at + cells)].every((x) => x === SENTINEL)).toBe(true);
      },
      40,
    );
  });

  it('continues from a copy made anywhere as if nothing had been', () => {
    check(
      fc.tuple(xs, fc.nat({ max: 199 })),
      ([given, cut]) => {
        const whole = new Float64Array(cells);
        let m = new Float64Array(cells);
        for (const [i, x] of given.entries()) {
          step(whole, 0, i, x);
          if (i === cut) {
            const restored = new Float64Array(cells);
            expect(unpackFloats(packFloats(m), restored)).toBe(true);
            m = restored;
          }
          step(m, 0, i, x);
        }
        expect(m).toEqual(whole);
      },
      40,
    );
  });

  it('holds nothing but finite numbers', () => {
    check(
      xs,
      (given) => {
        const m = new Float64Array(cells);
        for (const [i, x] of given.entries()) step(m, 0, i, x);
        expect(m.every(Number.isFinite)).toBe(true);
      },
      40,
    );
  });
});

describe('layout', () => {
  it('gives each its own cells, without gaps', () => {
    check(fc.array(fc.nat({ max: 50 })), (sizes) => {
      const layout = createLayout();
      let sum = 0;
      for (const size of sizes) {
        expect(layout.take(size)).toBe(sum);
        sum += size;
      }
      expect(layout.size()).toBe(sum);
    });
  });
});

describe('packed state', () => {
  it('comes back bit for bit, and is refused with another length', () => {
    check(fc.array(fc.double(), { maxLength: 50 }), (given) => {
      const values = Float64Array.from(given);
      const copy = new Float64Array(values.length);
      expect(unpackFloats(packFloats(values), copy)).toBe(true);
      expect(packFloats(copy)).toBe(packFloats(values));
      expect(unpackFloats(packFloats(values), new Float64Array(values.length + 1))).toBe(false);
    });
  });

  it('restores all arrays or none', () => {
    const [a, b] = [Float64Array.of(1, 2), Float64Array.of(3)];
    const state = { ...packAll({ a, b }), b: 'x' };
    const [x, y] = [Float64Array.of(9, 9), Float64Array.of(9)];
    expect(unpackAll(state, { a: x, b: y })).toBe(false);
    expect([...x, ...y]).toEqual([9, 9, 9]);
  });
});
