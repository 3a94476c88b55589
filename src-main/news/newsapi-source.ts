/**
 * NewsAPI.org's `/v2/everything` as a NewsSource, one request a poll, key in the X-Api-Key header. On the developer plan
 * articles come 24 hours late and Health says so. History is walked by moving `to` back, because pages beyond the first
 * hundred results are closed to that plan. https://newsapi.org/docs/endpoints/everything · https://newsapi.org/docs/errors
 */
import { z } from 'zod';
import { fault } from '../../src-shared/fault.ts';
import { isoOf } from '../../src-shared/format.ts';
import { type EpochMs, HOUR_MS, MINUTE_MS } from '../../src-shared/market.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { HistoryPage, HistoryQuery, NewsSource } from '../../src-shared/ports/news-source.ts';
import type { Http } from '../base/http.ts';
import { askJson } from './ask-json.ts';
import { openableUrl } from './canonical-url.ts';
import type { SourceEntry } from './handed-over.ts';
import { createKeyedSource, type KeyedParts, type KeyedService, type Visit } from './keyed-source.ts';
import { between, PAGE_PAUSE_MS } from './pages-back.ts';
import { publishedAt } from './published-at.ts';
import { plainText, SUMMARY_LENGTH, TITLE_LENGTH } from './sanitise.ts';
import type { Asked } from './source-state.ts';

export interface NewsApiOptions extends KeyedParts {
  readonly http: Pick<Http, 'get'>;
  /** Words joined by OR; at most 500 characters. */
  readonly query: string;
  readonly plan: 'developer' | 'paid';
  readonly pollMs?: number;
  readonly base?: string;
}

const BASE = 'https://newsapi.org/v2/everything';
const ASKER = { id: 'NewsAPI', keyNames: ['MANE_NEWSAPI_KEY'] };
/** 100 requests a day on the developer plan. */
export const NEWSAPI_LEAST_MS = 15 * MINUTE_MS;
const PAGE_SIZE = 100;
const DEVELOPER_LAG_MS = 24 * HOUR_MS;
const DEVELOPER_NOTE = 'developer plan: articles come 24 h late, too late for the cause of a move that just happened';
/** Articles are indexed a while after they were published. */
const LOOK_BACK_MS = 6 * HOUR_MS;
const HISTORY_REQUESTS = 90;
const SOURCE_LENGTH = 50;
/** What the service leaves of an article that its publisher took back. */
const REMOVED = '[Removed]';

const text = z.string().nullish().catch(null);
const ArticleSchema = z.object({
  title: z.string(),
  description: text,
  url: text,
  publishedAt: text,
  source: z.object({ name: text }).nullish().catch(null),
});
const AnswerSchema = z.object({ status: z.literal('ok'), articles: z.array(z.unknown()) });

interface Answer {
  readonly entries: SourceEntry[];
  /** The service had more than one answer holds. */
  readonly full: boolean;
}

export function createNewsApiSource(options: NewsApiOptions): NewsSource {
  const { http, wall, plan, pollMs = NEWSAPI_LEAST_MS, base = BASE } = options;
  const lagMs = plan === 'developer' ? DEVELOPER_LAG_MS : 0;
  const everything = async ({ keys, signal }: Visit, from: EpochMs, to?: EpochMs): Promise<Asked<Answer>> => {
    const query = new URLSearchParams({
      q: options.query,
      from: secondsOf(from),
      language: 'en',
      sortBy: 'publishedAt',
    });
    if (to !== undefined) query.set('to', secondsOf(to));
    query.set('pageSize', String(PAGE_SIZE));
    const headers = { 'x-api-key': keys[0] ?? '' };
    const answer = await askJson(ASKER, http, `${base}?${query.toString()}`, { headers, signal });
    return answer.ok ? readAnswer(answer.value.value) : answer;
  };
  const service: KeyedService = {
    ...ASKER,
    keyPage: 'https://newsapi.org/register',
    pollMs: Math.max(pollMs, NEWSAPI_LEAST_MS),
    leastMs: NEWSAPI_LEAST_MS,
    ...(plan === 'developer' ? { note: DEVELOPER_NOTE } : {}),
    async latest(visit) {
      const read = await everything(visit, visit.now - lagMs - LOOK_BACK_MS);
      return read.ok ? { ok: true, value: read.value.entries } : read;
    },
    question: options.query,
    historyKey: 'newsapi',
    lagMs,
    pages: (visit, q) => walkBack((from, to) => everything(visit, from, to), wall, visit.now, q),
  };
  return createKeyedSource(service, options);
}

/** Newest first: each request ends where the oldest article of the one before was published. */
async function* walkBack(
  ask: (from: EpochMs, to: EpochMs) => Promise<Asked<Answer>>,
  wall: TimeSource,
  now: EpochMs,
  { from, to, signal }: HistoryQuery,
): AsyncGenerator<Asked<HistoryPage>> {
  let until = to - 1;
  for (let requests = 0; requests < HISTORY_REQUESTS && !signal.aborted; requests++) {
    const read = await ask(from, until);
    if (!read.ok) {
      yield read;
      return;
    }
    const { entries, full } = read.value;
    const oldest = Math.min(until, ...entries.flatMap((entry) => entry.publishedAt ?? []));
    const reachedBack = full ? oldest : from - 1;
    yield { ok: true, value: { items: between(entries, from, to, now), reachedBack } };
    if (reachedBack < from) return;
    // A hundred articles of one second would stand still here; the rest of that second is given up.
    until = oldest < until ? oldest : until - 1000;
    await wall.sleep(PAGE_PAUSE_MS, signal);
  }
  if (signal.aborted) {
    yield { ok: false, fault: fault('cancelled', `${ASKER.id}: stopped`) };
    return;
  }
  yield {
    ok: false,
    fault: fault('rate_limited', `${ASKER.id}: ${HISTORY_REQUESTS} requests made; run again tomorrow`),
  };
}

/** The API takes no fractions of a second. */
const secondsOf = (time: EpochMs): string => isoOf(time).slice(0, 19);

function readAnswer(value: unknown): Asked<Answer> {
  const parsed = AnswerSchema.safeParse(value);
  if (parsed.success) {
    const { articles } = parsed.data;
    return { ok: true, value: { entries: articles.flatMap(entryOf), full: articles.length >= PAGE_SIZE } };
  }
  return {
    ok: false,
    fault: fault('corrupt', `${ASKER.id}: expected {"status": "ok", "articles": […]}, got other JSON`),
  };
}

function entryOf(value: unknown): SourceEntry[] {
  const article = ArticleSchema.safeParse(value);
  if (!article.success || article.data.title.trim() === REMOVED) return [];
  const { description, url, source, publishedAt: date } = article.data;
  const title = plainText(article.data.title, TITLE_LENGTH);
  if (title === '') return [];
  return [
    {
      source: plainText(source?.name ?? '', SOURCE_LENGTH) || ASKER.id,
      title,
      url: openableUrl(url ?? ''),
      summary: plainText(description ?? '', SUMMARY_LENGTH) || null,
      publishedAt: publishedAt(date ?? ''),
    },
  ];
}
