/**
 * The small part of ccxt that the feed uses, typed as what may really arrive: every field of a parsed message can be
 * missing or no number, whatever ccxt's own types say. https://docs.ccxt.com/#/ccxt.pro.manual
 */

/** precisionMode in which a precision is a step, not a count of digits. */
export const TICK_SIZE_MODE = 4;

export interface CcxtTrade {
  readonly id?: string;
  readonly symbol?: string;
  readonly timestamp?: number;
  readonly price?: number;
  readonly amount?: number;
  readonly side?: string;
}

export interface CcxtTicker {
  readonly symbol?: string;
  readonly timestamp?: number;
  readonly last?: number;
  readonly bid?: number;
  readonly ask?: number;
  readonly high?: number;
  readonly low?: number;
  readonly baseVolume?: number;
}

export interface CcxtMarket {
  readonly symbol: string;
  readonly base?: string;
  readonly quote?: string;
  readonly spot?: boolean;
  readonly swap?: boolean;
  readonly linear?: boolean;
  readonly active?: boolean;
  readonly precision?: { readonly price?: number };
}

/** ccxt's WsClient: one socket. */
export interface CcxtSocket {
  readonly url: string;
  connection?: {
    readonly readyState: number;
    ping(): void;
    terminate(): void;
    once(event: 'pong', listener: () => void): unknown;
  };
  send(message: unknown): Promise<unknown>;
}

export interface CcxtExchange {
  readonly id: string;
  readonly has: Readonly<Record<string, unknown>>;
  readonly precisionMode: number;
  urls: { api: string | Record<string, string> };
  options: Record<string, unknown>;
  rateLimit: number;
  timeout: number;
  markets: Record<string, CcxtMarket> | undefined;
  trades: Record<string, unknown>;
  tickers: Record<string, unknown>;
  clients: Record<string, CcxtSocket>;
  fetchImplementation: unknown;
  log: (...parts: unknown[]) => void;
  loadHttpProxyAgent(): Promise<unknown>;
  loadMarkets(reload?: boolean): Promise<Record<string, CcxtMarket>>;
  setMarketsFromExchange(source: CcxtExchange): unknown;
  fetchOHLCV(symbol: string, timeframe: string, since: number, limit: number): Promise<(number | undefined)[][]>;
  fetchTrades(symbol: string, since: undefined, limit: number): Promise<CcxtTrade[]>;
  fetchTime(): Promise<number | undefined>;
  watchTrades(symbol: string): Promise<CcxtTrade[]>;
  watchTicker(symbol: string): Promise<CcxtTicker>;
  handleMessage(socket: CcxtSocket, message: unknown): unknown;
  onConnected(socket: CcxtSocket, message?: unknown): void;
  onError(socket: CcxtSocket, error: unknown): void;
  onClose(socket: CcxtSocket, event: unknown): void;
}
