/**
 * ZScoreDetector: robust z of the one-minute log return, (ln p_t − ln p_{t−1}) / (σ·f), σ of an ordinary minute before it, f the
 * season's factor. What most programs alert on; here an annotation of each anomaly, which a setting lets raise. Signed, window 1.
 */
import type { Detector } from '../../src-shared/ports/detector.ts';
import { cellOf, commit, isCut, LOG, SERIES_CELLS, seasonOf, SIGMA, tradedMinutes, voidBefore } from '../market/minute-series.ts'; // prettier-ignore
import type { Cells } from '../stats/cells.ts';
import { detectorOf } from './detector-of.ts';
import { ALL_PARTS, type Parts } from './parts.ts';

/** Before the minute is committed; NaN when there is no minute to compare with. */
export function zScore(m: Cells, series: number, minute: number, log: number, parts: Parts): number {
  const cell = isCut(m, series, minute) ? -1 : cellOf(m, series, minute - 1);
  if (cell < 0) return NaN;
  return (log - m[cell + LOG]!) / (m[cell + SIGMA]! * Math.sqrt(seasonOf(m, series, minute, parts)));
}

export function createZScore(): Detector {
  return detectorOf('ZScoreDetector', {
    cells: SERIES_CELLS,
    score(m, candle, minute) {
      if (tradedMinutes(m, 0) < 2) return [];
      return [{ value: zScore(m, 0, minute, Math.log(candle.close), ALL_PARTS), windowMinutes: 1 }];
    },
    update(m, candle, minute) {
      commit(m, 0, minute, candle.close, Math.log(candle.close), candle.volume, ALL_PARTS);
    },
    gap: (m, until) => voidBefore(m, 0, until),
  });
}
