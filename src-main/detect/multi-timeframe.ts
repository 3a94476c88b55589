/**
 * MultiTimeframeDetector: how far price went over 1, 5, 15, 30 and 60 minutes. Of a window's move counts the larger of
 *   |close − p_{t−w}| and s_w·|extreme − p_{t−w}| when the minute is busy,
 * busy = its running quote volume (at the last close) has passed the hour's 90 % quantile; an extreme without volume that closes
 * back is a wick. Score = move / (σ_{t−w}·√w), signed, in σ; the windows are compared by their extents (`extent.ts`).
 * Within a minute busy and extremes only grow: the extent of these alone (`growing`) never exceeds that of the closed candle.
 */
import type { Candle } from '../../src-shared/market.ts';
import type { Detector } from '../../src-shared/ports/detector.ts';
import { isBusyZ, learnVolume, lnShortOfBusy, PROFILE_CELLS, volumeZ } from '../market/volume-profile.ts';
import { cellOf, commit, INVERSE_ROOT, isCut, knownCell, lastClose, lastLog, LOG, lowestUsable, SERIES_CELLS, SIGMA, tradedMinutes, voidBefore } from '../market/minute-series.ts'; // prettier-ignore
import type { Cells } from '../stats/cells.ts';
import { detectorOf } from './detector-of.ts';
import { EXTREME_SHARE, extentUnit } from './extent.ts';
import { ALL_PARTS, type Parts } from './parts.ts';
import { createReading, type Reading } from './reading.ts';
import { WINDOWS } from './windows.ts';

/** Logs of what the candle shows; `busy` is decided on volume at the last known price, so that it never becomes quiet again. */
export function readCandle(m: Cells, series: number, profile: number, candle: Candle, into: Reading): void {
  into.log = Math.log(candle.close);
  into.lnVolume = Math.log(candle.volume);
  const z = volumeZ(m, profile, into.minute, into.lnVolume + lastLog(m, series));
  into.busy = isBusyZ(m, profile, z);
  into.volumeZ = z;
  into.supported = into.busy ? 0 : Infinity;
}

/** Volume below this share of busy supports no extreme. */
const LN_LEAST_SUPPORT = Math.log(5);
/** The logarithm of a one-minute move is below the move by less than this factor. */
const SLACK = 1.1;

/**
 * An extreme far beyond the alert level needs less volume to be believed: (level / extent)² of busy, at least a fifth. Both extreme
 * and volume only grow, so what counts once counts at the close. Sets `supported` when an extreme of this minute may reach it.
 */
export function readSupport(
  m: Cells,
  series: number,
  profile: number,
  candle: Candle,
  alertExtent: number,
  into: Reading,
  parts: Parts,
): void {
  // prettier-ignore
  if (into.busy || !(alertExtent > 0)) return;
  const last = lastClose(m, series);
  const far = (SLACK * EXTREME_SHARE[0] * Math.max(candle.high - last, last - candle.low)) / last;
  const cell = cellOf(m, series, into.minute - 1);
  if (cell < 0) return;
  if (far * extentUnit(0, m[cell + SIGMA]!, parts, m[cell + INVERSE_ROOT]) < alertExtent) return;
  const short = lnShortOfBusy(m, profile, into.minute, into.volumeZ);
  if (short <= LN_LEAST_SUPPORT) into.supported = alertExtent * Math.exp(short / 2);
}

export function readWindows(m: Cells, series: number, candle: Candle, into: Reading, parts: Parts): void {
  const counts = into.busy || !parts.volumeGate;
  const least = counts ? 0 : into.supported;
  const log = into.log;
  const high = least < Infinity ? Math.log(candle.high) : log;
  const low = least < Infinity ? Math.log(candle.low) : log;
  const lowest = isCut(m, series, into.minute) ? Infinity : lowestUsable(m, series);
  const { moves, sides, ups, downs, cells, extents, growing } = into;
  into.any = 0;
  into.largest = 0;
  for (let i = 0; i < WINDOWS.length; i++) {
    const cell = knownCell(m, series, into.minute - WINDOWS[i]!, lowest);
    cells[i] = cell;
    if (cell < 0) {
      extents[i] = growing[i] = 0;
      continue;
    }
    const ref = m[cell + LOG]!;
    const up = high - ref;
    const down = low - ref;
    const kept = log - ref;
    const far = up >= -down ? up : down;
    const size = far < 0 ? -far : far;
    const keptSize = kept < 0 ? -kept : kept;
    const unit = extentUnit(i, m[cell + SIGMA]!, parts, m[cell + INVERSE_ROOT]);
    const share = EXTREME_SHARE[i]! * size;
    // Without busy volume an extreme counts over one minute only, and only when it is supported.
    const grown = counts || (i === 0 && share * unit >= least) ? share : 0;
    const byExtreme = grown > keptSize;
    moves[i] = byExtreme ? far : kept;
    sides[i] = !byExtreme ? 0 : far > 0 ? 1 : -1;
    ups[i] = grown > 0 || counts ? up : kept;
    downs[i] = grown > 0 || counts ? down : kept;
    growing[i] = grown * unit;
    const extent = (byExtreme ? grown : keptSize) * unit;
    extents[i] = extent;
    if (extent <= into.any) continue;
    into.any = extent;
    into.largest = i;
  }
}

/** Signed score of a window in σ, of the move that counts. */
export function scoreOf(m: Cells, reading: Reading, i: number): number {
  const cell = reading.cells[i]!;
  if (cell < 0) return NaN;
  const share = reading.sides[i] === 0 ? 1 : EXTREME_SHARE[i]!;
  return (share * reading.moves[i]!) / (m[cell + SIGMA]! * Math.sqrt(WINDOWS[i]!));
}

const [SERIES, PROFILE] = [0, SERIES_CELLS];

export function createMultiTimeframe(): Detector {
  const reading = createReading();
  return detectorOf('MultiTimeframeDetector', {
    cells: SERIES_CELLS + PROFILE_CELLS,
    score(m, candle, minute) {
      if (tradedMinutes(m, SERIES) < 2) return [];
      reading.minute = minute;
      readCandle(m, SERIES, PROFILE, candle, reading);
      readWindows(m, SERIES, candle, reading, ALL_PARTS);
      return WINDOWS.map((windowMinutes, i) => ({ value: scoreOf(m, reading, i), windowMinutes }));
    },
    update(m, candle, minute) {
      const [log, lnVolume] = [Math.log(candle.close), Math.log(candle.volume)];
      const z = volumeZ(m, PROFILE, minute, lnVolume + log);
      commit(m, SERIES, minute, candle.close, log, candle.volume, ALL_PARTS);
      learnVolume(m, PROFILE, minute, lnVolume + log, z);
    },
    gap: (m, until) => voidBefore(m, SERIES, until),
  });
}
