/**
 * DriftDetector: slow burns. FOCuS (CUSUM for all window sizes at once, up to twelve hours of traded minutes) on one-minute log
 * returns in σ of an ordinary minute × season, clipped at ±3 so that one jump is not a drift. Scored at the close only. Score = the
 * statistic in σ, signed; window = minutes since the point that won.
 */
import type { Detector } from '../../src-shared/ports/detector.ts';
import { cellOf, commit, isCut, lastMinute, LOG, SERIES_CELLS, seasonOf, SIGMA, tradedMinutes, usableFrom, voidBefore } from '../market/minute-series.ts'; // prettier-ignore
import type { Cells } from '../stats/cells.ts';
import { focus, type FocusWinner } from '../stats/focus.ts';
import { detectorOf } from './detector-of.ts';
import { ALL_PARTS, type Parts } from './parts.ts';

const LONGEST = 720;
const CAPACITY = 32;
const CLIP = 3;
const cusum = focus({ longest: LONGEST, capacity: CAPACITY });
/** Cells: first usable minute at the last look, then FOCuS. */
export const DRIFT_CELLS = 1 + cusum.cells;

/** Clipped standardised return of a minute against the traded one before; NaN after a gap. */
function standardised(m: Cells, series: number, minute: number, log: number, parts: Parts): number {
  const cell = isCut(m, series, minute) ? -1 : cellOf(m, series, lastMinute(m, series));
  if (cell < 0) return NaN;
  const scale = m[cell + SIGMA]! * Math.sqrt(seasonOf(m, series, minute, parts));
  return Math.min(CLIP, Math.max(-CLIP, (log - m[cell + LOG]!) / scale));
}

/** Before the minute is committed. */
export function readDrift(
  m: Cells,
  at: number,
  series: number,
  minute: number,
  log: number,
  into: FocusWinner,
  parts: Parts,
): number {
  // prettier-ignore
  const x = standardised(m, series, minute, log, parts);
  if (Number.isNaN(x) || usableFrom(m, series) !== m[at]) into.value = into.window = 0;
  else cusum.score(m, at + 1, x, into);
  return x;
}

/** `x` as read before the minute was committed; what a gap voided is forgotten. */
export function learnDrift(m: Cells, at: number, series: number, minute: number, log: number, x: number): void {
  const from = usableFrom(m, series);
  if (from !== m[at] || Number.isNaN(x)) {
    cusum.reset(m, at + 1);
    m[at] = from;
    return cusum.update(m, at + 1, 0, minute, log);
  }
  cusum.update(m, at + 1, x, minute, log);
}

const [SERIES, DRIFT] = [0, SERIES_CELLS];

export function createDrift(): Detector {
  const winner: FocusWinner = { value: 0, window: 0, mark: 0, level: 0 };
  return detectorOf('DriftDetector', {
    cells: SERIES_CELLS + DRIFT_CELLS,
    score(m, candle, minute) {
      if (tradedMinutes(m, SERIES) < 2) return [];
      readDrift(m, DRIFT, SERIES, minute, Math.log(candle.close), winner, ALL_PARTS);
      return winner.window === 0 ? [] : [{ value: winner.value, windowMinutes: minute - winner.mark }];
    },
    update(m, candle, minute) {
      const log = Math.log(candle.close);
      const x = standardised(m, SERIES, minute, log, ALL_PARTS);
      commit(m, SERIES, minute, { close: candle.close, log, volume: candle.volume }, ALL_PARTS);
      learnDrift(m, DRIFT, SERIES, minute, log, x);
    },
    gap: (m, until) => voidBefore(m, SERIES, until),
  });
}
