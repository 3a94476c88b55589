/** What makes a candle impossible. Shared by tick-guard, candle files and REST history: one rule for all sources. */
import { type Candle, MINUTE_MS } from '../../src-shared/market.ts';

/** Beyond these a number is a broken message, not a market (prices in quote currency, volume in base currency). */
export const MOST_PRICE = 1e10;
export const LEAST_PRICE = 1e-12;
export const MOST_AMOUNT = 1e15;

export const plausiblePrice = (price: number): boolean => price >= LEAST_PRICE && price <= MOST_PRICE;

type Field = 'openTime' | 'open' | 'high' | 'low' | 'close' | 'volume';
export interface CandleFlaw {
  readonly field: Field;
  readonly expected: string;
}

/** The first field that cannot be, and what was expected there; null for a sound candle. */
export function candleFlaw(candle: Pick<Candle, Field>): CandleFlaw | null {
  const { openTime, open, high, low, close, volume } = candle;
  if (!(openTime > 0) || openTime % MINUTE_MS !== 0)
    return { field: 'openTime', expected: 'the open of a whole minute' };
  if (!plausiblePrice(open)) return { field: 'open', expected: 'a price above 0' };
  if (!plausiblePrice(high)) return { field: 'high', expected: 'a price above 0' };
  if (!plausiblePrice(low)) return { field: 'low', expected: 'a price above 0' };
  if (!plausiblePrice(close)) return { field: 'close', expected: 'a price above 0' };
  if (high < open || high < close) return { field: 'high', expected: 'high at or above open and close' };
  if (low > open || low > close) return { field: 'low', expected: 'low at or below open and close' };
  if (!(volume >= 0 && volume <= MOST_AMOUNT)) return { field: 'volume', expected: 'a base volume of 0 or more' };
  return null;
}

/** The flaw as one line. */
export function candleProblem(candle: Pick<Candle, Field>): string | null {
  const flaw = candleFlaw(candle);
  return flaw === null ? null : `${flaw.field} is ${candle[flaw.field]}, expected ${flaw.expected}`;
}
