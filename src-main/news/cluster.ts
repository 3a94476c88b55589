/**
 * Stories among headlines: near-duplicates collapse, the rest is clustered by its embeddings, −1 is noise. A cluster's
 * headline is the one closest to its centroid, its tone the mean of its members'. Order-independent given a fixed order
 * of items; the clusterer itself is one function and can be replaced.
 */
import type { Embedder } from '../../src-shared/ports/embedder.ts';
import { cosine } from './average-link.ts';
import { duplicateGroups, type Duplicable } from './duplicates.ts';
import { SAME_STORY } from './embedder-lexical.ts';
import { type Clusterer, storyClusterer } from './story-clusterer.ts';

export interface Story {
  readonly cluster_number: number;
  /** Indices of the items, ascending. */
  readonly members: readonly number[];
  readonly size: number;
  /** Headline closest to the centroid. */
  readonly centroid_summary: string;
  readonly dominant_sentiment: number | null;
}

export interface Clustering {
  /** Cluster of each item, −1 = noise. */
  readonly labels: number[];
  readonly stories: Story[];
}

export interface ClusterItem extends Duplicable {
  readonly sentiment: number | null;
}

export function clusterItems(
  items: readonly ClusterItem[],
  vectors: readonly Float32Array[],
  minClusterSize: number,
  clusterer: Clusterer = storyClusterer(SAME_STORY),
): Clustering {
  const groups = duplicateGroups(items);
  const copies = new Map<number, number>();
  for (const group of groups) copies.set(group, (copies.get(group) ?? 0) + 1);
  const firsts = [...copies.keys()];
  const labelsOfFirsts = clusterer(
    firsts.map((first) => vectors[first] ?? new Float32Array()),
    minClusterSize,
    [...copies.values()],
  );
  const labelOf = new Map(firsts.map((first, at) => [first, labelsOfFirsts[at] ?? -1]));
  const labels = groups.map((group) => labelOf.get(group) ?? -1);
  return { labels, stories: storiesOf(items, vectors, labels) };
}

/** Embeds titles and clusters them. */
export async function clusterTitles(
  titles: readonly string[],
  embedder: Embedder,
  minClusterSize: number,
  score: (text: string) => number | null,
): Promise<Clustering> {
  const items = titles.map((title) => ({ title, url: null, sentiment: score(title) }));
  return clusterItems(items, await embedder.embed(titles), minClusterSize, storyClusterer(embedder.sameStory));
}

/** One story for each label: what `labels` says about `items`. */
export function storiesOf(
  items: readonly Pick<ClusterItem, 'title' | 'sentiment'>[],
  vectors: readonly ArrayLike<number>[],
  labels: readonly number[],
): Story[] {
  const numbers = [...new Set(labels)].filter((label) => label >= 0).sort((a, b) => a - b);
  return numbers.map((cluster_number) => {
    const members = labels.flatMap((label, index) => (label === cluster_number ? [index] : []));
    return {
      cluster_number,
      members,
      size: members.length,
      centroid_summary: items[closest(members, vectors)]?.title ?? '',
      dominant_sentiment: meanTone(members.map((index) => items[index]?.sentiment ?? null)),
    };
  });
}

/** Member closest to the mean vector; the first one of equals. */
function closest(members: readonly number[], vectors: readonly ArrayLike<number>[]): number {
  const centroid = new Float64Array(vectors[members[0] ?? 0]?.length ?? 0);
  for (const member of members)
    for (let place = 0; place < centroid.length; place++)
      centroid[place] = (centroid[place] ?? 0) + (vectors[member]?.[place] ?? 0);
  let best = members[0] ?? 0;
  for (const member of members)
    if (cosine(vectors[member], centroid) > cosine(vectors[best], centroid) + 1e-12) best = member;
  return best;
}

function meanTone(tones: readonly (number | null)[]): number | null {
  const known = tones.filter((tone) => tone !== null);
  if (known.length === 0) return null;
  return Math.round((known.reduce((sum, tone) => sum + tone, 0) / known.length) * 10_000) / 10_000;
}
