/** Whether a candle may be believed at all: finite positive prices in order, volume ≥ 0, a whole UTC minute. */
import { MINUTE_MS, type Candle } from '../../src-shared/market.ts';

/** Year 6053: minutes fit into 31 bits, which keeps their arithmetic whole numbers. */
const LAST_TIME = 2 ** 31 * MINUTE_MS;

export function isSoundCandle(candle: Candle): boolean {
  const { open, high, low, close, volume, openTime } = candle;
  return (
    low > 0 &&
    high < Infinity &&
    low <= open &&
    low <= close &&
    open <= high &&
    close <= high &&
    volume >= 0 &&
    volume < Infinity &&
    openTime > 0 &&
    openTime < LAST_TIME &&
    Number.isInteger(openTime / MINUTE_MS)
  );
}

/** Minute of a sound candle, as a 32-bit integer. */
export const minuteOfCandle = (candle: Candle): number => (candle.openTime / MINUTE_MS) | 0;

/** Minutes since 1970: the time unit of the number stack. */
export const minuteIndexOf = (openTime: number): number => Math.floor(openTime / MINUTE_MS);
export const openTimeOf = (minute: number): number => minute * MINUTE_MS;
