/**
 * Taps: they stand where ccxt keeps its caches of trades and tickers and hand each entry on the moment ccxt has parsed it.
 * A loop that awaits `watchTrades` alone can lose trades (a cache of 1,000 against a burst) or learn of one late (a message
 * that lands while the loop is re-arming); with the tap, received = handed on, in order, whatever the loops do.
 */
import type { CcxtExchange, CcxtTicker, CcxtTrade } from './ccxt-types.ts';

/** Looks to ccxt like its ArrayCache (base/ws/Cache.js) and stays empty. */
export function tapTrades(exchange: CcxtExchange, ccxtSymbol: string, onTrade: (trade: CcxtTrade) => void): void {
  exchange.trades[ccxtSymbol] = Object.assign([] as CcxtTrade[], {
    append: onTrade,
    getLimit: () => 0,
    hashmap: {},
  });
}

/** Returns whether a ticker that a loop got was already handed on. */
export function tapTickers(
  exchange: CcxtExchange,
  onTicker: (ccxtSymbol: string, ticker: CcxtTicker) => void,
): (ticker: CcxtTicker) => boolean {
  const last = new Map<string, unknown>();
  exchange.tickers = new Proxy<Record<string, unknown>>(
    {},
    {
      set(target, symbol, value) {
        Reflect.set(target, symbol, value);
        if (typeof symbol !== 'string' || typeof value !== 'object' || value === null) return true;
        last.set(symbol, value);
        onTicker(symbol, value as CcxtTicker);
        return true;
      },
    },
  );
  return (ticker) => ticker.symbol !== undefined && last.get(ticker.symbol) === ticker;
}
