/** FOCuS against brute force: the largest |sum| / √n over every window that ends now. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { focus, type Focus, type FocusWinner } from '../../src-main/stats/focus.ts';
import { check, NOT_FINITE, randomOf } from './check.ts';

const LONGEST = 64;
const exact = focus({ longest: LONGEST, capacity: LONGEST });
const narrow = focus({ longest: LONGEST, capacity: 8 });
const winner = (): FocusWinner => ({ value: NaN, window: NaN, mark: NaN, level: NaN });

const series = (maxLength: number) =>
  fc.array(fc.oneof(fc.double({ min: -3, max: 3, noNaN: true }), fc.constantFrom(0, 1, -1, 3, -3)), {
    minLength: 1,
    maxLength,
  });

/** `xs[0]` only marks where sums begin; the last is the one asked about. */
function bruteForce(xs: readonly number[], longest: number): number {
  let [most, sum] = [0, 0];
  for (let window = 1; window <= Math.min(longest, xs.length - 1); window++) {
    sum += xs[xs.length - window];
    most = Math.max(most, Math.abs(sum) / Math.sqrt(window));
  }
  return most;
}
const sumOfLast = (xs: readonly number[], n: number) => xs.slice(xs.length - n).reduce((a, b) => a + b, 0);
const markOf = (i: number) => 5000 + 3 * i;
const levelOf = (i: number) => Math.sin(i);

/** Feeds xs one by one; `look` sees, before each is taken in, the series up to it and what was said of it. */
function run(of: Focus, xs: readonly number[], look: (upTo: readonly number[], said: FocusWinner) => void) {
  const m = new Float64Array(of.cells);
  const said = winner();
  for (const [i, x] of xs.entries()) {
    of.score(m, 0, x, said);
    look(xs.slice(0, i + 1), said);
    of.update(m, 0, x, markOf(i), levelOf(i));
  }
  return m;
}

/** What was said is true of the window that it names, and that begins where its mark says. */
function expectTrue(upTo: readonly number[], said: FocusWinner): void {
  if (said.value === 0) return expect(said).toEqual({ value: 0, window: 0, mark: 0, level: 0 });
  expect(sumOfLast(upTo, said.window) / Math.sqrt(said.window)).toBeCloseTo(said.value, 9);
  const first = upTo.length - 1 - said.window;
  expect([said.mark, said.level]).toEqual([markOf(first), levelOf(first)]);
}

