/**
 * From settings to sources: publishers, the services that have a key, and files, as the mode says. A service without its key
 * is there all the same, disabled, so that Health and `mane doctor` can say what to do.
 */
import { MINUTE_MS } from '../../src-shared/market.ts';
import type { Settings } from '../../src-shared/settings.ts';
import type { Clock } from '../../src-shared/ports/clock.ts';
import type { NewsSource } from '../../src-shared/ports/news-source.ts';
import type { Http } from '../base/http.ts';
import type { Secrets } from '../base/secrets.ts';
import { createCryptoPanicSource } from './cryptopanic-source.ts';
import { feedsOf } from './default-feeds.ts';
import { createFileSource } from './file-source.ts';
import { createNewsApiSource } from './newsapi-source.ts';
import { createRedditSource } from './reddit-source.ts';
import { createRssSource } from './rss-source.ts';

export interface SourcesOptions {
  readonly news: Settings['news'];
  /** Tickers the services are asked about. */
  readonly assets: readonly string[];
  readonly http: Http;
  readonly clock: Clock;
  readonly secrets: Secrets;
}

/** Told to Reddit in the user agent. */
const VERSION = '0.1.0';

const msOf = (minutes: number | undefined): number | undefined =>
  minutes === undefined ? undefined : minutes * MINUTE_MS;

export function newsSourcesOf(options: SourcesOptions): NewsSource[] {
  const { mode, files } = options.news;
  const live = mode === 'replay' ? [] : [...feedSources(options), ...serviceSources(options)];
  const read = mode === 'live' ? [] : files.map((path) => createFileSource(path, options.clock.wall));
  return [...live, ...read];
}

function feedSources({ news, http, clock: { market, wall } }: SourcesOptions): NewsSource[] {
  return feedsOf(news).map(({ id, url, pollMinutes }) =>
    createRssSource({ id, url, http, market, wall, pollMs: msOf(pollMinutes) }),
  );
}

/** Those that are switched on, in a fixed order. */
export function serviceSources({ news, assets, http, clock, secrets }: SourcesOptions): NewsSource[] {
  const { cryptopanic, newsapi, reddit } = news;
  const parts = { http, secrets, ...clock };
  const made = [
    cryptopanic.enabled &&
      createCryptoPanicSource({ ...parts, currencies: assets, pollMs: msOf(cryptopanic.pollMinutes) }),
    newsapi.enabled && createNewsApiSource({ ...parts, ...newsapi, pollMs: msOf(newsapi.pollMinutes) }),
    reddit.enabled && createRedditSource({ ...parts, ...reddit, version: VERSION, pollMs: msOf(reddit.pollMinutes) }),
  ];
  return made.filter((source) => source !== false);
}
