/** News words. `published_at` is what the publisher claims, `first_seen_at` is when we first read it (market time). */
import { z } from 'zod';

/** One item of the archive, already sanitised to plain text. */
export const NewsItemSchema = z.object({
  /** UUID v5 of the canonical URL (or of source + title + time when there is none). */
  id: z.string(),
  source: z.string(),
  title: z.string(),
  url: z.string().nullable(),
  summary: z.string().nullable(),
  published_at: z.number(),
  first_seen_at: z.number(),
  /** Linked assets by ticker (`BTC`), title over summary. */
  assets: z.array(z.string()),
  /** Market-level topics (`regulation`, `macro`, `exchange_incident`, `stablecoin`). */
  topics: z.array(z.string()),
  /** "BTC falls 5 %": an effect, never a cause. */
  price_report: z.boolean(),
  /** −1 … +1; null when nothing in it carries sentiment. */
  sentiment: z.number().nullable(),
});
export type NewsItem = z.infer<typeof NewsItemSchema>;

/** What a source hands over before linking and scoring. */
export type RawNewsItem = Omit<NewsItem, 'id' | 'assets' | 'topics' | 'price_report' | 'sentiment'>;

export const TimingTagSchema = z.enum(['pre_event', 'post_event']);

/** A row of the seed's `news_articles`: an archive item seen from one anomaly. */
export const NewsArticleSchema = z.object({
  id: z.string(),
  anomaly_id: z.string(),
  source: z.string(),
  title: z.string(),
  url: z.string().nullable(),
  published_at: z.number(),
  summary: z.string().nullable(),
  /** −1 = unclustered. */
  cluster_id: z.number(),
  embedding: z.array(z.number()).nullable(),
  /** By published_at against the onset minute; the same minute is post_event. */
  timing_tag: TimingTagSchema,
  /** Minutes from the onset; negative = before. */
  time_diff_minutes: z.number(),
  // Joined from the archive for display and rules.
  first_seen_at: z.number(),
  assets: z.array(z.string()),
  topics: z.array(z.string()),
  price_report: z.boolean(),
  sentiment: z.number().nullable(),
});
export type NewsArticle = z.infer<typeof NewsArticleSchema>;

export const NewsClusterSchema = z.object({
  id: z.string(),
  anomaly_id: z.string(),
  cluster_number: z.number(),
  article_ids: z.array(z.string()),
  centroid_summary: z.string(),
  dominant_sentiment: z.number().nullable(),
  size: z.number(),
});
export type NewsCluster = z.infer<typeof NewsClusterSchema>;

/** What the gathering found for one anomaly. */
export interface Investigation {
  readonly anomaly_id: string;
  readonly articles: readonly NewsArticle[];
  readonly clusters: readonly NewsCluster[];
  /** Sources that could not be read around that time: "no news" must name them. */
  readonly unreadable_sources: readonly string[];
  readonly built_at: number;
}
