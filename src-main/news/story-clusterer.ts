/**
 * Which method finds the stories: average link for a handful of headlines, HDBSCAN from 20 on. Both are cut at the similarity
 * from which two headlines are one story: density alone would call any two headlines a cluster that are nearer to each other
 * than to the rest, however far apart they are (measured on real windows: docs/clustering.md).
 */
import { averageLink } from './average-link.ts';
import { hdbscan } from './hdbscan/hdbscan.ts';

/** Vectors to labels (−1 = noise); weights say how many items a vector stands for. */
export type Clusterer = (
  vectors: readonly Float32Array[],
  minClusterSize: number,
  weights: readonly number[],
) => number[];

/** Fewer vectors than this say too little about density. */
export const FEW = 20;

/** `sameStory`: the embedder's cosine for one story. */
export const storyClusterer =
  (sameStory: number): Clusterer =>
  (vectors, minClusterSize, weights) =>
    vectors.length < FEW
      ? averageLink(vectors, { minClusterSize, minSimilarity: sameStory, weights })
      : byDensity(vectors, minClusterSize, weights, sameStory);

/** A vector that stands for several items counts as so many points at one place. */
function byDensity(
  vectors: readonly Float32Array[],
  minClusterSize: number,
  weights: readonly number[],
  sameStory: number,
): number[] {
  const places = vectors.flatMap((_, index) => new Array<number>(weights[index] ?? 1).fill(index));
  const labels = hdbscan(
    places.map((place) => vectors[place] ?? new Float32Array()),
    // Two tellings are a story already; how many a cluster needs is said by its size alone.
    { minClusterSize, minSamples: 2, metric: 'cosine', maxDistance: 1 - sameStory },
  );
  const labelOf = new Map(places.map((place, at) => [place, labels[at] ?? -1]));
  return vectors.map((_, index) => labelOf.get(index) ?? -1);
}
