/** Numbers and times as text, the same everywhere. */
import type { EpochMs } from './market.ts';
import { numberText } from './text/number-style.ts';

export const isoOf = (time: EpochMs): string => new Date(time).toISOString();
export const isoOrNull = (time: EpochMs | null): string | null => (time === null ? null : isoOf(time));

/** `HH:MM` in UTC, for sentences (which are stored and must not depend on the reader's zone). */
export const clockUtc = (time: EpochMs): string => isoOf(time).slice(11, 16);

/** More than any venue quotes. */
const MOST_DECIMALS = 16;

/** Decimals that show a price of this size to about five significant digits; fixed per symbol. */
export function priceDecimals(price: number, tickSize: number | null = null): number {
  if (tickSize !== null && tickSize > 0) return Math.min(MOST_DECIMALS, Math.max(0, Math.round(-Math.log10(tickSize))));
  if (!(price > 0)) return 2;
  return Math.min(MOST_DECIMALS, Math.max(0, 4 - Math.floor(Math.log10(price))));
}

export const priceText = (price: number, decimals = priceDecimals(price)): string => numberText(price, decimals);

const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';
/** From here on the zeros are counted rather than shown. */
const SMALL = 1e-5;

/** A price where there is little room: `0.0₇51234` is 0.000000051234, with seven zeros behind the point. */
export function compactPrice(price: number, decimals = priceDecimals(price)): string {
  const text = priceText(price, decimals);
  if (!(Math.abs(price) < SMALL)) return text;
  return text.replace(
    /([.,])(0{4,})(?=[1-9])/,
    (_, point: string, zeros: string) => `${point}0${subscript(zeros.length)}`,
  );
}

const subscript = (count: number): string => [...String(count)].map((digit) => SUBSCRIPTS[Number(digit)]).join('');

/** Rounds away binary noise so that equal inputs print equal bytes. */
export const roundTo = (value: number, digits: number): number => {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
};
