import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slidingMax } from '../../src-main/stats/sliding-max.ts';
import { check, randomOf } from './check.ts';

const SPAN = 7;
const max = slidingMax(SPAN);
const plain = (seen: readonly (readonly [number, number])[], step: number, span: number) =>
  seen.filter(([at]) => at >= step - span && at < step).reduce((most, [, value]) => Math.max(most, value), -Infinity);

describe('sliding maximum', () => {
  const steps = fc.array(
    fc.record({
      pause: fc.integer({ min: 1, max: 12 }),
      // One zero only: which of two that are equal is kept does not matter.
      value: fc.oneof(fc.double({ min: -5, max: 5, noNaN: true }), fc.constantFrom(0, 1)).map((x) => x + 0),
      asked: fc.boolean(),
    }),
    { maxLength: 300 },
  );

  it('equals the maximum of the last steps, with steps left out, asked for every time or not', () => {
    check(steps, (given) => {
      const m = new Float64Array(max.cells);
      const seen: [number, number][] = [];
      let step = 1000;
      for (const { pause, value, asked } of given) {
        step += pause;
        if (asked) expect(max.before(m, 0, step)).toBe(plain(seen, step, SPAN));
        max.push(m, 0, step, value);
        seen.push([step, value]);
      }
      expect(max.before(m, 0, step + 1)).toBe(plain(seen, step + 1, SPAN));
    });
  });

  it('of a series that only falls, only rises or stands still, over every span', () => {
    for (const span of [1, 2, 14, 45, 62]) {
      const own = slidingMax(span);
      for (const slope of [-1, 0, 1]) {
        const m = new Float64Array(own.cells);
        for (let step = 1; step <= 5000; step++) {
          const newest = step - 1;
          const oldest = Math.max(1, step - span);
          const expected = step === 1 ? -Infinity : slope < 0 ? slope * oldest : slope * newest;
          expect(own.before(m, 0, step)).toBe(expected);
          own.push(m, 0, step, slope * step);
        }
      }
    }
  });

  it('is empty after a pause longer than its span', () => {
    const m = new Float64Array(max.cells);
    max.push(m, 0, 10, 5);
    expect(max.before(m, 0, 10 + SPAN)).toBe(5);
    expect(max.before(m, 0, 11 + SPAN)).toBe(-Infinity);
  });

  it('goes on after a million steps as at the first', () => {
    const random = randomOf('sliding maximum, long');
    const m = new Float64Array(max.cells);
    const last: [number, number][] = [];
    let step = 1;
    for (let i = 0; i < 1_000_000; i++) {
      step += random.int(1, 3);
      const value = random.next();
      max.push(m, 0, step, value);
      if (i > 999_900) last.push([step, value]);
    }
    expect(max.before(m, 0, step + 1)).toBe(plain(last, step + 1, SPAN));
  });
});
