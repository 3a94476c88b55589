/**
 * What the archive holds about one anomaly at a moment of market time: articles from 6 h before to 3 h after the onset that
 * name the asset, or a market topic (coincident context; in a market-wide move also what names BTC), each timed against
 * the onset minute, grouped into stories by title (summaries share a publisher's phrases). The same archive, anomaly and time give the same bytes.
 */
import type { Anomaly } from '../../src-shared/anomaly.ts';
import { baseOf, type EpochMs, HOUR_MS, MINUTE_MS, minuteOf } from '../../src-shared/market.ts';
import type { Investigation, NewsArticle, NewsCluster, NewsItem } from '../../src-shared/news.ts';
import type { Embedder, TracedEmbedder } from '../../src-shared/ports/embedder.ts';
import type { Linker } from '../../src-shared/ports/linker.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import { childId } from '../base/ids.ts';
import { canonicalUrl } from './canonical-url.ts';
import { type ClusterItem, clusterItems, type Story } from './cluster.ts';
import { embedTraced } from './embed/fallback.ts';
import { storyClusterer } from './story-clusterer.ts';

export const BEFORE_MS = 6 * HOUR_MS;
export const AFTER_MS = 3 * HOUR_MS;
const MAX_ARTICLES = 60;
const MAX_READ = 5_000;
/** Share of the watch-list that makes a move the market's. */
const MARKET_WIDE_BREADTH = 0.5;
const MARKET_LEADER = 'BTC';

export interface InvestigateOptions {
  readonly anomaly: Anomaly;
  readonly now: EpochMs;
  readonly reader: Pick<Reader, 'news'>;
  readonly linker: Linker;
  /** All vectors of an investigation are of one embedder, and so is what counts as one story. */
  readonly embedder: Embedder | TracedEmbedder;
  readonly minClusterSize: number;
  readonly unreadable: readonly string[];
}

export async function investigate(options: InvestigateOptions): Promise<Investigation> {
  const { anomaly, now, embedder, minClusterSize } = options;
  const items = await relevantItems(options);
  const titles = items.map((item) => item.title);
  const { vectors, sameStory } = await embedTraced(embedder, titles);
  const { labels, stories } = clusterItems(
    items.map(clusterItemOf),
    vectors,
    minClusterSize,
    storyClusterer(sameStory),
  );
  const articles = items.map((item, index) => articleOf(anomaly, item, labels[index] ?? -1, vectors[index]));
  return {
    anomaly_id: anomaly.id,
    articles,
    clusters: stories.map((story) => clusterOf(anomaly, story, articles)),
    unreadable_sources: options.unreadable,
    built_at: now,
  };
}

export const isMarketWide = ({ detection_metadata: { breadth, group } }: Anomaly): boolean =>
  group !== null || (breadth ?? 0) >= MARKET_WIDE_BREADTH;

/** Linked before context, then nearest to the onset; at most 60, given back in order of time. */
async function relevantItems({ anomaly, now, reader, linker }: InvestigateOptions): Promise<NewsItem[]> {
  const onset = anomaly.detection_metadata.onset;
  const read = await reader.news({ from: onset - BEFORE_MS, to: onset + AFTER_MS + 1, limit: MAX_READ });
  const base = baseOf(anomaly.symbol);
  const names = new Set(linker.namesOf(base));
  const wide = isMarketWide(anomaly);
  const weighed = read
    .filter(
      (item) =>
        item.first_seen_at <= now && item.published_at >= onset - BEFORE_MS && item.published_at <= onset + AFTER_MS,
    )
    .map((item) => ({ item: underBase(item, base, names), weight: weightOf(item, names, wide) }))
    .filter(({ weight }) => weight > 0);
  const distance = (item: NewsItem) => Math.abs(item.published_at - onset);
  weighed.sort((a, b) => b.weight - a.weight || distance(a.item) - distance(b.item) || compare(a.item.id, b.item.id));
  const chosen = weighed.slice(0, MAX_ARTICLES).map(({ item }) => item);
  return chosen.sort((a, b) => a.published_at - b.published_at || compare(a.id, b.id));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** 2 linked, 1 context, 0 neither. */
function weightOf(item: NewsItem, names: ReadonlySet<string>, wide: boolean): number {
  if (item.assets.some((asset) => names.has(asset))) return 2;
  if (item.topics.length > 0) return wide ? 2 : 1;
  return wide && item.assets.includes(MARKET_LEADER) ? 1 : 0;
}

/** An asset listed under a former ticker (MATIC, now POL) is shown under the one the anomaly's symbol has. */
function underBase(item: NewsItem, base: string, names: ReadonlySet<string>): NewsItem {
  if (item.assets.includes(base)) return item;
  const assets = item.assets.map((asset) => (names.has(asset) ? base : asset));
  return { ...item, assets: [...new Set(assets)].sort() };
}

const clusterItemOf = ({ title, url, sentiment }: NewsItem): ClusterItem => ({ title, url, sentiment });
const urlKey = (item: Pick<NewsItem, 'url' | 'id'>): string =>
  (item.url === null ? null : canonicalUrl(item.url)) ?? item.id;

function articleOf(anomaly: Anomaly, item: NewsItem, cluster: number, vector: Float32Array | undefined): NewsArticle {
  const minutes = (item.published_at - minuteOf(anomaly.detection_metadata.onset)) / MINUTE_MS;
  return {
    ...item,
    id: childId(anomaly.id, 'article', urlKey(item)),
    anomaly_id: anomaly.id,
    cluster_id: cluster,
    embedding: vector === undefined ? null : Array.from(vector, (value) => Math.round(value * 1e6) / 1e6),
    timing_tag: minutes < 0 ? 'pre_event' : 'post_event',
    time_diff_minutes: Math.round(minutes * 1000) / 1000,
  };
}

function clusterOf(anomaly: Anomaly, story: Story, articles: readonly NewsArticle[]): NewsCluster {
  const members = story.members.flatMap((index) => articles[index] ?? []);
  const key = members
    .map((article) => urlKey(article))
    .sort(compare)
    .join('\n');
  return {
    id: childId(anomaly.id, 'cluster', key),
    anomaly_id: anomaly.id,
    cluster_number: story.cluster_number,
    article_ids: members.map((article) => article.id),
    centroid_summary: story.centroid_summary,
    dominant_sentiment: story.dominant_sentiment,
    size: story.size,
  };
}
