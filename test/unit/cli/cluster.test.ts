/** `mane cluster` as a user calls it: one JSON object on stdout, or one line on stderr and exit 2. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { finished as untilFinished, mane, startMane, temporaryFolder } from '../../fixtures/run-mane.ts';
import { adjustedRand, blobs } from '../news/hdbscan/partitions.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const file = (name: string, content: unknown) => {
  const path = join(folder.path, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const { points, truth } = blobs('command', 3, 10, 384);
const vectors = file('vectors.json', { vectors: points });

describe('mane cluster', () => {
  it.each([[[]], [['--metric', 'cosine', '--min-samples', '2']]])('partitions vectors %j', async (extra) => {
    const finished = await mane(['cluster', vectors, '--min-cluster-size', '5', ...extra]);
    expect([finished.code, finished.stderr]).toEqual([0, '']);
    const [{ labels, clusters }] = finished.lines() as unknown as [
      { labels: number[]; clusters: Record<string, unknown>[] },
    ];
    expect(adjustedRand(labels, truth)).toBe(1);
    expect(clusters.map(({ cluster_number, size }) => [cluster_number, size])).toEqual([
      [0, 10],
      [1, 10],
      [2, 10],
    ]);
  });
  it('reads standard input for a lone dash, and names it', async () => {
    const child = startMane(['cluster', '-'], {}, 'pipe');
    child.stdin?.end('{"titles": ["CFTC sues Binance", "Binance sued by CFTC",]}');
    const { code, stderr } = await untilFinished(child);
    expect([code, stderr]).toEqual([2, 'mane: <stdin>:1:57: not valid JSON\n']);
  });
  it.each([
    ['no file', [], /missing required args/],
    ['an absent file', [join(folder.path, 'none.json')], /none\.json/],
    ['a size of one', [vectors, '--min-cluster-size', '1'], /--min-cluster-size: expected 2 or more/],
    ['an unknown metric', [vectors, '--metric', 'manhattan'], /--metric: expected euclidean or cosine/],
    [
      'a vector of three',
      [file('short.json', '{"vectors": [\n[1, 2, 3]]}')],
      /short\.json:2:1: vectors\[0\]: expected 384 numbers/,
    ],
    [
      'a metric for titles',
      [file('titles.json', { titles: ['a'] }), '--metric', 'cosine'],
      /--metric.* go with vectors/,
    ],
  ])('refuses %s', async (_name, args, message) => {
    const { code, stdout, stderr } = await mane(['cluster', ...args]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
