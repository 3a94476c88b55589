/**
 * New posts of chosen subreddits as a NewsSource. A post is what it is, a post: also one that links to an article has its own
 * address and `r/NAME` as its source, so that no article passes for Reddit's and no post for a publisher's. Posts count once
 * they reach a score. Names itself in the user agent as the rules ask and stops when X-Ratelimit-Remaining is used up.
 * https://www.reddit.com/dev/api#GET_new · https://github.com/reddit-archive/reddit/wiki/API
 */
import { z } from 'zod';
import { fault } from '../../src-shared/fault.ts';
import { MINUTE_MS } from '../../src-shared/market.ts';
import type { NewsSource } from '../../src-shared/ports/news-source.ts';
import type { Http } from '../base/http.ts';
import { askJson, type JsonAnswer } from './ask-json.ts';
import { openableUrl } from './canonical-url.ts';
import type { SourceEntry } from './handed-over.ts';
import { createKeyedSource, type KeyedParts, type KeyedService, type Visit } from './keyed-source.ts';
import { pagesBack } from './pages-back.ts';
import { createRedditToken } from './reddit-token.ts';
import { plainText, SUMMARY_LENGTH, TITLE_LENGTH } from './sanitise.ts';
import type { Asked, SourceState } from './source-state.ts';

export interface RedditOptions extends KeyedParts {
  readonly http: Pick<Http, 'get' | 'post'>;
  readonly subreddits: readonly string[];
  readonly minScore: number;
  /** The account the application belongs to, without u/. */
  readonly username?: string;
  readonly version: string;
  readonly pollMs?: number;
  readonly tokenUrl?: string;
  readonly base?: string;
}

const TOKEN_URL = 'https://www.reddit.com/api/v1/access_token';
const BASE = 'https://oauth.reddit.com';
const ASKER = { id: 'Reddit', keyNames: ['MANE_REDDIT_ID', 'MANE_REDDIT_SECRET'] };
/** A listing ends after about a thousand posts. */
const HISTORY_PAGES = 10;
const LIMIT = '100';

const text = z.string().nullish().catch(null);
const PostSchema = z.object({
  kind: z.literal('t3'),
  data: z.object({
    title: z.string(),
    subreddit: z.string().max(40),
    permalink: z.string(),
    created_utc: z.number().min(0).max(4e9),
    score: z.number().catch(0),
    selftext: text,
    stickied: z.boolean().catch(false),
    removed_by_category: text,
  }),
});
const ListingSchema = z.object({
  kind: z.literal('Listing'),
  data: z.object({ children: z.array(z.unknown()), after: text }),
});

interface Page {
  readonly entries: SourceEntry[];
  readonly next: string | null;
}

export function createRedditSource(options: RedditOptions): NewsSource {
  const { http, wall, minScore, subreddits, pollMs, base = BASE, tokenUrl = TOKEN_URL } = options;
  const userAgent = userAgentOf(options.version, options.username);
  const token = createRedditToken({ asker: ASKER, http, wall, url: tokenUrl, userAgent });
  const first = new URLSearchParams({ limit: LIMIT, raw_json: '1' });

  const ask = async (visit: Visit, query: string, again = true): Promise<Asked<JsonAnswer>> => {
    const held = await token.get(visit.keys, visit.signal);
    if (!held.ok) return held;
    const url = `${base}/r/${subreddits.join('+')}/new?${query}`;
    const headers = { authorization: `Bearer ${held.value}`, 'user-agent': userAgent };
    const answer = await askJson(ASKER, http, url, { headers, signal: visit.signal });
    if (answer.ok || !answer.fault.wrongKey || !again) return answer;
    // A token may be taken back before its time; whether the key is wrong is the token page's to say.
    token.forget();
    return ask(visit, query, false);
  };
  const page = async (visit: Visit, query: string): Promise<Asked<Page>> => {
    const answer = await ask(visit, query);
    if (!answer.ok) return answer;
    heedLimit(visit.state, answer.value.headers);
    return readListing(answer.value.value, minScore, first);
  };
  const service: KeyedService = {
    ...ASKER,
    keyPage: 'https://www.reddit.com/prefs/apps, kind "script"',
    pollMs,
    leastMs: MINUTE_MS,
    question: `${subreddits.join('+')} ${minScore}`,
    historyKey: 'reddit',
    lagMs: 0,
    async latest(visit) {
      const read = await page(visit, first.toString());
      return read.ok ? { ok: true, value: read.value.entries } : read;
    },
    pages: (visit, q) =>
      pagesBack(
        { id: ASKER.id, first: first.toString(), maxPages: HISTORY_PAGES, wall, read: (query) => page(visit, query) },
        visit.now,
        q,
      ),
  };
  return createKeyedSource(service, options);
}

/** `<platform>:<app ID>:<version string> (by /u/<reddit username>)` */
const userAgentOf = (version: string, username: string | undefined): string =>
  `${process.platform}:org.mane.desktop:v${version}${username === undefined ? '' : ` (by /u/${username})`}`;

function heedLimit(state: SourceState, headers: JsonAnswer['headers']): void {
  const remaining = Number(headers['x-ratelimit-remaining'] ?? Number.NaN);
  const resetSeconds = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
  if (remaining < 1 && resetSeconds > 0) state.pause(Math.min(resetSeconds, 3600) * 1000);
}

function readListing(value: unknown, minScore: number, first: URLSearchParams): Asked<Page> {
  const parsed = ListingSchema.safeParse(value);
  if (!parsed.success) return { ok: false, fault: fault('corrupt', `${ASKER.id}: expected a Listing, got other JSON`) };
  const { children, after } = parsed.data.data;
  const next = after == null ? null : new URLSearchParams([...first, ['after', after.slice(0, 40)]]).toString();
  return { ok: true, value: { entries: children.flatMap((child) => entryOf(child, minScore)), next } };
}

function entryOf(value: unknown, minScore: number): SourceEntry[] {
  const post = PostSchema.safeParse(value);
  if (!post.success) return [];
  const { data } = post.data;
  const title = plainText(data.title, TITLE_LENGTH);
  if (title === '' || data.stickied || data.removed_by_category != null || data.score < minScore) return [];
  return [
    {
      source: `r/${data.subreddit}`,
      title,
      url: openableUrl(data.permalink, 'https://www.reddit.com'),
      summary: plainText(data.selftext ?? '', SUMMARY_LENGTH) || null,
      publishedAt: Math.round(data.created_utc * 1000),
    },
  ];
}
