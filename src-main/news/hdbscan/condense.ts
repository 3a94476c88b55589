/**
 * The condensed tree (Campello et al. 2013, §3.2; McInnes & Healy 2017, §2.3): only a split into two or more parts of the
 * minimum size makes new clusters; smaller parts are points that fall out of the cluster they were in. λ = 1 / distance is
 * the density at which that happens.
 */
import { childrenOf, type MergeTree, pointsUnder } from './merge-tree.ts';

export interface Condensed {
  /** Parent of each cluster, −1 for a top one; parents come before their children. */
  readonly parent: number[];
  /** λ at which a cluster appears. */
  readonly birth: number[];
  /** Σ over its points of (λ at which the point leaves − birth). */
  readonly stability: number[];
  /** Smallest cluster that ever held the point, −1 for none. */
  readonly clusterOf: Int32Array;
  /** λ at which the point left that cluster. */
  readonly left: Float64Array;
}

/** `birth`: λ at which the top clusters appear; 0 when everything is one cluster at first. */
export function condense(tree: MergeTree, minClusterSize: number, birth: number): Condensed {
  const density = densityOf(tree);
  const result: Condensed = {
    parent: [],
    birth: [],
    stability: [],
    clusterOf: new Int32Array(tree.points).fill(-1),
    left: new Float64Array(tree.points),
  };
  const big = (node: number): boolean => tree.size[node]! >= minClusterSize;
  const waiting = tree.roots.filter(big).map((node) => ({ node, cluster: open(result, -1, birth) }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, cluster } = next;
    const at = Math.max(birth, density(tree.level[node]!));
    const children = childrenOf(tree, node);
    const parts = children.filter(big);
    for (const child of children) if (!big(child)) fallOut(tree, child, cluster, at, result);
    if (parts.length > 1) for (const part of parts) leave(result, cluster, tree.size[part]!, at);
    for (const part of parts)
      waiting.push({ node: part, cluster: parts.length > 1 ? open(result, cluster, at) : cluster });
  }
  return result;
}

function open({ parent, birth, stability }: Condensed, above: number, at: number): number {
  birth.push(at);
  stability.push(0);
  return parent.push(above) - 1;
}

function leave({ stability, birth }: Condensed, cluster: number, points: number, at: number): void {
  stability[cluster] = stability[cluster]! + points * (at - birth[cluster]!);
}

function fallOut(tree: MergeTree, node: number, cluster: number, at: number, result: Condensed): void {
  leave(result, cluster, tree.size[node]!, at);
  pointsUnder(tree, node, (point) => {
    result.clusterOf[point] = cluster;
    result.left[point] = at;
  });
}

/** Nearer than this share of the largest distance is rounding. */
const SAME_PLACE = 1e-12;

/** Points at one place would be infinitely dense: a distance of 0 counts as the smallest distance there is besides. */
function densityOf({ level, points }: MergeTree): (distance: number) => number {
  const levels = level.subarray(points);
  const largest = levels.reduce((most, value) => Math.max(most, value), 0);
  const rounding = largest * SAME_PLACE;
  const smallest = levels.reduce((least, value) => (value > rounding ? Math.min(least, value) : least), Infinity);
  const floor = Number.isFinite(smallest) ? smallest : 1;
  return (distance) => 1 / Math.max(distance, floor);
}
