/**
 * Minimum spanning tree of the mutual reachability distances by Prim's algorithm on the complete graph: O(n²) time, O(n)
 * memory, no matrix. Edges of equal mutual reachability are ordered by the plain distance, so that a point on a border goes
 * with its nearest neighbour; which of several trees is found when both are equal makes no difference later (see merge-tree.ts).
 */
import type { Space } from './space.ts';

/** n − 1 edges, in no particular order. */
export interface Edges {
  readonly a: Int32Array;
  readonly b: Int32Array;
  /** Mutual reachability distance. */
  readonly reach: Float64Array;
  readonly distance: Float64Array;
}

export function spanningTree(space: Space, core: Float64Array | null): Edges {
  const { count } = space;
  const length = Math.max(0, count - 1);
  const edges = {
    a: new Int32Array(length),
    b: new Int32Array(length),
    reach: new Float64Array(length),
    distance: new Float64Array(length),
  };
  const outside = Int32Array.from({ length }, (_, i) => i + 1);
  const best = bestEdges(count);
  let from = 0;
  for (let done = 0; done < length; done++) {
    const left = length - done;
    const at = relax(space, core, from, outside, left, best);
    const to = outside[at]!;
    edges.a[done] = best.from[to]!;
    edges.b[done] = to;
    edges.reach[done] = best.reach[to]!;
    edges.distance[done] = best.distance[to]!;
    outside[at] = outside[left - 1]!;
    from = to;
  }
  return edges;
}

/** The shortest edge from the tree to each point that is outside. */
interface Best {
  readonly from: Int32Array;
  readonly reach: Float64Array;
  readonly distance: Float64Array;
  /** Room for the distances of one point. */
  readonly measured: Float64Array;
}

const bestEdges = (count: number): Best => ({
  from: new Int32Array(count),
  reach: new Float64Array(count).fill(Infinity),
  distance: new Float64Array(count).fill(Infinity),
  measured: new Float64Array(count),
});

/** Offers `from`'s edges to the points outside; where in `outside` the point stands that is nearest to the tree then. */
function relax(
  { measure }: Space,
  core: Float64Array | null,
  from: number,
  outside: Int32Array,
  left: number,
  best: Best,
): number {
  measure(from, outside, left, best.measured);
  let chosen = 0;
  const coreFrom = core === null ? 0 : core[from]!;
  for (let i = 0; i < left; i++) {
    const to = outside[i]!;
    const d = best.measured[i]!;
    const reach = core === null ? d : Math.max(d, coreFrom, core[to]!);
    if (less(reach, d, best.reach[to]!, best.distance[to]!)) {
      best.from[to] = from;
      best.reach[to] = reach;
      best.distance[to] = d;
    }
    const so = outside[chosen]!;
    if (less(best.reach[to]!, best.distance[to]!, best.reach[so]!, best.distance[so]!)) chosen = i;
  }
  return chosen;
}

const less = (reach: number, distance: number, otherReach: number, otherDistance: number): boolean =>
  reach < otherReach || (reach === otherReach && distance < otherDistance);
