/**
 * Our symbols (`BTC-USD`) against ccxt's (`BTC/USD`), from the venue's own market list: spot first, then linear swaps.
 * Refuses symbols the venue does not have, naming them and the nearest one it has.
 */
import { throwFault } from '../../src-shared/fault.ts';
import { type Market, SymbolSchema } from '../../src-shared/market.ts';
import { type CcxtMarket, TICK_SIZE_MODE } from './ccxt-types.ts';
import { nearest } from './near-match.ts';

export interface SymbolMap {
  readonly markets: readonly Market[];
  /** ccxt's symbol of ours, or undefined. */
  toCcxt(symbol: string): string | undefined;
}

export function mapSymbols(raw: readonly CcxtMarket[], precisionMode: number): SymbolMap {
  const chosen = new Map<string, CcxtMarket>();
  for (const market of raw) {
    const symbol = symbolOf(market);
    if (symbol === null) continue;
    const known = chosen.get(symbol);
    if (known === undefined || rank(market) < rank(known)) chosen.set(symbol, market);
  }
  const markets = [...chosen].map(([symbol, market]) => describe(symbol, market, precisionMode));
  return {
    markets: markets.sort((a, b) => (a.symbol < b.symbol ? -1 : 1)),
    toCcxt: (symbol) => chosen.get(symbol)?.symbol,
  };
}

/** ccxt's symbol for each of ours. Throws not_found. */
export function requireSymbols(map: SymbolMap, symbols: readonly string[], venue: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const symbol of symbols) {
    const unified = map.toCcxt(symbol);
    if (unified === undefined) throwFault('not_found', unknownSymbol(map, symbol, venue));
    found.set(symbol, unified);
  }
  return found;
}

function unknownSymbol(map: SymbolMap, symbol: string, venue: string): string {
  const known = map.markets.map((market) => market.symbol);
  const near = nearest(symbol, known);
  return `${venue} has no symbol ${symbol}${near === null ? '' : `, did you mean ${near}?`}`;
}

function symbolOf(market: CcxtMarket): string | null {
  if (!market.spot && !(market.swap && market.linear)) return null;
  const symbol = `${market.base ?? ''}-${market.quote ?? ''}`.toUpperCase();
  return SymbolSchema.safeParse(symbol).success ? symbol : null;
}

const rank = (market: CcxtMarket): number => (market.spot ? 0 : 2) + (market.active === false ? 1 : 0);

function describe(symbol: string, market: CcxtMarket, precisionMode: number): Market {
  const step = market.precision?.price ?? null;
  const tickSize = step === null || precisionMode === TICK_SIZE_MODE ? step : 10 ** -step;
  const [base = '', quote = ''] = symbol.split('-');
  return { symbol, base, quote, active: market.active !== false, tickSize };
}
