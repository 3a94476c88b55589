/**
 * One publisher's RSS or Atom feed as a NewsSource. Asks conditionally (ETag, Last-Modified) and hands over only what is new
 * or changed. A feed that moved for good (301, 308) is read at its new address from then on, until that one is missing, and
 * Health says so. Failures: source-state.ts. https://www.rfc-editor.org/rfc/rfc9110#section-13
 */
import { createHash } from 'node:crypto';
import { failed, fault, type Fault, type Result } from '../../src-shared/fault.ts';
import { type EpochMs, MINUTE_MS } from '../../src-shared/market.ts';
import type { RawNewsItem } from '../../src-shared/news.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { NewsSource } from '../../src-shared/ports/news-source.ts';
import { wallTime } from '../base/clock.ts';
import type { Http, HttpResponse } from '../base/http.ts';
import { createHandedOver } from './handed-over.ts';
import { parseFeed } from './rss.ts';
import { createSourceState } from './source-state.ts';

export interface RssSourceOptions {
  /** Publisher's name as shown, ≤ 50 characters. */
  readonly id: string;
  readonly url: string;
  readonly http: Pick<Http, 'get'>;
  /** Stamps first_seen_at. */
  readonly market: TimeSource;
  /** Measures the silence after a failure. */
  readonly wall?: TimeSource;
  readonly pollMs?: number;
}

const ACCEPT = 'application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1';
/** A conditional request costs a publisher little; more often than this it still is no manners. */
export const RSS_LEAST_MS = MINUTE_MS;

export function createRssSource({ id, url, http, market, wall = wallTime, pollMs }: RssSourceOptions): NewsSource {
  const state = createSourceState(id, wall);
  const handed = createHandedOver();
  const validators = new Map<string, string>();
  let bodyHash = '';
  let address = url;

  const note = (): string | undefined => (address === url ? undefined : movedNote(address));
  const trouble = (fault: Fault, now: EpochMs): Result<never> => {
    // The new address is gone: the one the user gave is asked next, and whole.
    if (fault.kind === 'not_found' && address !== url) {
      address = url;
      validators.clear();
    }
    return state.failed(fault, now);
  };
  // Only what answered with a feed is believed to have moved: a hotel's sign-in page redirects as well.
  const followMove = ({ movedTo }: HttpResponse): void => void (address = movedTo ?? address);
  const unchanged = (response: HttpResponse, now: EpochMs): Result<RawNewsItem[]> => {
    followMove(response);
    return state.succeeded('unchanged', [], now, note());
  };
  const take = (response: HttpResponse, now: EpochMs): Result<RawNewsItem[]> => {
    const hash = createHash('sha256').update(response.body).digest('base64');
    if (hash === bodyHash) return unchanged(response, now);
    const contentType = response.headers['content-type'] ?? '';
    const entries = parseFeed(response.body, { url: response.url, contentType });
    if (!entries.ok) return trouble({ ...entries.fault, detail: `${id}: ${entries.fault.detail}` }, now);
    bodyHash = hash;
    followMove(response);
    rememberValidators(validators, response);
    const fresh = handed.take(
      entries.value.map((entry) => ({ ...entry, source: id })),
      market.now(),
    );
    return state.succeeded('ok', fresh, now, note());
  };

  return {
    id,
    pollMs,
    leastMs: RSS_LEAST_MS,
    async poll(now, signal) {
      const resting = state.resting();
      if (resting !== null) return { ok: false, fault: resting };
      const headers = { accept: ACCEPT, ...Object.fromEntries(validators) };
      const answer = await http.get(address, { headers, signal });
      if (signal.aborted) return failed('cancelled', 'the poll was cancelled');
      if (!answer.ok) return trouble({ ...answer.fault, detail: `${id}: ${answer.fault.detail}` }, now);
      if (answer.value.status === 304) return unchanged(answer.value, now);
      if (answer.value.status !== 200) return trouble(statusFault(id, answer.value.status), now);
      return take(answer.value, now);
    },
    health: () => state.health(),
  };
}

/** Without the query, which may hold a key. */
function movedNote(address: string): string {
  const { origin, pathname } = new URL(address);
  return `moved for good to ${origin}${pathname}; put that address under news.feeds`;
}

function statusFault(id: string, status: number): Fault {
  if (status === 404 || status === 410) {
    return fault(
      'not_found',
      `${id}: the feed is gone (${status}); check its address in news.feeds, asked again in 6 h`,
    );
  }
  return fault('refused', `${id}: answered ${status}`);
}

function rememberValidators(validators: Map<string, string>, { headers }: HttpResponse): void {
  validators.clear();
  if (headers.etag !== undefined) validators.set('if-none-match', headers.etag);
  if (headers['last-modified'] !== undefined) validators.set('if-modified-since', headers['last-modified']);
}
