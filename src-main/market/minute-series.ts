/**
 * What one symbol's price did in the last two hours, by clock minute, and the volatility known at each of them: the past
 * against which a forming or closed minute is measured. Minutes without trade repeat the price and add no variance.
 * A gap makes every price before its end unusable as a reference for what comes after; σ and season stay.
 * Log prices (natural), σ per √minute as a fraction, time in whole minutes since 1970 (0 = none yet).
 */
import type { Cells } from '../stats/cells.ts';
import { learnReturn, ordinarySigma, season2, VOLATILITY_CELLS, type VolatilityParts } from './volatility.ts';

export const SLOTS = 128;
const MASK = SLOTS - 1;
/** Cells of a minute: one cache line. */
const WIDTH = 8;
export const LOG = 0;
export const SIGMA = 1;
const CUM = 2;
const VOLUME = 3;
/** 1/√σ, which the extents of moves need. */
export const INVERSE_ROOT = 4;

/** Head cells. */
const LAST = 0;
const FIRST = 1;
const USABLE_FROM = 2;
const USABLE_BEFORE = 3;
const SPACING = 4;
const TRADED = 5;
const CLOSE = 6;
const HEAD = 8;
const VOLATILITY = HEAD;
const RING = HEAD + Math.ceil(VOLATILITY_CELLS / WIDTH) * WIDTH;
export const SERIES_CELLS = RING + SLOTS * WIDTH;

const slot = (at: number, minute: number) => at + RING + (minute & MASK) * WIDTH;

/** Last closed traded minute, 0 before any. */
export const lastMinute = (m: Cells, at: number): number => m[at + LAST]!;
export const firstMinute = (m: Cells, at: number): number => m[at + FIRST]!;
export const tradedMinutes = (m: Cells, at: number): number => m[at + TRADED]!;
/** NaN before the first candle. */
export const lastClose = (m: Cells, at: number): number => (m[at + LAST] === 0 ? NaN : m[at + CLOSE]!);
/** ln of the last close; NaN before the first candle. */
export const lastLog = (m: Cells, at: number): number => (m[at + LAST] === 0 ? NaN : m[slot(at, m[at + LAST]!) + LOG]!);
/** First minute whose price may be a reference. */
export const usableFrom = (m: Cells, at: number): number => m[at + USABLE_FROM]!;

export const seasonOf = (m: Cells, at: number, minute: number, parts: VolatilityParts): number =>
  season2(m, at + VOLATILITY, minute, parts);

/** Longer than this without a trade is an outage, not a quiet market. */
function isOutage(m: Cells, at: number, minute: number): boolean {
  const limit = 20 * (1 + m[at + SPACING]!);
  return minute - m[at + LAST]! > Math.min(720, Math.max(20, limit));
}

/** True before the first candle and after an outage: nothing may be compared with `minute`. */
export const isCut = (m: Cells, at: number, minute: number): boolean => m[at + LAST] === 0 || isOutage(m, at, minute);

/** First minute whose price is known and may be a reference. */
export const lowestUsable = (m: Cells, at: number): number =>
  Math.max(m[at + FIRST]!, m[at + USABLE_FROM]!, m[at + LAST]! - SLOTS + 1);

/** Cell where the minute's numbers begin, or −1 when its price is unknown, too old, or before a gap. Later minutes than the last have its. */
export const cellOf = (m: Cells, at: number, minute: number): number =>
  m[at + LAST] === 0 ? -1 : knownCell(m, at, minute, lowestUsable(m, at));

/** The same when `lowest` usable is known. */
export function knownCell(m: Cells, at: number, minute: number, lowest: number): number {
  const last = m[at + LAST]!;
  const known = minute < last ? minute : last;
  return known < lowest ? -1 : slot(at, known);
}

/** Log price at the end of `minute`, or NaN. */
export function logClose(m: Cells, at: number, minute: number): number {
  const cell = cellOf(m, at, minute);
  return cell < 0 ? NaN : m[cell + LOG]!;
}

/** σ of one ordinary minute, from before a window. */
export function sigmaBefore(m: Cells, at: number, minute: number, window: number): number {
  const cell = cellOf(m, at, minute - window);
  return cell < 0 ? NaN : m[cell + SIGMA]!;
}