describe('FOCuS', () => {
  it('is the largest of all windows, rises and falls, while the series is not longer than its longest window', () => {
    check(series(LONGEST), (xs) => {
      run(exact, xs, (upTo, said) => {
        expect(Math.abs(said.value)).toBeCloseTo(bruteForce(upTo, LONGEST), 9);
        expectTrue(upTo, said);
      });
    });
  });

  it('is never above it afterwards, nor with few candidates, and never looks further back than its longest window', () => {
    check(
      series(400),
      (xs) => {
        for (const of of [exact, narrow])
          run(of, xs, (upTo, said) => {
            expect(Math.abs(said.value)).toBeLessThanOrEqual(bruteForce(upTo, LONGEST) + 1e-9);
            expect(said.window).toBeLessThanOrEqual(LONGEST);
            expectTrue(upTo, said);
          });
      },
      40,
    );
  });

  it('loses next to nothing with few candidates, and little on noise once old ones were dropped', () => {
    const random = randomOf('focus');
    const [of, longest] = [focus({ longest: 720, capacity: 32 }), 720];
    const xs = Array.from({ length: 3000 }, () => random.normal());
    let [shares, count] = [0, 0];
    run(of, xs, (upTo, said) => {
      const [found, most] = [Math.abs(said.value), bruteForce(upTo, longest)];
      if (upTo.length <= longest) expect(found).toBeCloseTo(most, 9);
      else expect(found).toBeGreaterThanOrEqual(Math.abs(upTo.at(-1)!) - 1e-9);
      if (upTo.length > longest) [shares, count] = [shares + found / most, count + 1];
    });
    expect(shares / count).toBeGreaterThan(0.9);
  });

  it('finds a change where it began, long after the first observations were dropped', () => {
    const random = randomOf('focus, change');
    const [of, begins] = [focus({ longest: 720, capacity: 32 }), 2000];
    const m = new Float64Array(of.cells);
    for (let i = 0; i < begins + 200; i++) of.update(m, 0, random.normal() - (i >= begins ? 0.8 : 0), i, 0);
    const said = winner();
    of.score(m, 0, -0.8, said);
    expect(said.value).toBeLessThan(-7);
    expect(Math.abs(said.mark + 1 - begins)).toBeLessThanOrEqual(40);
  });

  it('scores without changing anything', () => {
    check(series(100), (xs) => {
      const m = new Float64Array(exact.cells);
      for (const x of xs) exact.update(m, 0, x, 1, 2);
      const before = m.slice();
      for (const x of xs) exact.score(m, 0, x, winner());
      expect(m).toEqual(before);
    });
  });

  it('says nothing before the first observation or after a reset, and then begins anew', () => {
    check(fc.tuple(series(80), series(60)), ([before, after]) => {
      const m = run(exact, before, () => {});
      exact.reset(m, 0);
      const fresh = new Float64Array(exact.cells);
      const [a, b] = [winner(), winner()];
      exact.score(m, 0, 3, a);
      expect(a).toEqual({ value: 0, window: 0, mark: 0, level: 0 });
      for (const [i, x] of after.entries()) {
        exact.score(m, 0, x, a);
        exact.score(fresh, 0, x, b);
        expect(a).toEqual(b);
        exact.update(m, 0, x, i, 0);
        exact.update(fresh, 0, x, i, 0);
      }
    });
  });

  it('of a series that stands still, or differs from that by an ulp', () => {
    for (const x of [0, 1, -2]) {
      const near = Array.from({ length: 500 }, (_, i) => x * (1 + (i % 3) * Number.EPSILON));
      run(exact, near, (upTo, said) => {
        const n = Math.min(upTo.length - 1, LONGEST);
        // All windows long and short agree on the sign; the longest wins.
        if (upTo.length <= LONGEST) expect(said.value).toBeCloseTo(x * Math.sqrt(n), 9);
        else expect(Math.abs(said.value)).toBeLessThanOrEqual(Math.abs(x) * Math.sqrt(LONGEST) + 1e-9);
        if (x === 0) expect(said.value).toBe(0);
      });
    }
  });

  it('keeps to its cells when every point could still win, and knows the newest windows then', () => {
    // Sums that bend upwards all the way: no candidate makes another useless.
    const xs = Array.from({ length: 3000 }, (_, i) => i / 1000);
    const block = new Float64Array(narrow.cells + 2).fill(-7);
    block.fill(0, 1, 1 + narrow.cells);
    const said = winner();
    for (const [i, x] of xs.entries()) {
      narrow.score(block, 1, x, said);
      const upTo = xs.slice(Math.max(0, i - LONGEST), i + 1);
      expect(said.value).toBeGreaterThanOrEqual(bruteForce(upTo, 7) - 1e-9);
      narrow.update(block, 1, x, i, 0);
    }
    expect([block[0], block.at(-1)]).toEqual([-7, -7]);
  });

  it('does not drift over a million observations', () => {
    const random = randomOf('focus, long');
    const m = new Float64Array(exact.cells);
    const last: number[] = [];
    for (let i = 0; i < 1_000_000; i++) {
      const x = Math.min(3, Math.max(-3, random.normal() + 0.5));
      exact.update(m, 0, x, i, 0);
      if (i >= 999_800) last.push(x);
    }
    const said = winner();
    exact.score(m, 0, 3, said);
    const upTo = [...last, 3];
    expect(sumOfLast(upTo, said.window) / Math.sqrt(said.window)).toBeCloseTo(said.value, 7);
    expect(said.mark).toBe(1_000_000 - said.window);
    expect(said.value).toBeGreaterThanOrEqual(3);
    expect(said.value).toBeLessThanOrEqual(bruteForce(upTo, LONGEST) + 1e-7);
  });

  it('does not take in NaN or infinities', () => {
    for (const bad of NOT_FINITE) {
      const m = run(exact, [1, -2, 0.5], () => {});
      const before = m.slice();
      exact.update(m, 0, bad, 9, 9);
      expect(m).toEqual(before);
    }
  });
});
