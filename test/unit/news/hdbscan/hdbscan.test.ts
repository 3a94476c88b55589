import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hdbscan } from '../../../../src-main/news/hdbscan/hdbscan.ts';
import { adjustedRand, blobs, chains, moons } from './partitions.ts';

const iris = JSON.parse(readFileSync(new URL('../../../fixtures/hdbscan/iris.json', import.meta.url), 'utf8')) as {
  points: number[][];
  runs: { minClusterSize: number; minSamples: number; labels: number[] }[];
};
const line = (...values: number[]) => values.map((value) => [value]);

describe('adjusted Rand index', () => {
  it('is 1 for one partition under two names, 0 for a cross, and the paper’s value between', () => {
    expect(adjustedRand([0, 0, 1, 1, -1], [5, 5, 2, 2, 9])).toBe(1);
    expect(adjustedRand([0, 0, 1, 1], [0, 1, 0, 1])).toBeCloseTo(-0.5, 12);
    expect(adjustedRand([0, 0, 1, 1], [0, 0, 1, 2])).toBeCloseTo(4 / 7, 12);
  });
});

describe('hdbscan on partitions known by construction', () => {
  it.each([
    ['three blobs in the plane', blobs('plane', 3, 40, 2), 5],
    ['three blobs in 384 dimensions', blobs('wide', 3, 40, 384), 5],
    ['three blobs of four', blobs('small', 3, 4, 384), 2],
    ['seven blobs and thirty lone points', blobs('noise', 7, 25, 16, 30), 5],
    ['two moons', moons('moons', 150, 0.04), 5],
    ['four chains', chains('chains', 4, 60), 3],
  ])('%s: ARI 1', (_name, { points, truth }, minClusterSize) => {
    expect(adjustedRand(hdbscan(points, { minClusterSize }), truth)).toBe(1);
  });
  it('finds blobs of very different density at once, which no one radius can', () => {
    const { points, truth } = blobs('density', 3, 40, 2);
    const scaled = points.map((point, i) =>
      truth[i] === 1 ? point.map((x) => 4000 + (x - points[40][0]) * 30) : point,
    );
    expect(adjustedRand(hdbscan(scaled, { minClusterSize: 8 }), truth)).toBe(1);
  });
  it('takes the direction alone under the cosine metric', () => {
    const { points, truth } = blobs('cosine', 4, 20, 32);
    const stretched = points.map((point, i) => point.map((value) => value * 10 ** (i % 7)));
    expect(adjustedRand(hdbscan(stretched, { minClusterSize: 4, metric: 'cosine' }), truth)).toBe(1);
    expect(adjustedRand(hdbscan(stretched, { minClusterSize: 4 }), truth)).toBeLessThan(0.9);
  });
  it('puts zero vectors at cosine distance 1 from everything, one another included', () => {
    const { points, truth } = blobs('zeros', 3, 12, 16);
    const zeros = Array.from({ length: 3 }, () => new Array<number>(16).fill(0));
    const labels = hdbscan([...points, ...zeros], { minClusterSize: 3, metric: 'cosine' });
    expect(adjustedRand(labels, [...truth, -1, -1, -1])).toBe(1);
  });
  it('is all noise when nothing is denser than its surroundings', () => {
    expect(hdbscan(line(...Array.from({ length: 20 }, (_, i) => 2 ** i)), { minClusterSize: 2 })).toEqual(
      new Array(20).fill(-1),
    );
  });
  it('chooses excess of mass by hand: two tight pairs beat the four, the lone point is noise', () => {
    // λ: the pairs are born at 1/8 and end at 1 and 1/2; the lone point leaves the whole at 1/91.
    expect(hdbscan(line(0, 1, 9, 11, 102), { minClusterSize: 2 })).toEqual([0, 0, 1, 1, -1]);
    // Four at 0, 1, 2.5, 3.6 against a far pair: their common cluster lasts longer than its halves.
    expect(hdbscan(line(0, 1, 2.5, 3.6, 100, 101.2), { minClusterSize: 2 })).toEqual([0, 0, 0, 0, 1, 1]);
  });
});

