/**
 * Reddit's application-only access token (client credentials over HTTP Basic), kept in memory until a minute before it ends.
 * https://github.com/reddit-archive/reddit/wiki/OAuth2#application-only-oauth · RFC 6749 §4.4
 */
import { z } from 'zod';
import { fault } from '../../src-shared/fault.ts';
import { type EpochMs, MINUTE_MS } from '../../src-shared/market.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { Http } from '../base/http.ts';
import { type Asker, jsonOf } from './ask-json.ts';
import type { Asked } from './source-state.ts';

export interface RedditToken {
  /** A token for this application; asks for one when there is none that lasts. */
  get(keys: readonly string[], signal: AbortSignal): Promise<Asked<string>>;
  /** The service does not know it any more. */
  forget(): void;
}

export interface RedditTokenOptions {
  readonly asker: Asker;
  readonly http: Pick<Http, 'post'>;
  readonly wall: TimeSource;
  readonly url: string;
  readonly userAgent: string;
}

const TokenSchema = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,4096}$/),
  expires_in: z.number().min(0).max(31_536_000),
});
const SPARE_MS = MINUTE_MS;

export function createRedditToken({ asker, http, wall, url, userAgent }: RedditTokenOptions): RedditToken {
  let held: { token: string; application: string; until: EpochMs } | null = null;
  return {
    async get(keys, signal) {
      const application = keys.join(':');
      if (held !== null && held.application === application && wall.now() < held.until)
        return { ok: true, value: held.token };
      const basic = Buffer.from(application).toString('base64');
      const headers = {
        authorization: `Basic ${basic}`,
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': userAgent,
      };
      const answer = jsonOf(
        asker,
        await http.post(url, { body: 'grant_type=client_credentials', headers, signal, maxBytes: 100_000 }),
      );
      if (!answer.ok) return answer;
      const token = TokenSchema.safeParse(answer.value.value);
      if (!token.success)
        return { ok: false, fault: fault('corrupt', `${asker.id}: expected an access token, got other JSON`) };
      const { access_token, expires_in } = token.data;
      held = { token: access_token, application, until: wall.now() + expires_in * 1000 - SPARE_MS };
      return { ok: true, value: access_token };
    },
    forget: () => void (held = null),
  };
}
