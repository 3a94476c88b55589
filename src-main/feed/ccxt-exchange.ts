/**
 * One ccxt exchange object, made our way: imported lazily (0.5 s, 90 MB), requests through our fetch, its log into ours,
 * a bound on frames, addresses and rate limit from the venue. A socket gets an object of its own, so that ccxt never
 * reconnects behind our back; market lists are shared between objects.
 */
import type { Logger } from '../base/logger.ts';
import { throwFault } from '../../src-shared/fault.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { CcxtExchange } from './ccxt-types.ts';
import { type Fetch, jsonOnly } from './json-only-fetch.ts';
import type { VenueDefinition } from './venues.ts';

/** Frames above this end the connection (code 1009) instead of filling the heap. */
const MAX_FRAME_BYTES = 16 * 1024 * 1024;
/** ccxt aborts a REST request itself after this; our deadlines are shorter. Wall ms. */
const REST_TIMEOUT_MS = 15_000;

export type ExchangeFactory = () => Promise<CcxtExchange>;

export function exchangeFactory(
  venue: VenueDefinition,
  logger: Logger,
  fetchImpl: Fetch,
  wall: TimeSource,
): ExchangeFactory {
  return async () => {
    const exchange = await construct(venue);
    exchange.fetchImplementation = jsonOnly(fetchImpl, venue.label, wall);
    exchange.timeout = REST_TIMEOUT_MS;
    exchange.log = (...parts) => logger.debug({ venue: venue.id }, parts.map(String).join(' ').slice(0, 500));
    if (venue.urls) await redirect(exchange, venue.urls);
    return exchange;
  };
}

async function construct(venue: VenueDefinition): Promise<CcxtExchange> {
  const { default: ccxt } = await import('ccxt');
  const pro = ccxt.pro as unknown as Record<string, (new (config: object) => CcxtExchange) | undefined>;
  const Exchange = pro[venue.ccxtId];
  if (Exchange === undefined) throwFault('not_found', `ccxt has no streaming venue "${venue.ccxtId}"`);
  return new Exchange({
    enableRateLimit: true,
    ...(venue.rateLimitMs === undefined ? {} : { rateLimit: venue.rateLimitMs }),
    options: { ...venue.options, ws: { options: { maxPayload: MAX_FRAME_BYTES } } },
  });
}

async function redirect(exchange: CcxtExchange, urls: { rest: string; ws: string }): Promise<void> {
  exchange.urls.api = { public: urls.rest, private: urls.rest, ws: urls.ws };
  // ccxt refuses plain ws:// until its http agent is loaded.
  if (urls.ws.startsWith('ws://')) await exchange.loadHttpProxyAgent();
}
