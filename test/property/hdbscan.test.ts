/** HDBSCAN against its definition: the naive version on small sets full of ties, and what must not change the partition. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hdbscan } from '../../src-main/news/hdbscan/hdbscan.ts';
import { naiveHdbscan } from '../bench/yardsticks/naive-hdbscan.ts';
import { adjustedRand, shuffle } from '../unit/news/hdbscan/partitions.ts';
import { check, randomOf } from './check.ts';

const place = fc.integer({ min: 0, max: 7 });
const grid: fc.Arbitrary<number[][]> = fc.array(fc.tuple(place, place), { maxLength: 40 });
const real: fc.Arbitrary<number[][]> = fc.array(
  fc.tuple(...Array.from({ length: 3 }, () => fc.double({ min: -1, max: 1, noNaN: true }))),
  {
    maxLength: 40,
  },
);
const sizes = fc.record({ minClusterSize: fc.integer({ min: 2, max: 5 }), minSamples: fc.integer({ min: 1, max: 6 }) });
const set = fc.tuple(fc.oneof(grid, real), sizes);

describe('hdbscan', () => {
  it('equals the naive version, ties and duplicates included', () =>
    check(set, ([points, options]) => expect(hdbscan(points, options)).toEqual(naiveHdbscan(points, options)), 600));

  it('does not depend on the order of points', () => {
    const random = randomOf('hdbscan order');
    check(
      set,
      ([points, options]) => {
        const { items, order } = shuffle(points, random);
        const straight = hdbscan(points, options);
        expect(
          adjustedRand(
            hdbscan(items, options),
            order.map((i) => straight[i]),
          ),
        ).toBe(1);
      },
      300,
    );
  });

  it('does not depend on the scale (powers of two, so that no bit is lost), nor on a shift of exact numbers', () =>
    check(fc.tuple(grid, sizes), ([points, options]) => {
      const labels = hdbscan(points, options);
      expect(
        hdbscan(
          points.map((point) => point.map((x) => x * 1024)),
          options,
        ),
      ).toEqual(labels);
      expect(
        hdbscan(
          points.map((point) => point.map((x) => x - 512)),
          options,
        ),
      ).toEqual(labels);
    }));

  it('gives every point one label; no cluster is below the minimum size; noise is −1', () =>
    check(set, ([points, options]) => {
      const labels = hdbscan(points, options);
      expect(labels).toHaveLength(points.length);
      const named = [...new Set(labels)].filter((label) => label !== -1);
      expect(named).toEqual(named.map((_, i) => i));
      for (const name of named)
        expect(labels.filter((label) => label === name).length).toBeGreaterThanOrEqual(options.minClusterSize);
    }));
});
