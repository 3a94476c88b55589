/**
 * HDBSCAN: clusters of any shape and density, without their number given. R. Campello, D. Moulavi, J. Sander, "Density-Based
 * Clustering Based on Hierarchical Density Estimates", PAKDD 2013; L. McInnes, J. Healy, "Accelerated Hierarchical Density Based
 * Clustering", ICDMW 2017 (doi:10.1109/ICDMW.2017.12). O(n²) time; O(n) memory beside the points, and up to 32 MB to
 * measure no distance twice.
 *
 * The partition depends on the distances alone, not on the order of points. Ties: equal mutual reachability is ordered by the
 * plain distance; what is equal in both merges at once. Points at one place are one another's nearest, at the smallest distance there is.
 */
import { condense, type Condensed } from './condense.ts';
import { coreDistances } from './core-distances.ts';
import { mergeTree } from './merge-tree.ts';
import { remembered } from './remembered-space.ts';
import { excessOfMass } from './select.ts';
import { type Metric, spaceOf } from './space.ts';
import { spanningTree } from './spanning-tree.ts';

export interface HdbscanOptions {
  /** Fewest points of a cluster, ≥ 2. */
  readonly minClusterSize: number;
  /** Points (itself counted) within a point's core distance, ≥ 1; larger calls more points noise. Default: minClusterSize. */
  readonly minSamples?: number;
  /** Default: euclidean. */
  readonly metric?: Metric;
  /** Lets all points be one cluster. Otherwise one cluster alone is never found: density is told by comparison. */
  readonly allowSingleCluster?: boolean;
  /** Points farther apart (mutual reachability) are never joined; each connected part may then be a cluster as a whole. */
  readonly maxDistance?: number;
}

/**
 * The cluster of each point: 0, 1, … by first member, −1 for noise. No points give no labels, fewer than `minClusterSize`
 * are all noise. Throws RangeError for points of different lengths, for values that are not finite, and for options out of range.
 */
export function hdbscan(points: readonly ArrayLike<number>[], options: HdbscanOptions): number[] {
  const { minClusterSize, minSamples = minClusterSize, metric = 'euclidean', maxDistance = Infinity } = options;
  checkOptions(minClusterSize, minSamples, maxDistance);
  const plain = spaceOf(points, metric);
  const space = minSamples > 2 ? remembered(plain) : plain;
  const edges = spanningTree(space, coreDistances(space, minSamples));
  const tree = mergeTree(space.count, edges, maxDistance);
  const condensed = condense(tree, minClusterSize, maxDistance === Infinity ? 0 : 1 / maxDistance);
  const whole = maxDistance === Infinity;
  const allowTop = !whole || options.allowSingleCluster === true;
  const home = excessOfMass(condensed, (_, top) => allowTop || !top);
  return renumbered(labelsOf(condensed, home, whole));
}

function checkOptions(minClusterSize: number, minSamples: number, maxDistance: number): void {
  if (!Number.isInteger(minClusterSize) || minClusterSize < 2)
    throw new RangeError(`minClusterSize: expected a whole number from 2, not ${minClusterSize}`);
  if (!Number.isInteger(minSamples) || minSamples < 1)
    throw new RangeError(`minSamples: expected a whole number from 1, not ${minSamples}`);
  if (!(maxDistance > 0)) throw new RangeError(`maxDistance: expected more than 0, not ${maxDistance}`);
}

/** When everything is one cluster, what left it before its end is noise; otherwise there could be none. */
function labelsOf(condensed: Condensed, home: readonly number[], whole: boolean): number[] {
  const { clusterOf, left } = condensed;
  const single = whole && home[0] === 0;
  const end = single ? endOfTop(condensed) : 0;
  return Array.from(clusterOf, (cluster, point) => {
    if (cluster === -1 || (single && cluster === 0 && left[point]! < end)) return -1;
    return home[cluster]!;
  });
}

/** λ at which the top cluster splits or its last points leave it. */
function endOfTop({ clusterOf, left, parent, birth }: Condensed): number {
  const part = parent.indexOf(0);
  if (part !== -1) return birth[part]!;
  return left.reduce((latest, at, point) => (clusterOf[point] === 0 ? Math.max(latest, at) : latest), 0);
}

function renumbered(labels: readonly number[]): number[] {
  const numbers = new Map<number, number>();
  return labels.map((label) => {
    if (label === -1) return -1;
    if (!numbers.has(label)) numbers.set(label, numbers.size);
    return numbers.get(label)!;
  });
}
