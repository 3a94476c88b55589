import { describe, expect, it } from 'vitest';
import { faultOf } from '../../../src-shared/fault.ts';
import { clusterInput, readClusterInput } from '../../../src-main/news/cluster-file.ts';
import { adjustedRand, blobs } from './hdbscan/partitions.ts';

const row = (...first: unknown[]) => [...first, ...new Array<number>(384 - first.length).fill(0)];
const problemOf = (text: string) => {
  try {
    readClusterInput(text, 'in.json');
    return null;
  } catch (error) {
    return faultOf(error);
  }
};

describe('cluster input', () => {
  it('reads vectors or titles, with or without a byte order mark', () => {
    expect(readClusterInput(JSON.stringify({ vectors: [row(1), row(2)] }), 'f')).toEqual({
      kind: 'vectors',
      vectors: [row(1), row(2)],
    });
    expect(readClusterInput('\ufeff{"titles": ["a [b] \\"titles\\": [", "c"], "note": 1}', 'f')).toEqual({
      kind: 'titles',
      titles: ['a [b] "titles": [', 'c'],
    });
    expect(readClusterInput('{"vectors": []}', 'f')).toEqual({ kind: 'vectors', vectors: [] });
  });
  it.each([
    ['', /^in\.json:1:1: not valid JSON/],
    ['{"titles": ["a",\n  oops]}', /^in\.json:2:3: not valid JSON/],
    ['{"titles": ["a" "b"]}', /^in\.json:1:17: not valid JSON/],
    ['{"titles": ["a",]}', /^in\.json:1:17: not valid JSON/],
    ['{"titles": ["a"]', /^in\.json:1:17: not valid JSON/],
    ["{'titles': []}", /^in\.json:1:2: not valid JSON/],
    ['{"titles": []} x', /^in\.json:1:16: not valid JSON/],
    ['{"vectors": [[01]]}', /^in\.json:1:16: not valid JSON/],
    ['[1]', /^in\.json:1:1: expected \{"vectors": \[\[384 numbers\]/],
    ['{}', /^in\.json:1:1: expected/],
    ['{"titles": [], "vectors": []}', /^in\.json:1:1: expected/],
    ['{\n  "titles": "a"}', /^in\.json:2:13: titles: expected an array/],
    ['{"titles": ["a",\n "b", 7]}', /^in\.json:2:7: titles\[2\]: expected a string/],
    ['{"titles": ["a", null]}', /^in\.json:1:18: titles\[1\]: expected a string, found null/],
    ['{"vectors": [3]}', /^in\.json:1:14: vectors\[0\]: expected an array of numbers/],
    ['{"vectors": [\n [1, 2, 3]]}', /^in\.json:2:2: vectors\[0\]: expected 384 numbers, found 3/],
    ['{"vectors": [\n [1, "x", 3]]}', /^in\.json:2:6: vectors\[0\]\[1\]: expected a number within ±1e\+100, found "x"/],
    ['{"vectors": [[1, 1e999]]}', /^in\.json:1:18: vectors\[0\]\[1\]: expected a number/],
    [`{"vectors": [${JSON.stringify(row(1))}, [null]]}`, /vectors\[1\]\[0\]: expected a number.*found null/],
  ])('names what is wrong: %s', (text, detail) => {
    expect(problemOf(text)).toMatchObject({ kind: 'bad_input', detail: expect.stringMatching(detail) as string });
  });
});

describe('clustering of an input', () => {
  it('gives vectors to HDBSCAN however few they are; the summary names a member', async () => {
    const { points, truth } = blobs('cli', 3, 4, 384, 2);
    const { labels, clusters } = await clusterInput({ kind: 'vectors', vectors: points }, { minClusterSize: 3 });
    expect(adjustedRand(labels, truth)).toBe(1);
    expect(
      clusters.map(({ cluster_number, size, dominant_sentiment }) => [cluster_number, size, dominant_sentiment]),
    ).toEqual([
      [0, 4, null],
      [1, 4, null],
      [2, 4, null],
    ]);
    clusters.forEach((cluster, number) => {
      const member = /^vector (\d+)$/.exec(cluster.centroid_summary)?.[1];
      expect(labels[Number(member)]).toBe(number);
    });
    expect(await clusterInput({ kind: 'vectors', vectors: [] }, { minClusterSize: 2 })).toEqual({
      labels: [],
      clusters: [],
    });
  });
  it('gives titles the way of the engine', async () => {
    const titles = [
      'CFTC sues Binance and CEO Changpeng Zhao',
      'A museum sells a picture',
      'Binance sued by CFTC over derivatives',
      '\u001b[31mCFTC lawsuit: Binance and Zhao respond',
    ];
    const { labels, clusters } = await clusterInput({ kind: 'titles', titles }, { minClusterSize: 2 });
    expect(labels).toEqual([0, -1, 0, 0]);
    expect(clusters).toEqual([
      {
        cluster_number: 0,
        size: 3,
        centroid_summary: expect.stringMatching(/^(CFTC|Binance)/) as string,
        dominant_sentiment: expect.any(Number) as number,
      },
    ]);
    expect(clusters[0]?.dominant_sentiment).toBeLessThan(0);
  });
});
