/**
 * Facts about the news: each relevant report, what could not be read, and how long it was quiet. A report is linked when it
 * names the asset, or when it is about the market at large while the market at large moves.
 */
import type { Anomaly } from '../../src-shared/anomaly.ts';
import { baseOf, HOUR_MS, MINUTE_MS, minuteOf, type EpochMs } from '../../src-shared/market.ts';
import type { EvidenceFact, EvidenceNews } from '../../src-shared/narrative.ts';
import type { Investigation, NewsArticle, NewsItem } from '../../src-shared/news.ts';
import { quoteTitle, sourceName } from '../../src-shared/quotation.ts';
import { roundTo } from '../../src-shared/format.ts';
import { fact, utc, type Fact } from './fact.ts';
import type { MarketView } from './market-facts.ts';

export type NewsFact = EvidenceFact & { readonly news: EvidenceNews };

/** Follow-up after the onset, and how far before it "no report" reaches. */
export const FOLLOW_UP_MINUTES = 180;
/** Within this distance a linked report is near enough to be told. */
export const NEAR_MINUTES = 60;
export const BEFORE_MINUTES = 360;
export const MAX_ITEMS = 40;

export function newsFacts(anomaly: Anomaly, investigation: Investigation, market: MarketView, now: EpochMs): Fact[] {
  const items = investigation.articles
    .map((article) => newsOf(anomaly, article, market))
    .filter((news) => news.time_diff_minutes >= -BEFORE_MINUTES && news.time_diff_minutes <= FOLLOW_UP_MINUTES)
    .sort(byWeight)
    .slice(0, MAX_ITEMS)
    .sort((a, b) => a.published_at - b.published_at || (a.article_id < b.article_id ? -1 : 1));
  const down = [...new Set(investigation.unreadable_sources.map(sourceName))].sort();
  return [
    ...items.map(newsFact),
    ...quietFacts(anomaly, items, now),
    ...down.map((source) => fact('source_down', investigation.built_at, `${source} could not be read`)),
  ];
}

/** What may be told comes first when there is more than fits: linked, then near. */
function byWeight(a: EvidenceNews, b: EvidenceNews): number {
  const weight = (news: EvidenceNews) => (news.linked ? 0 : 2) + (news.price_report ? 1 : 0);
  const near = Math.abs(a.time_diff_minutes) - Math.abs(b.time_diff_minutes);
  return weight(a) - weight(b) || near || (a.article_id < b.article_id ? -1 : 1);
}

function newsOf(anomaly: Anomaly, article: NewsArticle, market: MarketView): EvidenceNews {
  const start = minuteOf(anomaly.detection_metadata.onset);
  const relevance = relevanceOf(article, baseOf(anomaly.symbol), market);
  return {
    article_id: article.id,
    source: sourceName(article.source),
    title: article.title,
    url: article.url,
    published_at: article.published_at,
    first_seen_at: article.first_seen_at,
    timing_tag: article.published_at < start ? 'pre_event' : 'post_event',
    time_diff_minutes: roundTo((article.published_at - start) / MINUTE_MS, 2),
    sentiment: article.sentiment,
    cluster_id: article.cluster_id,
    price_report: article.price_report,
    linked: relevance > 0,
    relevance,
  };
}

/**
 * 0–1. The market comes first: while everything moves, a story of one coin explains only what beta × BTC leaves of its move. One
 * that lists many coins is about none of them; a market topic counts while the market moves, and less for BTC when it does not, or nobody knows.
 */
export function relevanceOf(
  article: Pick<NewsArticle, 'assets' | 'topics'>,
  base: string,
  { state, ownShare }: MarketView,
): number {
  const marketWide = state === 'moves';
  const named = article.assets.includes(base);
  const byName = named
    ? (article.assets.length > 3 ? 0.5 : 1) * (marketWide && !leads(base) ? ownWeight(ownShare) : 1)
    : 0;
  const ofMarket = article.topics.length > 0 || article.assets.some(leads);
  const byMarket = marketWide && ofMarket ? 0.85 : 0;
  const byTopic = leads(base) && article.topics.length > 0 ? 0.6 : 0;
  return Math.max(byName, byMarket, byTopic);
}

/** Of a move that the market explains, too little is left for a story of the coin to be its cause. */
const ownWeight = (ownShare: number | null): number => 0.4 + 0.6 * (ownShare ?? 0.5);

const leads = (asset: string): boolean => asset === 'BTC';

/** An archive item as a report on an asset, apart from any anomaly; null when it is none, or tells only the price. */
export function reportOf(item: NewsItem, base: string, names: readonly string[], market: MarketView): NewsFact | null {
  if (item.price_report) return null;
  const named = item.assets.includes(base) || item.assets.some((asset) => names.includes(asset));
  const relevance = relevanceOf(
    { assets: named ? [...item.assets, base] : item.assets, topics: item.topics },
    base,
    market,
  );
  if (relevance === 0) return null;
  const { title, url, published_at, first_seen_at, sentiment, price_report } = item;
  const news: EvidenceNews = {
    ...{ article_id: item.id, source: sourceName(item.source), title, url, published_at, first_seen_at, sentiment },
    ...{ timing_tag: 'pre_event', time_diff_minutes: 0, cluster_id: -1, price_report, linked: true, relevance },
  };
  return { id: 'E1', kind: 'news', text: title, time: published_at, value: null, unit: null, news };
}

function newsFact(news: EvidenceNews): Fact {
  return {
    ...fact('news', news.published_at, `${news.source}, ${utc(news.published_at)}: ${quoteTitle(news.title, 300)}`),
    news,
  };
}

/** Present only while no linked report is near: what a sentence says when it says that there is none. */
function quietFacts(anomaly: Anomaly, items: readonly EvidenceNews[], now: EpochMs): Fact[] {
  const onset = anomaly.detection_metadata.onset;
  const reach = (minutes: number) => items.filter((news) => news.linked && Math.abs(news.time_diff_minutes) <= minutes);
  const isReason = (news: EvidenceNews) => !news.price_report;
  if (reach(NEAR_MINUTES).some(isReason)) return [];
  const minutes = reach(FOLLOW_UP_MINUTES).some(isReason) ? NEAR_MINUTES : FOLLOW_UP_MINUTES;
  const except = reach(minutes).length > 0 ? ' other than of the price itself' : '';
  const over = now >= onset + minutes * MINUTE_MS;
  const text = over
    ? `No linked report within ${minutes / 60} h${except}`
    : `No linked report so far${except}, ${utc(now)}`;
  return [over ? fact('quiet', onset + (minutes / 60) * HOUR_MS, text, minutes, 'minutes') : fact('quiet', now, text)];
}
