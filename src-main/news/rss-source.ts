/**
 * One publisher's RSS or Atom feed as a NewsSource. Asks conditionally (ETag, Last-Modified), hands over only what is new
 * or changed, and gives an item without a readable date (or with one in the future) the time it was first seen. After a
 * failure it stays silent for a growing wall time (a Retry-After is a floor, a missing page six hours) and says so.
 */
import { createHash } from 'node:crypto';
import { failed, fault, type Fault, ok, type Result } from '../../src-shared/fault.ts';
import type { SourceHealth } from '../../src-shared/health.ts';
import { type EpochMs, HOUR_MS, MINUTE_MS } from '../../src-shared/market.ts';
import type { RawNewsItem } from '../../src-shared/news.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { NewsSource } from '../../src-shared/ports/news-source.ts';
import { createBackoff } from '../base/backoff.ts';
import { wallTime } from '../base/clock.ts';
import type { Http, HttpResponse } from '../base/http.ts';
import { seededRandom } from '../base/random.ts';
import { type FeedEntry, parseFeed } from './rss.ts';

export interface RssSourceOptions {
  /** Publisher's name as shown, ≤ 50 characters. */
  readonly id: string;
  readonly url: string;
  readonly http: Pick<Http, 'get'>;
  /** Stamps first_seen_at. */
  readonly market: TimeSource;
  /** Measures the silence after a failure. */
  readonly wall?: TimeSource;
}

const ACCEPT = 'application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1';
const MISSING_PAGE_MS = 6 * HOUR_MS;
/** A publisher's clock may run this much ahead of ours before its date is not believed. */
const AHEAD_MS = 2 * MINUTE_MS;
const REMEMBERED = 2_000;

interface Seen {
  readonly firstSeenAt: EpochMs;
  readonly publishedAt: EpochMs;
  readonly text: string;
}

export function createRssSource({ id, url, http, market, wall = wallTime }: RssSourceOptions): NewsSource {
  const random = seededRandom(id);
  const backoff = createBackoff({ baseMs: 10_000, capMs: 30 * MINUTE_MS, random: () => random.next() });
  const seen = new Map<string, Seen>();
  const validators = new Map<string, string>();
  let bodyHash = '';
  let silentUntil = Number.NEGATIVE_INFINITY;
  let health: SourceHealth = { id, state: 'idle', lastReadAt: null, lastOkAt: null, items: 0, detail: null };

  const rest = (trouble: Fault, now: EpochMs): Result<RawNewsItem[]> => {
    const floor = trouble.kind === 'not_found' ? MISSING_PAGE_MS : 0;
    silentUntil = wall.now() + Math.max(backoff.next(trouble), floor);
    health = {
      ...health,
      state: trouble.retryable ? 'backing_off' : 'failed',
      lastReadAt: now,
      detail: trouble.detail,
    };
    return { ok: false, fault: trouble };
  };
  const settled = (state: 'ok' | 'unchanged', items: RawNewsItem[], now: EpochMs): Result<RawNewsItem[]> => {
    backoff.reset();
    silentUntil = Number.NEGATIVE_INFINITY;
    health = { ...health, state, lastReadAt: now, lastOkAt: now, items: health.items + items.length, detail: null };
    return ok(items);
  };
  const take = (response: HttpResponse, now: EpochMs): Result<RawNewsItem[]> => {
    const hash = createHash('sha256').update(response.body).digest('base64');
    if (hash === bodyHash) return settled('unchanged', [], now);
    const entries = parseFeed(response.body, {
      url: response.url,
      contentType: response.headers['content-type'] ?? '',
    });
    if (!entries.ok) return rest({ ...entries.fault, detail: `${id}: ${entries.fault.detail}` }, now);
    bodyHash = hash;
    rememberValidators(validators, response);
    return settled(
      'ok',
      entries.value.flatMap((entry) => newOrChanged(seen, id, entry, market.now())),
      now,
    );
  };

  return {
    id,
    async poll(now, signal) {
      if (wall.now() < silentUntil)
        return failed(
          health.state === 'failed' ? 'corrupt' : 'unavailable',
          `${id} is waiting after: ${health.detail ?? ''}`,
        );
      const answer = await http.get(url, { headers: { accept: ACCEPT, ...Object.fromEntries(validators) }, signal });
      if (signal.aborted) return failed('cancelled', 'the poll was cancelled');
      if (!answer.ok) return rest({ ...answer.fault, detail: `${id}: ${answer.fault.detail}` }, now);
      if (answer.value.status === 304) return settled('unchanged', [], now);
      if (answer.value.status !== 200) return rest(statusFault(id, answer.value.status), now);
      return take(answer.value, now);
    },
    health: () => health,
  };
}

function statusFault(id: string, status: number): Fault {
  if (status === 404 || status === 410) return fault('not_found', `${id}: the feed is gone (${status})`);
  return fault('refused', `${id}: answered ${status}`);
}

function rememberValidators(validators: Map<string, string>, { headers }: HttpResponse): void {
  validators.clear();
  if (headers.etag !== undefined) validators.set('if-none-match', headers.etag);
  if (headers['last-modified'] !== undefined) validators.set('if-modified-since', headers['last-modified']);
}

/** The entry as an item when it was not handed over before in this form; dates stay those of the first time. */
function newOrChanged(seen: Map<string, Seen>, source: string, entry: FeedEntry, now: EpochMs): RawNewsItem[] {
  const key = entry.url ?? entry.title;
  const text = `${entry.title}\n${entry.summary ?? ''}`;
  const before = seen.get(key);
  if (before?.text === text) return [];
  const current: Seen = {
    firstSeenAt: before?.firstSeenAt ?? now,
    publishedAt: before?.publishedAt ?? believable(entry.publishedAt, now),
    text,
  };
  remember(seen, key, current);
  const { title, url, summary } = entry;
  return [{ source, title, url, summary, published_at: current.publishedAt, first_seen_at: current.firstSeenAt }];
}

/** Nothing was published after it was read. */
const believable = (claimed: EpochMs | null, now: EpochMs): EpochMs =>
  claimed === null || claimed > now + AHEAD_MS ? now : claimed;

function remember(seen: Map<string, Seen>, key: string, value: Seen): void {
  seen.delete(key);
  seen.set(key, value);
  const oldest = seen.keys().next();
  if (seen.size > REMEMBERED && !oldest.done) seen.delete(oldest.value);
}
