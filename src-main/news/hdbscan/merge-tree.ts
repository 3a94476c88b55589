/**
 * Single linkage as a tree. Edges that are equal in mutual reachability and in plain distance are merged at once, as the paper
 * wants it (Campello et al. 2013, algorithm 1, step 4.1), so a node may have more than two children and the tree is a fact
 * about the distances: neither the order of points nor the choice among equal spanning trees can be seen in it.
 */
import type { Edges } from './spanning-tree.ts';

/** Nodes 0 … n − 1 are the points; children come as linked lists, −1 ends one. */
export interface MergeTree {
  readonly points: number;
  /** Mutual reachability at which a node's children became one; 0 for a point. */
  readonly level: Float64Array;
  /** Points under a node. */
  readonly size: Int32Array;
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  /** Nodes without a parent. */
  readonly roots: readonly number[];
}

/** Edges longer than `maxReach` join nothing. */
export function mergeTree(points: number, edges: Edges, maxReach: number): MergeTree {
  const forest = createForest(points);
  const order = Array.from(edges.a.keys()).sort(
    (x, y) => edges.reach[x]! - edges.reach[y]! || edges.distance[x]! - edges.distance[y]!,
  );
  let last = -1;
  for (const edge of order) {
    const reach = edges.reach[edge]!;
    if (reach > maxReach) break;
    const tied = last >= 0 && edges.reach[last] === reach && edges.distance[last] === edges.distance[edge];
    if (!tied) forest.nextGroup();
    forest.merge(edges.a[edge]!, edges.b[edge]!, reach);
    last = edge;
  }
  return forest.finish();
}

function createForest(points: number) {
  const room = Math.max(1, 2 * points);
  const level = new Float64Array(room);
  const size = new Int32Array(room).fill(1, 0, points);
  const firstChild = new Int32Array(room).fill(-1);
  const lastChild = new Int32Array(room).fill(-1);
  const nextSibling = new Int32Array(room).fill(-1);
  const above = Int32Array.from({ length: points }, (_, i) => i);
  const nodeOf = Int32Array.from({ length: points }, (_, i) => i);
  let [nodes, groupStart] = [points, points];

  const root = (point: number): number => {
    let at = point;
    while (above[at] !== at) at = above[at] = above[above[at]!]!;
    return at;
  };
  /** Puts the list `first … last` of siblings under `parent`. */
  const adopt = (parent: number, first: number, last: number): void => {
    if (firstChild[parent] === -1) firstChild[parent] = first;
    else nextSibling[lastChild[parent]!] = first;
    lastChild[parent] = last;
  };
  /** A node made in this group of ties takes in the other one; its children, when that one was made in it too. */
  const join = (one: number, other: number, reach: number): number => {
    if (one < groupStart && other >= groupStart) return join(other, one, reach);
    const parent = one >= groupStart ? one : nodes++;
    if (parent !== one) adopt(parent, one, one);
    if (other >= groupStart) adopt(parent, firstChild[other]!, lastChild[other]!);
    else adopt(parent, other, other);
    level[parent] = reach;
    size[parent] = size[one]! + size[other]!;
    return parent;
  };
  return {
    nextGroup: () => void (groupStart = nodes),
    merge(a: number, b: number, reach: number): void {
      const [one, other] = [root(a), root(b)];
      const joined = join(nodeOf[one]!, nodeOf[other]!, reach);
      // Smaller under larger keeps the ways short.
      const [under, over] = size[nodeOf[one]!]! < size[nodeOf[other]!]! ? [one, other] : [other, one];
      above[under] = over;
      nodeOf[over] = joined;
    },
    finish(): MergeTree {
      const roots = [...above.keys()].filter((point) => above[point] === point).map((point) => nodeOf[point]!);
      return { points, level, size, firstChild, nextSibling, roots };
    },
  };
}

export function childrenOf({ firstChild, nextSibling }: MergeTree, node: number): number[] {
  const children: number[] = [];
  for (let child = firstChild[node]!; child !== -1; child = nextSibling[child]!) children.push(child);
  return children;
}

/** Calls `visit` with each point under a node. */
export function pointsUnder(tree: MergeTree, node: number, visit: (point: number) => void): void {
  const waiting = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next < tree.points) visit(next);
    else waiting.push(...childrenOf(tree, next));
  }
}
