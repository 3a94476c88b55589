/**
 * The quick way through a row of plain decimals (`1631917380,47336.47,…`), which is nearly every row of every tape: read by its
 * characters, without a string a cell. Digits up to 2^53 divided by an exact power of ten round once, so each number is the one
 * that `Number` gives. Whatever else a row holds (signs, exponents, ISO times, blanks) is left to the slow way.
 */

const [COMMA, POINT, ZERO] = [44, 46, 48];
/** Any so many digits are below 2^53. */
const MOST_DIGITS = 15;
/** Exact as doubles. */
const POWERS = Array.from({ length: MOST_DIGITS + 1 }, (_, power) => 10 ** power);

/** Fills `into` and returns how many cells the row has; 0 when a cell is no plain decimal or there are more than fit. */
export function readPlainCells(line: string, into: Float64Array): number {
  let cells = 0;
  let value = 0;
  let digits = 0;
  /** Digits after the point; −1 before one. */
  let decimals = -1;
  for (let at = 0; at <= line.length; at++) {
    const code = at < line.length ? line.charCodeAt(at) : COMMA;
    const digit = code - ZERO;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digits += 1;
      if (decimals >= 0) decimals += 1;
    } else if (code === COMMA) {
      if (digits === 0 || digits > MOST_DIGITS || cells === into.length) return 0;
      into[cells++] = decimals > 0 ? value / POWERS[decimals]! : value;
      value = digits = 0;
      decimals = -1;
    } else if (code === POINT && decimals < 0) decimals = 0;
    else return 0;
  }
  return cells;
}
