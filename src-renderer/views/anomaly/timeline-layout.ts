/**
 * Where the news stands around the onset: the onset in the middle, before on the left, after on the right, one lane per
 * cluster and one for single reports. Positions are 0–100 (percent of the width); items outside the range are left out.
 */
import type { NewsArticle, NewsCluster } from '../../../src-shared/news.ts';
import { ANOMALY_TEXT } from '../../../src-shared/text/anomaly.ts';

/** Half-widths in minutes: the window that is shown first, then wider ones. */
export const RANGES = [30, 180, 360] as const;
export type TimelineRange = (typeof RANGES)[number];

export interface Lane {
  readonly cluster: number;
  readonly label: string;
  readonly items: readonly { readonly article: NewsArticle; readonly at: number }[];
}

export const positionOf = (minutes: number, range: TimelineRange): number => 50 + (minutes / range) * 50;
const inside = (article: NewsArticle, range: TimelineRange): boolean => Math.abs(article.time_diff_minutes) <= range;

export const within = (articles: readonly NewsArticle[], range: TimelineRange): NewsArticle[] =>
  articles.filter((article) => inside(article, range)).sort((a, b) => a.time_diff_minutes - b.time_diff_minutes);

/** The narrowest range that shows anything, and all of what is cited. */
export function firstRange(articles: readonly NewsArticle[], cited: ReadonlySet<string>): TimelineRange {
  const must = articles.filter(({ id }) => cited.has(id));
  const shows = (range: TimelineRange): boolean =>
    within(articles, range).length > 0 && must.every((article) => inside(article, range));
  return RANGES.find(shows) ?? (articles.length === 0 ? RANGES[0] : RANGES[2]);
}

export function lanesOf(
  articles: readonly NewsArticle[],
  clusters: readonly NewsCluster[],
  range: TimelineRange,
): Lane[] {
  const shown = within(articles, range);
  const labels = new Map(clusters.map(({ cluster_number, centroid_summary }) => [cluster_number, centroid_summary]));
  const numbers = [...new Set(shown.map(({ cluster_id }) => (labels.has(cluster_id) ? cluster_id : -1)))];
  return numbers
    .sort((a, b) => (a === -1 ? 1 : b === -1 ? -1 : a - b))
    .map((cluster) => ({
      cluster,
      label: labels.get(cluster) ?? ANOMALY_TEXT.news.single,
      items: shown
        .filter(({ cluster_id }) => (labels.has(cluster_id) ? cluster_id : -1) === cluster)
        .map((article) => ({ article, at: positionOf(article.time_diff_minutes, range) })),
    }));
}
