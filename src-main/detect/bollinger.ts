/**
 * BollingerDetector: how many standard deviations the close lies from the mean of the 20 closes before it, in log price. A band of
 * k is crossed when |score| > k. An annotation of each anomaly, which a setting lets raise. Signed, window 20.
 * Source: Bollinger, Bollinger on Bollinger Bands (2001); here the band is that of before, so that a close is not part of its own.
 */
import type { Detector } from '../../src-shared/ports/detector.ts';
import type { Cells } from '../stats/cells.ts';
import { rollingMoments } from '../stats/rolling-moments.ts';
import { detectorOf } from './detector-of.ts';

export const BOLLINGER_MINUTES = 20;
/** A band is never narrower than this log return: a price that stood still is not infinitely surprised. */
const SMALLEST_SD = 1e-5;
const closes = rollingMoments(BOLLINGER_MINUTES);
/** Cells: last minute, minute before which closes are void, moments. */
const MOMENTS = 2;
export const BOLLINGER_CELLS = MOMENTS + closes.cells;

/** NaN until 20 closes are known. */
export function bollingerScore(m: Cells, at: number, log: number): number {
  if (m[at + 1]! > m[at]! || closes.count(m, at + MOMENTS) < BOLLINGER_MINUTES) return NaN;
  const sd = Math.sqrt(closes.variance(m, at + MOMENTS));
  return (log - closes.mean(m, at + MOMENTS)) / Math.max(SMALLEST_SD, sd);
}

export function learnBollinger(m: Cells, at: number, minute: number, log: number): void {
  if (m[at + 1]! > m[at]!) closes.reset(m, at + MOMENTS);
  m[at] = minute;
  closes.update(m, at + MOMENTS, log);
}

/** Closes before `until` (a minute) do not belong to the band of what follows. */
export function voidBollinger(m: Cells, at: number, until: number): void {
  m[at + 1] = Math.max(m[at + 1]!, until);
}

export function createBollinger(): Detector {
  return detectorOf('BollingerDetector', {
    cells: BOLLINGER_CELLS,
    score: (m, candle) => [{ value: bollingerScore(m, 0, Math.log(candle.close)), windowMinutes: BOLLINGER_MINUTES }],
    update: (m, candle, minute) => learnBollinger(m, 0, minute, Math.log(candle.close)),
    gap: (m, until) => voidBollinger(m, 0, until),
  });
}