/** Base volume of the minutes in [from, to]. */
export function volumeBetween(m: Cells, at: number, from: number, to: number): number {
  const last = m[at + LAST]!;
  let sum = 0;
  for (let k = Math.max(from, m[at + FIRST]!, last - SLOTS + 1); k <= Math.min(to, last); k++)
    sum += m[slot(at, k) + VOLUME]!;
  return sum;
}

/** Σf² of the traded minutes in (from, last] plus that of `minute` itself. */
export function seasonSum(m: Cells, at: number, from: number, minute: number, parts: VolatilityParts): number {
  const cell = cellOf(m, at, from);
  if (cell < 0) return NaN;
  const f2 = seasonOf(m, at, minute, parts);
  return Math.max(f2, m[slot(at, m[at + LAST]!) + CUM]! - m[cell + CUM]! + f2);
}

/** Prices before `until` (a minute) may not be compared with later ones. */
export function voidBefore(m: Cells, at: number, until: number): void {
  if (until <= m[at + USABLE_FROM]!) return;
  m[at + USABLE_BEFORE] = m[at + USABLE_FROM]!;
  m[at + USABLE_FROM] = until;
}

/** The newest gap was repaired: what lies before it may be compared again. */
export function liftVoid(m: Cells, at: number): void {
  m[at + USABLE_FROM] = m[at + USABLE_BEFORE]!;
}

/** A repaired close for a minute already passed. */
export function patch(m: Cells, at: number, minute: number, close: number, volume: number): void {
  const last = m[at + LAST]!;
  if (minute > last || minute <= last - SLOTS || minute < m[at + FIRST]!) return;
  m[slot(at, minute) + LOG] = Math.log(close);
  m[slot(at, minute) + VOLUME] = volume;
  if (minute === last) m[at + CLOSE] = close;
}

function fillTo(m: Cells, at: number, minute: number): void {
  const last = m[at + LAST]!;
  const from = slot(at, last);
  for (let k = Math.max(last + 1, minute - SLOTS + 1); k < minute; k++) {
    const cell = slot(at, k);
    m.copyWithin(cell, from, from + WIDTH);
    m[cell + VOLUME] = 0;
  }
}

/** Teaches the volatility; returns the log return to the traded minute before in σ·f, NaN after a gap or an outage. */
function learn(m: Cells, at: number, minute: number, close: number, log: number, f2: number, parts: VolatilityParts) {
  const last = m[at + LAST]!;
  if (isOutage(m, at, minute)) voidBefore(m, at, minute);
  else m[at + SPACING]! += 0.02 * (minute - last - 1 - m[at + SPACING]!);
  const cell = cellOf(m, at, last);
  if (cell < 0) return NaN;
  const r = log - m[cell + LOG]!;
  learnReturn(m, at + VOLATILITY, minute, r, f2, close, m[at + CLOSE]!, parts);
  return r / (m[cell + SIGMA]! * Math.sqrt(f2));
}

/** Takes in a closed traded minute after the last; returns its log return in σ·f, NaN when there is none. */
export function commit(
  m: Cells,
  at: number,
  minute: number,
  close: number,
  log: number,
  volume: number,
  parts: VolatilityParts,
): number {
  const last = m[at + LAST]!;
  const f2 = seasonOf(m, at, minute, parts);
  const cum = last === 0 ? 0 : m[slot(at, last) + CUM]!;
  let step = NaN;
  if (last === 0) m[at + FIRST] = minute;
  else {
    step = learn(m, at, minute, close, log, f2, parts);
    if (minute > last + 1) fillTo(m, at, minute);
  }
  const cell = slot(at, minute);
  m[cell + LOG] = log;
  const sigma = ordinarySigma(m, at + VOLATILITY, close, parts);
  m[cell + SIGMA] = sigma;
  m[cell + INVERSE_ROOT] = 1 / Math.sqrt(sigma);
  m[cell + CUM] = cum + f2;
  m[cell + VOLUME] = volume;
  m[at + LAST] = minute;
  m[at + CLOSE] = close;
  m[at + TRADED]! += 1;
  return step;
}
