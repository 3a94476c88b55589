/**
 * Taps: they stand where ccxt keeps its caches of trades and tickers and hand each entry on the moment ccxt has parsed it.
 * A loop that awaits `watchTrades` alone can lose trades (a cache of 1,000 against a burst) or learn of one late (a message
 * that lands while the loop is re-arming); with the tap, received = handed on, in order, whatever the loops do.
 */
import type { CcxtExchange, CcxtTicker, CcxtTrade } from './ccxt-types.ts';

/** Looks to ccxt like its ArrayCache (base/ws/Cache.js) and stays empty; hidden properties, as ccxt lists an array's own. */
export function tapTrades(exchange: CcxtExchange, ccxtSymbol: string, onTrade: (trade: CcxtTrade) => void): void {
  exchange.trades[ccxtSymbol] = Object.defineProperties([], {
    append: { value: onTrade },
    getLimit: { value: () => 0 },
    hashmap: { value: {} },
  });
}

/** Returns whether a ticker that a loop got was already handed on. */
export function tapTickers(
  exchange: CcxtExchange,
  onTicker: (ccxtSymbol: string, ticker: CcxtTicker) => void,
): (ticker: CcxtTicker) => boolean {
  const handedOn = new WeakSet<object>();
  exchange.tickers = new Proxy<Record<string, unknown>>(
    {},
    {
      set(target, symbol, value: unknown) {
        Reflect.set(target, symbol, value);
        if (typeof symbol !== 'string' || typeof value !== 'object' || value === null) return true;
        handedOn.add(value);
        onTicker(symbol, value);
        return true;
      },
    },
  );
  return (ticker) => handedOn.has(ticker);
}

/**
 * Tells each frame that ccxt cannot take, once. Left to itself ccxt rejects every waiting loop for it, or nobody when none
 * happens to wait.
 */
export function tapBadFrames(exchange: CcxtExchange, onBad: (error: unknown) => void): void {
  const handle = exchange.handleMessage.bind(exchange);
  exchange.handleMessage = (socket, message) => {
    if (typeof message === 'string' && /^\s*[[{]/.test(message))
      onBad(new Error(`a frame is no JSON: ${message.slice(0, 80)}`));
    try {
      const done = handle(socket, message);
      return done instanceof Promise ? done.catch(onBad) : done;
    } catch (error) {
      return onBad(error);
    }
  };
}
