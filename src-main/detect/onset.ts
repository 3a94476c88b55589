/**
 * Where a move began: the minute after the reference k that makes the path since then most significant,
 * max over k of sign·(p − p_k)/√Σf²_(k, now] on unclipped log prices (the mean-shift statistic of Page's CUSUM), k limited so
 * that the onset lies within [detected_at − window − 5 min, detected_at]. Ties go to the later minute.
 */
import { logClose, seasonSum } from '../market/minute-series.ts';
import type { Cells } from '../stats/cells.ts';
import { ALL_PARTS } from './parts.ts';

export interface Onset {
  /** Minute index. */
  readonly minute: number;
  /** ln of the price before it. */
  readonly logBefore: number;
}

const EARLIER = 5;

/** `series`: where the symbol's minute series lies in its block. */
export function locateOnset(
  m: Cells,
  series: number,
  at: { minute: number; logPrice: number; window: number; sign: number },
): Onset {
  let best: Onset = { minute: at.minute, logBefore: NaN };
  let most = -Infinity;
  for (let k = at.minute - 1; k >= at.minute - at.window - EARLIER; k--) {
    const before = logClose(m, series, k);
    const significance = (at.sign * (at.logPrice - before)) / Math.sqrt(seasonSum(m, series, k, at.minute, ALL_PARTS));
    if (significance > most) {
      most = significance;
      best = { minute: k + 1, logBefore: before };
    }
  }
  return best;
}
