/**
 * The REST side of a venue: market list, closed one-minute candles, newest trade, time. Promises FaultErrors with one clear
 * line, ascending candles without duplicates, no candle that is still open and none that contradicts itself. Pages are
 * asked for a few at a time; ccxt's own throttle keeps the venue's rate.
 */
import { type Candle, type EpochMs, MINUTE_MS } from '../../src-shared/market.ts';
import { FaultError, fault, faultOf, throwFault } from '../../src-shared/fault.ts';
import type { HistoryRequest } from '../../src-shared/ports/feed.ts';
import { candleProblem } from './candle-check.ts';
import type { ExchangeFactory } from './ccxt-exchange.ts';
import { ccxtFault } from './ccxt-fault.ts';
import type { CcxtExchange } from './ccxt-types.ts';
import { mapSymbols, requireSymbols, type SymbolMap } from './symbols.ts';
import type { VenueDefinition } from './venues.ts';

export interface VenueRest {
  /** Loads the market list once; asks again after a failure. */
  symbols(): Promise<SymbolMap>;
  /** A new exchange object that shares the market list, for a socket of its own. */
  socketExchange(): Promise<CcxtExchange>;
  /** Candles closed before `venueNow`. */
  history(request: HistoryRequest, venueNow: EpochMs): Promise<Candle[]>;
  /** Time of the newest trade, null when there is none. */
  newestTrade(symbol: string): Promise<EpochMs | null>;
  /** The venue's clock; null when it has no such call. */
  time(): Promise<EpochMs | null>;
}

const PARALLEL_PAGES = 4;
const NEWEST_TRADES = 10;

export function createVenueRest(venue: VenueDefinition, createExchange: ExchangeFactory): VenueRest {
  let loading: Promise<{ exchange: CcxtExchange; map: SymbolMap }> | null = null;
  const asFault = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw faultOf(error) ? error : new FaultError(ccxtFault(error, venue.label), { cause: error });
    }
  };
  const load = async () => {
    const exchange = await createExchange();
    const markets = Object.values(await exchange.loadMarkets());
    const map = mapSymbols(markets, exchange.precisionMode);
    if (map.markets.length === 0) throwFault('unavailable', `${venue.label} answered an empty market list`);
    return { exchange, map };
  };
  const loaded = () => {
    loading ??= asFault(load());
    loading.catch(() => (loading = null));
    return loading;
  };
  const at = async (symbol: string) => {
    const { exchange, map } = await loaded();
    const unified = requireSymbols(map, [symbol], venue.label).get(symbol) ?? symbol;
    return { exchange, unified };
  };
  return {
    symbols: async () => (await loaded()).map,
    async socketExchange() {
      const { exchange } = await loaded();
      const own = await createExchange();
      own.setMarketsFromExchange(exchange);
      return own;
    },
    async history(request, venueNow) {
      const { exchange, unified } = await at(request.symbol);
      const pages = pagesOf(request, venueNow, venue.candlesPerPage);
      const rows = await asFault(fetchPages(exchange, unified, pages, venue.candlesPerPage, request.signal));
      const to = Math.min(request.to, venueNow - MINUTE_MS + 1);
      return toCandles(rows, { symbol: request.symbol, venue: venue.id, from: request.from, to });
    },
    async newestTrade(symbol) {
      const { exchange, unified } = await at(symbol);
      const trades = await asFault(exchange.fetchTrades(unified, undefined, NEWEST_TRADES));
      const times = trades.map((trade) => trade.timestamp ?? NaN).filter(Number.isFinite);
      return times.length === 0 ? null : Math.max(...times);
    },
    async time() {
      const { exchange } = await loaded();
      return exchange.has.fetchTime === true ? ((await asFault(exchange.fetchTime())) ?? null) : null;
    },
  };
}

function pagesOf({ from, to }: HistoryRequest, venueNow: EpochMs, perPage: number): EpochMs[] {
  const first = Math.ceil(from / MINUTE_MS) * MINUTE_MS;
  const end = Math.min(to, venueNow);
  const count = Math.max(0, Math.ceil((end - first) / (perPage * MINUTE_MS)));
  return Array.from({ length: count }, (_, i) => first + i * perPage * MINUTE_MS);
}

type Row = readonly (number | undefined)[];

async function fetchPages(
  exchange: CcxtExchange,
  symbol: string,
  pages: EpochMs[],
  perPage: number,
  signal?: AbortSignal,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let i = 0; i < pages.length; i += PARALLEL_PAGES) {
    if (signal?.aborted) throwFault('cancelled', 'the history was cancelled');
    const some = pages.slice(i, i + PARALLEL_PAGES);
    const answers = await Promise.all(some.map((since) => exchange.fetchOHLCV(symbol, '1m', since, perPage)));
    for (const answer of answers) for (const row of answer) rows.push(row);
  }
  return rows;
}

interface Range {
  readonly symbol: string;
  readonly venue: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

function toCandles(rows: readonly Row[], range: Range): Candle[] {
  const byTime = new Map<EpochMs, Candle>();
  for (const row of rows) {
    const candle = toCandle(row, range);
    if (candle.openTime >= range.from && candle.openTime < range.to) byTime.set(candle.openTime, candle);
  }
  return [...byTime.values()].sort((a, b) => a.openTime - b.openTime);
}

/** A venue that answers nonsense is asked again, not believed in part: a left-out minute would mean "no trade". */
function toCandle([time, open, high, low, close, volume]: Row, { symbol, venue }: Range): Candle {
  const n = (value: number | undefined): number => value ?? NaN;
  const candle = { symbol, venue, openTime: n(time), open: n(open), high: n(high), low: n(low), close: n(close), volume: n(volume), trades: null, repaired: false }; // prettier-ignore
  const problem = candleProblem(candle);
  if (problem !== null)
    throw new FaultError(fault('corrupt', `${venue} gave a bad candle for ${symbol}: ${problem}`, { retryable: true }));
  return candle;
}
