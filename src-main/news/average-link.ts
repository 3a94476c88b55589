/**
 * Average-link agglomerative clustering by cosine, cut at a similarity, by nearest-neighbour chains (Murtagh 1983: O(n²),
 * the same partition as greedy merging because average link has no inversions). Labels 0, 1, … in order of first
 * member; −1 for members of clusters below the minimum size. Ties go to the smaller index, so the result is fixed.
 */
export interface AverageLinkOptions {
  readonly minClusterSize: number;
  /** Cosine at which two clusters are still one story. */
  readonly minSimilarity: number;
  /** How many items each vector stands for (collapsed duplicates). */
  readonly weights?: readonly number[];
}

export function averageLink(vectors: readonly Float32Array[], options: AverageLinkOptions): number[] {
  const count = vectors.length;
  const weights = options.weights ?? vectors.map(() => 1);
  const parent = mergeAll(vectors, options.minSimilarity);
  const root = (index: number): number => (parent[index] === index ? index : root(parent[index] ?? index));
  const sizes = new Map<number, number>();
  for (let i = 0; i < count; i++) sizes.set(root(i), (sizes.get(root(i)) ?? 0) + (weights[i] ?? 1));
  const labels = new Map<number, number>();
  return vectors.map((_, index) => {
    const home = root(index);
    if ((sizes.get(home) ?? 0) < options.minClusterSize) return -1;
    if (!labels.has(home)) labels.set(home, labels.size);
    return labels.get(home) ?? -1;
  });
}

/** Union of every merge at or above the cut; parents point to smaller indices. */
function mergeAll(vectors: readonly Float32Array[], minSimilarity: number): number[] {
  const count = vectors.length;
  const similar = similarities(vectors);
  const sizes = new Float64Array(count).fill(1);
  const parent = vectors.map((_, index) => index);
  const alive = new Set(parent);
  const chain: number[] = [];
  while (alive.size > 1) {
    if (chain.length === 0) chain.push(alive.values().next().value ?? 0);
    const top = chain.at(-1) ?? 0;
    const next = nearest(similar, count, alive, top, chain.at(-2));
    if (next !== chain.at(-2)) {
      chain.push(next);
      continue;
    }
    chain.length -= 2;
    const [keep, drop] = top < next ? [top, next] : [next, top];
    if (at(similar, count, keep, drop) >= minSimilarity) parent[drop] = keep;
    join(similar, sizes, alive, keep, drop);
  }
  return parent;
}

const at = (similar: Float64Array, count: number, a: number, b: number): number => similar[a * count + b] ?? 0;

function similarities(vectors: readonly Float32Array[]): Float64Array {
  const count = vectors.length;
  const similar = new Float64Array(count * count);
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      similar[a * count + b] = similar[b * count + a] = cosine(vectors[a], vectors[b]);
    }
  }
  return similar;
}

export function cosine(a: ArrayLike<number> = [], b: ArrayLike<number> = []): number {
  let dot = 0;
  let lengths = 0;
  let others = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? 0;
    const y = b[i] ?? 0;
    dot += x * y;
    lengths += x * x;
    others += y * y;
  }
  return lengths === 0 || others === 0 ? 0 : dot / Math.sqrt(lengths * others);
}

/** The most similar living cluster; the one before in the chain wins a tie, which is what ends the chain. */
function nearest(
  similar: Float64Array,
  count: number,
  alive: ReadonlySet<number>,
  from: number,
  previous: number | undefined,
): number {
  let best = previous ?? -1;
  let closest = previous === undefined ? Number.NEGATIVE_INFINITY : at(similar, count, from, previous);
  for (const other of alive) {
    if (other === from) continue;
    const value = at(similar, count, from, other);
    if (value > closest) {
      best = other;
      closest = value;
    }
  }
  return best;
}

/** Lance–Williams for average link: distances of the joined cluster are means weighted by size. */
function join(similar: Float64Array, sizes: Float64Array, alive: Set<number>, keep: number, drop: number): void {
  const count = sizes.length;
  const [a, b] = [sizes[keep] ?? 1, sizes[drop] ?? 1];
  alive.delete(drop);
  for (const other of alive) {
    if (other === keep) continue;
    const value = (a * at(similar, count, keep, other) + b * at(similar, count, drop, other)) / (a + b);
    similar[keep * count + other] = similar[other * count + keep] = value;
  }
  sizes[keep] = a + b;
}
