/**
 * The JSON of Coinbase Exchange, message by message: https://docs.cdp.coinbase.com/exchange/docs/websocket-channels and the
 * REST reference beside it. Key order, decimal strings and microsecond times follow captured messages.
 */
import type { EpochMs } from '../../src-shared/market.ts';
import { seededRandom, type Random } from '../base/random.ts';
import { decimalText, type Product } from './product.ts';
import type { DayFigures, PlacedTrade } from './tape.ts';

export interface MatchMessage {
  readonly type: 'match' | 'last_match';
  readonly trade_id: number;
  readonly maker_order_id: string;
  readonly taker_order_id: string;
  readonly side: 'buy' | 'sell';
  readonly size: string;
  readonly price: string;
  readonly product_id: string;
  readonly sequence: number;
  readonly time: string;
}

const DAYS_OF_30 = 30;

export const priceText = (product: Product, ticks: number): string => decimalText(ticks, product.priceDecimals);
export const sizeText = (product: Product, lots: number): string => decimalText(lots, product.sizeDecimals);

/** `2021-04-17T16:43:30.244075Z` */
export function microTime(openTime: EpochMs, atUs: number): string {
  const seconds = new Date(openTime + Math.floor(atUs / 1_000_000) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(atUs % 1_000_000).padStart(6, '0')}Z`;
}

export const tradeTime = (trade: PlacedTrade): string => microTime(trade.openTime, trade.atUs);

/** Grows with the trade id and skips, as the venue's does (orders take numbers too). */
export const sequenceOf = (tradeId: number): number => tradeId * 9 + (tradeId % 5);

export function matchMessage(trade: PlacedTrade, type: MatchMessage['type'] = 'match'): MatchMessage {
  const { product } = trade;
  const random = seededRandom(`${product.symbol}|${trade.id}`);
  return {
    type,
    trade_id: trade.id,
    maker_order_id: uuid(random),
    taker_order_id: uuid(random),
    side: trade.makerSide,
    size: sizeText(product, trade.lots),
    price: priceText(product, trade.ticks),
    product_id: product.symbol,
    sequence: sequenceOf(trade.id),
    time: tradeTime(trade),
  };
}

function uuid(random: Random): string {
  const hex = Array.from({ length: 4 }, () =>
    Math.floor(random.next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
  const variant = (8 + (parseInt(hex.charAt(16), 16) % 4)).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** Best bid and ask around a print: the taker met the resting side's best price. */
export function quoteAround(trade: PlacedTrade): { bid: number; ask: number } {
  const spread = 1 + (trade.id % 3);
  return trade.makerSide === 'sell'
    ? { bid: Math.max(1, trade.ticks - spread), ask: trade.ticks }
    : { bid: trade.ticks, ask: trade.ticks + spread };
}

export function tickerMessage(trade: PlacedTrade, day: DayFigures) {
  const { product } = trade;
  const { bid, ask } = quoteAround(trade);
  const price = (ticks: number) => priceText(product, ticks);
  return {
    type: 'ticker',
    sequence: sequenceOf(trade.id),
    product_id: product.symbol,
    price: price(trade.ticks),
    open_24h: price(day.open),
    volume_24h: padded(sizeText(product, day.lots)),
    low_24h: price(day.low),
    high_24h: price(day.high),
    volume_30d: padded(sizeText(product, day.lots * DAYS_OF_30)),
    best_bid: price(bid),
    best_ask: price(ask),
    side: trade.makerSide === 'sell' ? 'buy' : 'sell',
    time: tradeTime(trade),
    trade_id: trade.id,
    last_size: sizeText(product, trade.lots),
  };
}

/** Eight decimals, as the venue writes sums of sizes. */
export function padded(text: string): string {
  const [whole = '0', fraction = ''] = text.split('.');
  return `${whole}.${fraction.padEnd(8, '0')}`;
}

export const heartbeatMessage = (trade: PlacedTrade, now: EpochMs) => ({
  type: 'heartbeat',
  last_trade_id: trade.id,
  product_id: trade.product.symbol,
  sequence: sequenceOf(trade.id),
  time: microTime(Math.floor(now / 1000) * 1000, Math.floor((now % 1000) * 1000)),
});

export const errorMessage = (message: string, reason?: string) => ({
  type: 'error',
  message,
  ...(reason === undefined ? {} : { reason }),
});

export const subscriptionsMessage = (channels: readonly { name: string; product_ids: string[] }[]) => ({
  type: 'subscriptions',
  channels,
});

export const productJson = (product: Product) => ({
  id: product.symbol,
  base_currency: product.base,
  quote_currency: product.quote,
  quote_increment: decimalText(1, product.priceDecimals),
  base_increment: decimalText(1, product.sizeDecimals),
  display_name: `${product.base}-${product.quote}`,
  min_market_funds: '1',
  margin_enabled: false,
  post_only: false,
  limit_only: false,
  cancel_only: false,
  status: 'online',
  status_message: '',
  trading_disabled: false,
  fx_stablecoin: false,
  max_slippage_percentage: '0.03000000',
  auction_mode: false,
  high_bid_limit_percentage: '',
});

export const currencyJson = (id: string, name: string, fiat: boolean) => ({
  id,
  name,
  min_size: fiat ? '0.01' : '0.00000001',
  status: 'online',
  message: '',
  max_precision: fiat ? '0.01' : '0.00000001',
  convertible_to: [],
  details: {
    type: fiat ? 'fiat' : 'crypto',
    symbol: fiat ? '$' : null,
    network_confirmations: fiat ? null : 3,
    sort_order: 0,
  },
  default_network: fiat ? '' : id.toLowerCase(),
  supported_networks: [],
  display_name: id,
});
