/**
 * MultiTimeframeDetector: how far price went over 1, 5, 15, 30 and 60 minutes. Of a window's move counts the larger of
 *   |close − p_{t−w}| and s_w·|extreme − p_{t−w}| when the minute is busy,
 * busy = its running quote volume (at the last close) has passed the hour's 90 % quantile; an extreme without volume that closes
 * back is a wick. Score = move / (σ_{t−w}·√w), signed, in σ; the windows are compared by their extents (`extent.ts`).
 * Within a minute busy and extremes only grow: the extent of these alone (`growing`) never exceeds that of the closed candle.
 */
import type { Candle } from '../../src-shared/market.ts';
import type { Detector } from '../../src-shared/ports/detector.ts';
import { isBusyZ, learnVolume, PROFILE_CELLS, volumeZ } from '../market/volume-profile.ts';
import { commit, INVERSE_ROOT, isCut, knownCell, lastLog, LOG, lowestUsable, QUICK, SERIES_CELLS, SIGMA, tradedMinutes, voidBefore } from '../market/minute-series.ts'; // prettier-ignore
import type { Cells } from '../stats/cells.ts';
import { detectorOf } from './detector-of.ts';
import { EXTREME_SHARE, extentUnit, JUMP_SHARE, jumpExtent } from './extent.ts';
import { ALL_PARTS, type Parts } from './parts.ts';
import { createReading, type Reading } from './reading.ts';
import { JUMP, WINDOWS } from './windows.ts';

/** Logs of what the candle shows; `busy` is decided on volume at the last known price, so that it never becomes quiet again. */
export function readCandle(m: Cells, series: number, profile: number, candle: Candle, into: Reading): void {
  into.log = Math.log(candle.close);
  into.lnVolume = Math.log(candle.volume);
  const z = volumeZ(m, profile, into.minute, into.lnVolume + lastLog(m, series));
  into.busy = isBusyZ(m, profile, z);
  into.volumeZ = z;
}

function readJump(m: Cells, cell: number, kept: number, far: number, into: Reading): void {
  const quick = m[cell + QUICK]!;
  into.growing[JUMP] = far > 0 ? jumpExtent(JUMP_SHARE * far, quick) : 0;
  into.extents[JUMP] = JUMP_SHARE * far > kept ? into.growing[JUMP]! : jumpExtent(kept, quick);
}

export function readWindows(m: Cells, series: number, candle: Candle, into: Reading, parts: Parts): void {
  const counts = into.busy || !parts.volumeGate;
  const log = into.log;
  const high = counts ? Math.log(candle.high) : log;
  const low = counts ? Math.log(candle.low) : log;
  const lowest = isCut(m, series, into.minute) ? Infinity : lowestUsable(m, series);
  const { moves, sides, ups, downs, cells, extents, growing } = into;
  extents[JUMP] = growing[JUMP] = 0;
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
    const size = counts ? (far < 0 ? -far : far) : 0;
    const keptSize = kept < 0 ? -kept : kept;
    const grown = EXTREME_SHARE[i]! * size;
    const unit = extentUnit(i, m[cell + SIGMA]!, parts, m[cell + INVERSE_ROOT]!);
    const byExtreme = grown > keptSize;
    moves[i] = byExtreme ? far : kept;
    sides[i] = !byExtreme ? 0 : far > 0 ? 1 : -1;
    ups[i] = up;
    downs[i] = down;
    growing[i] = grown * unit;
    extents[i] = (byExtreme ? grown : keptSize) * unit;
    if (i === 0 && parts.jump) readJump(m, cell, keptSize, size, into);
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
