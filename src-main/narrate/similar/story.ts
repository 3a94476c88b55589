/** What the news around a move were about: the mean embedding of its largest cluster's articles, as the store gives it for earlier ones. */
import type { Investigation } from '../../../src-shared/news.ts';

/** Null without a cluster. */
export function storyOf({ articles, clusters }: Pick<Investigation, 'articles' | 'clusters'>): number[] | null {
  const [largest] = clusters
    .filter((cluster) => cluster.cluster_number !== -1)
    .toSorted((a, b) => b.size - a.size || a.cluster_number - b.cluster_number);
  const vectors = articles.flatMap(({ cluster_id, embedding }) =>
    embedding !== null && cluster_id === largest?.cluster_number ? [embedding] : [],
  );
  const [first] = vectors;
  if (first === undefined) return null;
  return first.map((_, at) => vectors.reduce((sum, vector) => sum + (vector[at] ?? 0), 0) / vectors.length);
}
