/**
 * From sources' raw items to the archive: identity, linking and tone, then one write. One page is one item, whoever tells of
 * it: it keeps the earliest time it was seen and the earliest date claimed for it, also across restarts, and one that is
 * already stored in the same form is not new. Copies at other addresses stay items of their own (duplicates.ts joins them).
 */
import { DAY_MS } from '../../src-shared/market.ts';
import type { NewsItem, RawNewsItem } from '../../src-shared/news.ts';
import type { Linker } from '../../src-shared/ports/linker.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import type { SentimentScorer } from '../../src-shared/ports/sentiment.ts';
import type { Writer } from '../../src-shared/ports/writer.ts';
import { newsId } from '../base/ids.ts';
import { canonicalUrl } from './canonical-url.ts';

export interface ArchiveOptions {
  readonly linker: Linker;
  readonly sentiment: SentimentScorer;
  readonly reader: Pick<Reader, 'news'>;
  readonly writer: Pick<Writer, 'saveNewsItems'>;
}

const LOOK_UP = 5_000;
/** Two sources date the same page this far apart at most; beyond it the later date is taken. */
const DATES_APART_MS = DAY_MS;

/** What an item is, wherever and whenever it is read. */
export const identityOf = (raw: Pick<RawNewsItem, 'source' | 'title' | 'url' | 'published_at'>): string =>
  (raw.url === null ? null : canonicalUrl(raw.url)) ?? `${raw.source}|${raw.title}|${raw.published_at}`;

/** Linked and scored; the title's tone, or the summary's when the title has none. */
export function newsItemOf(raw: RawNewsItem, linker: Linker, sentiment: SentimentScorer): NewsItem {
  const { assets, topics, priceReport } = linker.link(raw);
  const tone = sentiment.score(raw.title) ?? (raw.summary === null ? null : sentiment.score(raw.summary));
  return { id: newsId(identityOf(raw)), ...raw, assets, topics, price_report: priceReport, sentiment: tone };
}

/** Saves what is new or changed and returns it. Rejects when the store refuses; nothing is marked as saved then. */
export async function archiveItems(raws: readonly RawNewsItem[], options: ArchiveOptions): Promise<NewsItem[]> {
  if (raws.length === 0) return [];
  const items = uniqueById(raws.map((raw) => newsItemOf(raw, options.linker, options.sentiment)));
  const stored = await storedBetween(items, options.reader);
  const fresh = items.filter((item) => !sameText(item, stored.get(item.id)));
  const kept = fresh.map((item) => withEarliest(item, stored.get(item.id)));
  if (kept.length > 0) await options.writer.saveNewsItems(kept);
  return kept;
}

const withEarliest = (item: NewsItem, before: NewsItem | undefined): NewsItem =>
  before === undefined
    ? item
    : {
        ...item,
        published_at: Math.min(before.published_at, item.published_at),
        first_seen_at: Math.min(before.first_seen_at, item.first_seen_at),
      };

/** The later form of an item wins, with the earlier of its times. */
function uniqueById(items: readonly NewsItem[]): NewsItem[] {
  const byId = new Map<string, NewsItem>();
  for (const item of items) {
    const before = byId.get(item.id);
    byId.set(item.id, withEarliest(item, before));
  }
  return [...byId.values()];
}

async function storedBetween(items: readonly NewsItem[], reader: Pick<Reader, 'news'>): Promise<Map<string, NewsItem>> {
  const times = items.map((item) => item.published_at);
  const from = times.reduce((a, b) => Math.min(a, b)) - DATES_APART_MS;
  const to = times.reduce((a, b) => Math.max(a, b)) + DATES_APART_MS;
  const stored = await reader.news({ from, to, limit: LOOK_UP });
  return new Map(stored.map((item) => [item.id, item]));
}

const sameText = (item: NewsItem, stored: NewsItem | undefined): boolean =>
  stored !== undefined &&
  stored.title === item.title &&
  stored.summary === item.summary &&
  stored.first_seen_at <= item.first_seen_at;
