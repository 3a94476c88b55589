/**
 * HDBSCAN as one would first write it down from the paper: the whole distance matrix, every pair sorted, clusters as lists of
 * points, recursion. For comparison of speed, and as the oracle of small sets: it shares no line with the product's.
 */
export interface NaiveOptions {
  readonly minClusterSize: number;
  readonly minSamples?: number;
}

interface Node {
  readonly points: readonly number[];
  readonly children: readonly Node[];
  readonly level: number;
}

interface Cluster {
  readonly points: readonly number[];
  readonly parts: readonly Cluster[];
  readonly stability: number;
}

export function naiveHdbscan(points: readonly (readonly number[])[], options: NaiveOptions): number[] {
  const { minClusterSize, minSamples = minClusterSize } = options;
  const labels = points.map(() => -1);
  if (points.length < minClusterSize) return labels;
  const plain = points.map((a) => points.map((b) => Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]) ** 2, 0))));
  const rank = Math.min(minSamples, points.length) - 1;
  const core = plain.map((row) => row.toSorted((x, y) => x - y)[rank]);
  const reach = (a: number, b: number) => Math.max(core[a], core[b], plain[a][b]);
  const tree = mergeAll(points.length, plain, reach);
  const zero = smallestLevel(tree);
  const clusterFrom = (node: Node, birth: number): Cluster => {
    const at = 1 / Math.max(node.level, zero);
    const big = node.children.filter((child) => child.points.length >= minClusterSize);
    const staying = big.length === 1 ? clusterFrom(big[0], birth) : null;
    const leaving = node.points.length - (staying === null ? 0 : big[0].points.length);
    const parts = staying === null ? big.map((child) => clusterFrom(child, at)) : staying.parts;
    return { points: node.points, parts, stability: leaving * (at - birth) + (staying?.stability ?? 0) };
  };
  chosen(clusterFrom(tree, 0), true)
    .sort((a, b) => Math.min(...a.points) - Math.min(...b.points))
    .forEach((cluster, number) => cluster.points.forEach((point) => (labels[point] = number)));
  return labels;
}

function mergeAll(count: number, plain: number[][], reach: (a: number, b: number) => number): Node {
  const pairs: { a: number; b: number; reach: number; plain: number }[] = [];
  for (let a = 0; a < count; a++)
    for (let b = a + 1; b < count; b++) pairs.push({ a, b, reach: reach(a, b), plain: plain[a][b] });
  pairs.sort((x, y) => x.reach - y.reach || x.plain - y.plain);
  const home: Node[] = Array.from({ length: count }, (_, point) => ({ points: [point], children: [], level: 0 }));
  for (let i = 0; i < pairs.length;) {
    let end = i;
    while (end < pairs.length && pairs[end].reach === pairs[i].reach && pairs[end].plain === pairs[i].plain) end += 1;
    const joined = new Map<Node, Set<Node>>();
    for (const { a, b } of pairs.slice(i, end)) {
      if (home[a] === home[b]) continue;
      const all = new Set([
        ...(joined.get(home[a]) ?? new Set([home[a]])),
        ...(joined.get(home[b]) ?? new Set([home[b]])),
      ]);
      for (const one of all) joined.set(one, all);
    }
    for (const children of new Set(joined.values())) {
      const node = {
        points: [...children].flatMap((child) => child.points),
        children: [...children],
        level: pairs[i].reach,
      };
      for (const point of node.points) home[point] = node;
    }
    i = end;
  }
  return home[0];
}

const levelsOf = (node: Node): number[] =>
  node.children.length === 0 ? [] : [node.level, ...node.children.flatMap(levelsOf)];

function smallestLevel(tree: Node): number {
  const levels = levelsOf(tree);
  const rounding = Math.max(...levels) * 1e-12;
  const positive = levels.filter((level) => level > rounding);
  return positive.length === 0 ? 1 : Math.min(...positive);
}

const worth = (cluster: Cluster): number => {
  const parts = cluster.parts.reduce((sum, part) => sum + worth(part), 0);
  return parts > cluster.stability * (1 + 1e-9) ? parts : cluster.stability;
};

function chosen(cluster: Cluster, top: boolean): Cluster[] {
  const parts = cluster.parts.reduce((sum, part) => sum + worth(part), 0);
  if (!top && parts <= cluster.stability * (1 + 1e-9)) return [cluster];
  return cluster.parts.flatMap((part) => chosen(part, false));
}
