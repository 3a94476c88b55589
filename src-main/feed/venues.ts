/**
 * The venues a live feed can be pointed at, and how far each has been tried. Coinbase Exchange runs against the simulated
 * exchange and real captures, Binance against captures; every other venue of ccxt (4.5.84) that streams trades is
 * selectable and says `untried`. Nothing here claims that a live exchange works. Refuses unknown ids, naming a near one.
 */
import { failed, ok, type Result } from '../../src-shared/fault.ts';
import { DAY_MS, HOUR_MS } from '../../src-shared/market.ts';
import { nearest } from './near-match.ts';

export interface VenueDefinition {
  readonly id: string;
  readonly label: string;
  readonly ccxtId: string;
  readonly tried: 'simulated_and_captures' | 'captures' | 'untried';
  /** New subscriptions a second on one connection. */
  readonly subscribesPerSecond: number;
  /** Wall time after which a new connection replaces the old one, before the venue's own cut. */
  readonly rotateAfterMs: number;
  /** Where to connect instead of the venue's own addresses. */
  readonly urls?: { readonly rest: string; readonly ws: string };
  /** Least wall time between two REST requests; ccxt's own figure when absent. */
  readonly rateLimitMs?: number;
  readonly simulated: boolean;
  /** Trade ids of one product count up by one, so that a missing trade shows. */
  readonly contiguousTradeIds: boolean;
  /** Candles of one REST page. */
  readonly candlesPerPage: number;
  /** ccxt options of this venue. */
  readonly options?: Readonly<Record<string, unknown>>;
}

const ROTATE_BEFORE_24H_MS = DAY_MS - HOUR_MS;
const COMMON = { rotateAfterMs: ROTATE_BEFORE_24H_MS, simulated: false } as const;

const COINBASE_EXCHANGE: VenueDefinition = {
  ...COMMON,
  id: 'coinbaseexchange',
  label: 'Coinbase Exchange',
  ccxtId: 'coinbaseexchange',
  tried: 'simulated_and_captures',
  subscribesPerSecond: 8,
  contiguousTradeIds: true,
  candlesPerPage: 300,
};

const BINANCE: VenueDefinition = {
  ...COMMON,
  id: 'binance',
  label: 'Binance',
  ccxtId: 'binance',
  tried: 'captures',
  subscribesPerSecond: 4,
  contiguousTradeIds: false,
  candlesPerPage: 1000,
  // Spot alone: the derivative market lists triple the start and are never watched.
  options: { fetchMarkets: { types: ['spot'] } },
};

/** The other venues of ccxt.pro whose `has.watchTrades` is true; kept equal to ccxt's by a conformance test. */
const UNTRIED: readonly string[] = (
  'alpaca apex aster backpack bequant binancecoinm binanceus binanceusdm bingx bitfinex bitget bithumb bitopro bitrue ' +
  'bitstamp bittrade bitvavo blockchaincom blofin bullish bybit bybiteu bybitid cex coinbase coinbaseinternational ' +
  'coincheck coinex coinone cryptocom deepcoin deribit derive dydx extended gate gateeu gemini grvt hashkey hitbtc ' +
  'hollaex htx hyperliquid independentreserve kraken krakenfutures kucoin kucoinfutures lbank lighter luno mexc ' +
  'modetrade myokx nado ndax okx okxus p2b pacifica paradex phemex poloniex toobit upbit weex whitebit woo woofipro xt'
).split(' ');

const untried = (id: string): VenueDefinition => ({
  ...COMMON,
  id,
  label: id,
  ccxtId: id,
  tried: 'untried',
  subscribesPerSecond: 2,
  contiguousTradeIds: false,
  candlesPerPage: 300,
});

/** Every selectable venue, best tried first. */
export function listVenues(): VenueDefinition[] {
  return [COINBASE_EXCHANGE, BINANCE, ...UNTRIED.map(untried)];
}

export function venueDefinition(id: string): Result<VenueDefinition> {
  const venues = listVenues();
  const found = venues.find((venue) => venue.id === id);
  if (found) return ok(found);
  const near = nearest(
    id,
    venues.map((venue) => venue.id),
  );
  return failed('not_found', `unknown venue "${id}"${near === null ? '' : `, did you mean "${near}"?`}`);
}

/** The simulated exchange on loopback: Coinbase Exchange's protocol under another address. `rest` and `ws` are URLs. */
export function simulatedVenue(urls: { readonly rest: string; readonly ws: string }): VenueDefinition {
  return {
    ...COINBASE_EXCHANGE,
    id: 'simulated',
    label: 'Simulated exchange',
    urls: { rest: urls.rest, ws: urls.ws },
    subscribesPerSecond: 100,
    rateLimitMs: 5,
    simulated: true,
  };
}
