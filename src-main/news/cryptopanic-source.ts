/**
 * CryptoPanic's posts (kind=news) as a NewsSource; the publisher is the item's source. The token travels in the query as the
 * service wants it: no fault carries a query, and a `next` address is taken apart for its parameters, never followed.
 * Pages are newest first. https://cryptopanic.com/developers/api/
 */
import { z } from 'zod';
import { fault } from '../../src-shared/fault.ts';
import { type EpochMs, MINUTE_MS } from '../../src-shared/market.ts';
import type { HistoryPage, HistoryQuery, NewsSource } from '../../src-shared/ports/news-source.ts';
import type { Http } from '../base/http.ts';
import { askJson } from './ask-json.ts';
import { openableUrl } from './canonical-url.ts';
import { createKeyedSource, type KeyedParts, type KeyedService, type Visit } from './keyed-source.ts';
import type { SourceEntry } from './handed-over.ts';
import { pagesBack } from './pages-back.ts';
import { publishedAt } from './published-at.ts';
import { plainText, SUMMARY_LENGTH, TITLE_LENGTH } from './sanitise.ts';
import type { Asked } from './source-state.ts';

export interface CryptoPanicOptions extends KeyedParts {
  readonly http: Pick<Http, 'get'>;
  /** Tickers asked for, such as BTC; at most 50 are sent. */
  readonly currencies: readonly string[];
  readonly pollMs?: number;
  readonly base?: string;
}

const BASE = 'https://cryptopanic.com/api/developer/v2/posts/';
const ASKER = { id: 'CryptoPanic', keyNames: ['MANE_CRYPTOPANIC_KEY'] };
const KEY_PARAMETER = 'auth_token';
const LATEST_PAGES = 3;
const HISTORY_PAGES = 200;
const SOURCE_LENGTH = 50;

const text = z.string().nullish().catch(null);
const PostSchema = z.object({
  title: z.string(),
  description: text,
  published_at: text,
  original_url: text,
  url: text,
  source: z.object({ title: text, domain: text }).nullish().catch(null),
});
const PageSchema = z.object({ results: z.array(z.unknown()), next: text });

interface Page {
  readonly entries: SourceEntry[];
  /** Query of the next page; null on the last. */
  readonly next: string | null;
}

export function createCryptoPanicSource(options: CryptoPanicOptions): NewsSource {
  const { http, wall, currencies, pollMs, base = BASE } = options;
  const first = new URLSearchParams({ kind: 'news', public: 'true', regions: 'en' });
  if (currencies.length > 0) first.set('currencies', currencies.slice(0, 50).join(','));

  const page = async ({ keys, signal }: Visit, query: string): Promise<Asked<Page>> => {
    const parameters = new URLSearchParams(query);
    parameters.set(KEY_PARAMETER, keys[0] ?? '');
    const answer = await askJson(ASKER, http, `${base}?${parameters.toString()}`, { signal });
    return answer.ok ? readPage(answer.value.value) : answer;
  };
  const service: KeyedService = {
    ...ASKER,
    keyPage: 'https://cryptopanic.com/developers/api/keys',
    pollMs,
    leastMs: 5 * MINUTE_MS,
    question: first.toString(),
    historyKey: 'cryptopanic',
    lagMs: 0,
    async latest(visit) {
      const entries: SourceEntry[] = [];
      let query: string | null = first.toString();
      for (let pages = 0; query !== null && pages < LATEST_PAGES; pages++) {
        const read: Asked<Page> = await page(visit, query);
        // What the first page gave is not lost with the second.
        if (!read.ok) return pages === 0 ? read : { ok: true, value: entries };
        entries.push(...read.value.entries);
        query = visit.handed.knowsAny(read.value.entries) ? null : read.value.next;
      }
      return { ok: true, value: entries };
    },
    pages: (visit, q: HistoryQuery): AsyncIterable<Asked<HistoryPage>> =>
      pagesBack(
        { id: ASKER.id, first: first.toString(), maxPages: HISTORY_PAGES, wall, read: (query) => page(visit, query) },
        visit.now,
        q,
      ),
  };
  return createKeyedSource(service, options);
}

function readPage(value: unknown): Asked<Page> {
  const parsed = PageSchema.safeParse(value);
  if (!parsed.success)
    return { ok: false, fault: fault('corrupt', `${ASKER.id}: expected {"results": […]}, got other JSON`) };
  return {
    ok: true,
    value: { entries: parsed.data.results.flatMap(entryOf), next: nextQuery(parsed.data.next ?? '') },
  };
}

/** The parameters of a `next` address without the token in it. */
function nextQuery(next: string): string | null {
  const url = URL.parse(next);
  if (url === null) return null;
  url.searchParams.delete(KEY_PARAMETER);
  return url.searchParams.toString();
}

function entryOf(value: unknown): SourceEntry[] {
  const post = PostSchema.safeParse(value);
  if (!post.success) return [];
  const { description, original_url, url, source } = post.data;
  const title = plainText(post.data.title, TITLE_LENGTH);
  if (title === '') return [];
  const date: EpochMs | null = publishedAt(post.data.published_at ?? '');
  return [
    {
      source: plainText(source?.title ?? source?.domain ?? '', SOURCE_LENGTH) || ASKER.id,
      title,
      url: openableUrl(original_url ?? '') ?? openableUrl(url ?? ''),
      summary: plainText(description ?? '', SUMMARY_LENGTH) || null,
      publishedAt: date,
    },
  ];
}
