/**
 * Clustering: 2,000 vectors of 384 numbers (blobs with a third of noise), with the default of min_samples = min_cluster_size
 * = 5, and with 2, where core distances need not be computed; beside them the naive version on the same vectors. The
 * bench fails when the two give different partitions.
 */
import { seededRandom } from '../../src-main/base/random.ts';
import { hdbscan } from '../../src-main/news/hdbscan/hdbscan.ts';
import { type Bench, median, millis, promise, ratio, sideBySide, spread, timed } from './harness.ts';
import { naiveHdbscan } from './yardsticks/naive-hdbscan.ts';

const WIDTH = 384;
const BLOB = 40;
const PROMISED_MS = 2000;

export const hdbscanBench: Bench = {
  name: 'hdbscan',
  what: 'clusters of 384-number vectors',
  async run({ quick, rounds, print }) {
    const count = quick ? 500 : 2000;
    const points = vectors(count);
    const exact = points.map((point) => Array.from(point));
    const labels: Record<string, number[]> = {};
    const cpu: number[] = [];
    const variant = (name: string, run: () => number[]) => () => timed(() => void (labels[name] = run()));
    const times = await sideBySide(rounds, {
      five: variant('five', () => withCpu(cpu, () => hdbscan(points, { minClusterSize: 5 }))),
      two: variant('two', () => hdbscan(points, { minClusterSize: 5, minSamples: 2 })),
      cosine: variant('cosine', () => hdbscan(points, { minClusterSize: 5, metric: 'cosine' })),
      naive: variant('naive', () => naiveHdbscan(exact, { minClusterSize: 5 })),
    });
    if (JSON.stringify(labels.five) !== JSON.stringify(labels.naive)) throw new Error('the two versions differ');
    print(
      `n = ${count}, ${new Set(labels.five).size - 1} clusters, ${labels.five.filter((l) => l === -1).length} noise`,
    );
    print(`min_samples 5: ${spread(times.five, millis)}; ${promise(median(times.five), '≤', PROMISED_MS, millis)}`);
    print(`  processor time alone (the machine may be busy): ${spread(cpu, millis)}`);
    print(`min_samples 2: ${spread(times.two, millis)}; cosine, min_samples 5: ${spread(times.cosine, millis)}`);
    print(
      `naive version: ${spread(times.naive, millis)}, ${ratio(median(times.naive) / median(times.five))} times as long`,
    );
  },
};

/** Keeps the ms that the processor spent for this process. */
function withCpu<T>(spent: number[], run: () => T): T {
  const before = process.cpuUsage();
  const value = run();
  const { user, system } = process.cpuUsage(before);
  spent.push((user + system) / 1000);
  return value;
}

/** Two thirds in blobs of 40, the rest each alone; unit length. */
function vectors(count: number): Float32Array[] {
  const random = seededRandom('hdbscan bench');
  const unit = (values: number[]) => {
    const length = Math.hypot(...values);
    return Float32Array.from(values, (value) => value / length);
  };
  const centres = Array.from({ length: Math.floor((count * 2) / 3 / BLOB) }, () =>
    Array.from({ length: WIDTH }, () => random.normal()),
  );
  return Array.from({ length: count }, (_, i) => {
    const centre = centres[Math.floor(i / BLOB)];
    return unit(Array.from({ length: WIDTH }, (_, k) => (centre?.[k] ?? 0) + random.normal() * (centre ? 0.4 : 1)));
  });
}
