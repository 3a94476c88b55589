/** News item, article and cluster: the row in the database beside the word in src-shared, both ways. */
import type { NewsArticle, NewsCluster, NewsItem } from '../../src-shared/news.ts';
import { cleanText, cleanTextOrNull, fromJson, label, toBit, toJson, wholeMs } from './sqlite-values.ts';

const SOURCE_LENGTH = 50;

type Tagged<T> = Omit<T, 'assets' | 'topics' | 'price_report'> & {
  assets: string;
  topics: string;
  price_report: number;
};
export type NewsItemRow = Tagged<NewsItem>;
/** `news_articles` joined with `article_facts`. */
export type ArticleRow = Omit<Tagged<NewsArticle>, 'embedding'> & { embedding: string | null };
export type ClusterRow = Omit<NewsCluster, 'article_ids'> & { article_ids: string };

function headlineToRow<T extends NewsItem | NewsArticle>(item: T) {
  return {
    source: label(item.source, SOURCE_LENGTH),
    title: cleanText(item.title),
    url: cleanTextOrNull(item.url),
    summary: cleanTextOrNull(item.summary),
    published_at: wholeMs(item.published_at),
    first_seen_at: wholeMs(item.first_seen_at),
    assets: toJson(item.assets),
    topics: toJson(item.topics),
    price_report: toBit(item.price_report),
    sentiment: item.sentiment,
  };
}

export const newsItemToRow = (item: NewsItem): NewsItemRow => ({ id: item.id, ...headlineToRow(item) });

export function newsItemFromRow(row: NewsItemRow): NewsItem {
  return {
    ...row,
    assets: fromJson(row.assets, 'news_items.assets', []),
    topics: fromJson(row.topics, 'news_items.topics', []),
    price_report: row.price_report === 1,
  };
}

export function articleToRow(article: NewsArticle): ArticleRow {
  return {
    ...headlineToRow(article),
    id: article.id,
    anomaly_id: article.anomaly_id,
    cluster_id: article.cluster_id,
    embedding: article.embedding === null ? null : toJson(article.embedding),
    timing_tag: article.timing_tag,
    time_diff_minutes: article.time_diff_minutes,
  };
}

export function articleFromRow(row: ArticleRow): NewsArticle {
  return {
    ...row,
    embedding: fromJson(row.embedding, 'news_articles.embedding', null),
    assets: fromJson(row.assets, 'article_facts.assets', []),
    topics: fromJson(row.topics, 'article_facts.topics', []),
    price_report: row.price_report === 1,
  };
}

export function clusterToRow(cluster: NewsCluster): ClusterRow {
  return {
    ...cluster,
    article_ids: toJson(cluster.article_ids),
    centroid_summary: cleanText(cluster.centroid_summary),
  };
}

export const clusterFromRow = (row: ClusterRow): NewsCluster => ({
  ...row,
  article_ids: fromJson(row.article_ids, 'news_clusters.article_ids', []),
});
