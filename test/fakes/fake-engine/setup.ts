/** Choosing and trying settings over the fake state: 240 markets, sources that answer by their name, keys of which one is there. */
import { waitingForStart, type Settings } from '../../../src-shared/settings.ts';
import {
  KEY_NAMES,
  type EngineInfo,
  type NewsSourceChoice,
  type NewsTry,
  type VenueInfo,
} from '../../../src-shared/setup.ts';
import type { Market } from '../../../src-shared/market.ts';

export const VENUES: readonly VenueInfo[] = [
  { id: 'coinbaseexchange', label: 'Coinbase Exchange', tried: 'simulated_and_captures' },
  { id: 'binance', label: 'Binance', tried: 'captures' },
  { id: 'kraken', label: 'kraken', tried: 'untried' },
  { id: 'okx', label: 'okx', tried: 'untried' },
];
const BASES = ['BTC', 'ETH', 'SOL', 'XRP', 'DOGE', 'ADA', 'LINK', 'AVAX', 'DOT', 'LTC', 'UNI', 'ATOM'];

export function marketsOf(): Market[] {
  const more = Array.from({ length: 68 }, (_, i) => `T${String(i).padStart(2, '0')}`);
  return [...BASES, ...more].flatMap((base) =>
    ['USD', 'EUR', 'USDT'].map((quote) => ({
      symbol: `${base}-${quote}`,
      base,
      quote,
      active: base !== 'T07',
      tickSize: null,
    })),
  );
}

export function newsTryOf(source: NewsSourceChoice, now: number): NewsTry {
  const refused = { ok: false, ms: null, items: null, newest: null };
  if (source.kind === 'service') return { ...refused, detail: 'no key: set MANE_CRYPTOPANIC_KEY in the environment' };
  if (source.kind === 'feed' && source.feed.url.includes('broken'))
    return { ...refused, ms: 210, detail: 'HTTP 503; the service has trouble of its own; it is asked again by itself' };
  return { ok: true, detail: '', ms: 180, items: 25, newest: now - 240_000 };
}

export const keysOf = () => KEY_NAMES.map((name) => ({ name, present: name === 'MANE_OPENAI_KEY' }));

export const infoOf = (started: Settings, now: Settings): EngineInfo => ({
  version: '0.1.0',
  node: '24.21.0',
  platform: 'linux x64',
  dataFolder: '/data',
  database: '/data/mane.db',
  waiting: waitingForStart(started, now),
  restarts: true,
});

export const NEWS_DEFAULTS = [
  { id: 'CoinDesk', url: 'https://www.coindesk.com/arc/outboundfeeds/rss/', enabled: true },
  { id: 'Cointelegraph', url: 'https://cointelegraph.com/rss', enabled: true },
];