describe('hdbscan beside another implementation', () => {
  it.each(iris.runs)('partitions Fisher’s iris like scikit-learn: size $minClusterSize, samples $minSamples', (run) => {
    const { minClusterSize, minSamples, labels } = run;
    expect(adjustedRand(hdbscan(iris.points, { minClusterSize, minSamples }), labels)).toBe(1);
  });
});

describe('hdbscan at its edges', () => {
  it.each([
    ['no point', [], []],
    ['one', line(1), [-1]],
    ['two: no third to compare with', line(1, 2), [-1, -1]],
    ['fewer than the minimum', line(1, 2, 3), [-1, -1, -1]],
  ])('%s', (_name, points, labels) =>
    expect(hdbscan(points, { minClusterSize: points.length > 2 ? 4 : 2 })).toEqual(labels),
  );
  it('finds one cluster alone only when that is allowed, without what left it early', () => {
    const points = line(0, 1, 2.1, 3.3, 4.6, 90, 300);
    expect(hdbscan(points, { minClusterSize: 4 })).toEqual(new Array(7).fill(-1));
    expect(hdbscan(points, { minClusterSize: 4, allowSingleCluster: true })).toEqual([0, 0, 0, 0, -1, -1, -1]);
    expect(hdbscan(line(0, 1, 2.1, 3.3, 4.6), { minClusterSize: 2, maxDistance: 1.5 })).toEqual([0, 0, 0, 0, 0]);
  });
  it('never joins beyond maxDistance, and then lets connected parts be clusters', () => {
    const points = line(0, 1, 2.1, 50, 51, 52.3, 80, 200);
    expect(hdbscan(points, { minClusterSize: 2, maxDistance: 5 })).toEqual([0, 0, 0, 1, 1, 1, -1, -1]);
    expect(hdbscan(line(0, 1, 2.1), { minClusterSize: 2, maxDistance: 0.5 })).toEqual([-1, -1, -1]);
  });
  it('keeps duplicates together, and a place of duplicates apart from the rest', () => {
    expect(hdbscan(line(5, 5, 5), { minClusterSize: 2 })).toEqual([-1, -1, -1]);
    expect(hdbscan(line(5, 5, 5), { minClusterSize: 2, allowSingleCluster: true })).toEqual([0, 0, 0]);
    expect(hdbscan(line(5, 5, 5), { minClusterSize: 2, maxDistance: 0.1 })).toEqual([0, 0, 0]);
    expect(hdbscan(line(5, 9, 5, 9, 5, 700), { minClusterSize: 2 })).toEqual([0, 1, 0, 1, 0, -1]);
  });
  it('cuts what is equal at once: evenly spaced points have no part that is denser', () => {
    expect(hdbscan(line(0, 1, 2, 3, 4, 5), { minClusterSize: 2 })).toEqual(new Array(6).fill(-1));
    expect(hdbscan(line(0, 1, 2, 100, 101, 102), { minClusterSize: 2 })).toEqual([0, 0, 0, 1, 1, 1]);
  });
  it('refuses what has no distance, naming it', () => {
    expect(() => hdbscan([[1, 2], [1]], { minClusterSize: 2 })).toThrow('point 1 has 1 numbers, the first has 2');
    expect(() => hdbscan([[1], [NaN]], { minClusterSize: 2 })).toThrow('point 1, number 0: NaN');
    expect(() => hdbscan([[1], [1e200]], { minClusterSize: 2 })).toThrow('point 1, number 0: 1e+200');
    expect(() => hdbscan([], { minClusterSize: 1 })).toThrow('minClusterSize');
    expect(() => hdbscan([], { minClusterSize: 2, minSamples: 0 })).toThrow('minSamples');
    expect(() => hdbscan([], { minClusterSize: 2, maxDistance: 0 })).toThrow('maxDistance');
  });
});
