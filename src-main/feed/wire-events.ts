/**
 * ccxt's parsed trade or ticker as our event. Missing or unparsable numbers become NaN and travel on: tick-guard is the
 * one place that refuses and counts. Times are epoch ms; receivedTime is market time.
 */
import type { EpochMs, Ticker, Trade } from '../../src-shared/market.ts';
import type { CcxtTicker, CcxtTrade } from './ccxt-types.ts';

const number = (value: unknown): number => (typeof value === 'number' ? value : NaN);
const positiveOrNull = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : null;

export function toTrade(raw: CcxtTrade, symbol: string, receivedTime: EpochMs): Trade {
  return {
    kind: 'trade',
    symbol,
    price: number(raw.price),
    amount: number(raw.amount),
    side: raw.side === 'buy' || raw.side === 'sell' ? raw.side : null,
    tradeId: raw.id === undefined || raw.id === '' ? null : raw.id,
    eventTime: number(raw.timestamp),
    receivedTime,
  };
}

/** A ticker without a time of its own (some venues) carries the time it was received. */
export function toTicker(raw: CcxtTicker, symbol: string, receivedTime: EpochMs): Ticker {
  return {
    kind: 'ticker',
    symbol,
    price: number(raw.last),
    bid: positiveOrNull(raw.bid),
    ask: positiveOrNull(raw.ask),
    high24h: positiveOrNull(raw.high),
    low24h: positiveOrNull(raw.low),
    volume24h: raw.baseVolume === 0 ? 0 : positiveOrNull(raw.baseVolume),
    eventTime: raw.timestamp === undefined ? receivedTime : number(raw.timestamp),
    receivedTime,
  };
}
