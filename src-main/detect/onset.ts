/**
 * Where a move began: the minute after the reference k that makes the path since then most significant,
 * max over k of sign·(p − p_k)/√Σf²_(k, now] on unclipped log prices (the mean-shift statistic of Page's CUSUM), k limited so
 * that the onset lies within [detected_at − window − 5 min, detected_at]. Ties go to the later minute.
 */
import type { MinuteSeries } from '../market/minute-series.ts';

export interface Onset {
  /** Minute index. */
  readonly minute: number;
  /** ln of the price before it. */
  readonly logBefore: number;
}

const EARLIER = 5;

export function locateOnset(
  series: MinuteSeries,
  at: { minute: number; logPrice: number; window: number; sign: number },
): Onset {
  let best: Onset = { minute: at.minute, logBefore: NaN };
  let most = -Infinity;
  for (let k = at.minute - 1; k >= at.minute - at.window - EARLIER; k--) {
    const before = series.logClose(k);
    const significance = (at.sign * (at.logPrice - before)) / Math.sqrt(series.seasonSum(k, at.minute));
    if (significance > most) {
      most = significance;
      best = { minute: k + 1, logBefore: before };
    }
  }
  return best;
}
