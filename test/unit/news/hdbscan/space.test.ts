import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src-main/base/random.ts';
import { remembered } from '../../../../src-main/news/hdbscan/remembered-space.ts';
import { type Metric, type Space, spaceOf } from '../../../../src-main/news/hdbscan/space.ts';

const random = seededRandom('space');
const points = Array.from({ length: 23 }, () => Float32Array.from({ length: 7 }, () => random.normal()));
const all = Int32Array.from(points.keys());
const from = (space: Space, a: number, targets = all) => {
  const out = new Float64Array(targets.length);
  space.measure(a, targets, targets.length, out);
  return Array.from(out);
};

describe.each<Metric>(['euclidean', 'cosine'])('%s distances', (metric) => {
  const space = spaceOf(points, metric);
  it('are those of the definition', () => {
    points.forEach((p, a) =>
      from(space, a).forEach((distance, b) => {
        const q = points[b];
        const dot = p.reduce((sum, x, i) => sum + x * q[i], 0);
        const plain = Math.hypot(...p.map((x, i) => x - q[i]));
        const wanted = metric === 'euclidean' ? plain : 1 - dot / Math.hypot(...p) / Math.hypot(...q);
        expect(distance).toBeCloseTo(wanted, 6);
      }),
    );
  });
  it('are the same bits both ways round, in any company, and 0 for the same place', () => {
    for (const a of all) {
      expect(from(space, a)[a]).toBe(0);
      for (const b of all) {
        expect(from(space, a)[b]).toBe(from(space, b)[a]);
        expect(from(space, a, Int32Array.of(b))).toEqual([from(space, a)[b]]);
      }
    }
  });
  it('are measured once when they are remembered', () => {
    const asked = new Set<string>();
    const once = remembered({
      count: space.count,
      measure(a, targets, length, out) {
        for (const b of targets.subarray(0, length)) {
          const pair = `${Math.min(a, b)} ${Math.max(a, b)}`;
          expect(asked.has(pair)).toBe(false);
          asked.add(pair);
        }
        space.measure(a, targets, length, out);
      },
    });
    const others = (a: number) => all.filter((b) => b !== a && (a + b) % 3 !== 0);
    for (const a of all) expect(from(once, a, others(a))).toEqual(from(space, a, others(a)));
    for (const a of all)
      expect(
        from(
          once,
          a,
          all.filter((b) => b !== a),
        ),
      ).toEqual(
        from(
          space,
          a,
          all.filter((b) => b !== a),
        ),
      );
    expect(asked.size).toBe((23 * 22) / 2);
  });
});

it('is not remembered when there is no room for it', () => {
  const large = { count: 3000, measure: () => undefined };
  expect(remembered(large)).toBe(large);
  expect(remembered({ ...large, count: 2000 })).not.toBe(large);
});
