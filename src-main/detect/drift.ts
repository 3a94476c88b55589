/**
 * DriftDetector: slow burns. FOCuS (CUSUM for all window sizes at once, up to twelve hours) on five-minute sums of
 * one-minute log returns in σ of an ordinary minute × season, clipped at ±3 so that one jump is not a drift. Scored at the close of a
 * block's last minute. Score = the
 * statistic in σ, signed; window = minutes since the point that won.
 */
import type { Detector } from '../../src-shared/ports/detector.ts';
import { cellOf, commit, isCut, lastMinute, LOG, SERIES_CELLS, seasonOf, SIGMA, tradedMinutes, usableFrom, voidBefore } from '../market/minute-series.ts'; // prettier-ignore
import type { Cells } from '../stats/cells.ts';
import { focus, type FocusWinner } from '../stats/focus.ts';
import { detectorOf } from './detector-of.ts';
import { ALL_PARTS, type Parts } from './parts.ts';

/** Minutes of a block: slow burns need no finer. */
export const BLOCK_MINUTES = 5;
const LONGEST_BLOCKS = 144;
const CAPACITY = 32;
const CLIP = 3;
const cusum = focus({ longest: LONGEST_BLOCKS, capacity: CAPACITY });
const SCALE = 1 / Math.sqrt(BLOCK_MINUTES);

/** Cells: first usable minute at the last look; the block being summed, its sum, its last minute and price; then FOCuS. */
const FROM = 0;
const BLOCK = 1;
const SUM = 2;
const MARK = 3;
const LEVEL = 4;
const FOCUS = 5;
export const DRIFT_CELLS = FOCUS + cusum.cells;

const blockOf = (minute: number) => (minute / BLOCK_MINUTES) | 0;
export const endsBlock = (minute: number) => minute - BLOCK_MINUTES * blockOf(minute) === BLOCK_MINUTES - 1;

/** Clipped standardised return of a minute against the traded one before; NaN after a gap. */
function standardised(m: Cells, series: number, minute: number, log: number, parts: Parts): number {
  const cell = isCut(m, series, minute) ? -1 : cellOf(m, series, lastMinute(m, series));
  if (cell < 0) return NaN;
  const scale = m[cell + SIGMA]! * Math.sqrt(seasonOf(m, series, minute, parts));
  return Math.min(CLIP, Math.max(-CLIP, (log - m[cell + LOG]!) / scale));
}

/** The statistic at any minute, before it is committed; `into.window` is 0 when there is none. */
export function driftAt(
  m: Cells,
  at: number,
  series: number,
  minute: number,
  log: number,
  into: FocusWinner,
  parts: Parts,
): void {
  // prettier-ignore
  const x = standardised(m, series, minute, log, parts);
  into.value = into.window = 0;
  if (Number.isNaN(x) || usableFrom(m, series) !== m[at + FROM]) return;
  const sum = blockOf(minute) === m[at + BLOCK] ? m[at + SUM]! + x : x;
  cusum.score(m, at + FOCUS, sum * SCALE, into);
}

/** `step` = the minute's standardised return, of `commit`; what a gap voided is forgotten. */
export function learnDrift(m: Cells, at: number, series: number, minute: number, log: number, step: number): void {
  const x = Math.min(CLIP, Math.max(-CLIP, step));
  const from = usableFrom(m, series);
  const block = blockOf(minute);
  if (from !== m[at + FROM] || Number.isNaN(x)) {
    cusum.reset(m, at + FOCUS);
    cusum.update(m, at + FOCUS, 0, minute, log);
    m[at + FROM] = from;
    m[at + SUM] = 0;
  } else if (block !== m[at + BLOCK]) {
    cusum.update(m, at + FOCUS, m[at + SUM]! * SCALE, m[at + MARK]!, m[at + LEVEL]!);
    m[at + SUM] = x;
  } else m[at + SUM]! += x;
  m[at + BLOCK] = block;
  m[at + MARK] = minute;
  m[at + LEVEL] = log;
}

const [SERIES, DRIFT] = [0, SERIES_CELLS];

export function createDrift(): Detector {
  const winner: FocusWinner = { value: 0, window: 0, mark: 0, level: 0 };
  return detectorOf('DriftDetector', {
    cells: SERIES_CELLS + DRIFT_CELLS,
    score(m, candle, minute) {
      if (tradedMinutes(m, SERIES) < 2) return [];
      driftAt(m, DRIFT, SERIES, minute, Math.log(candle.close), winner, ALL_PARTS);
      return winner.window === 0 ? [] : [{ value: winner.value, windowMinutes: minute - winner.mark }];
    },
    update(m, candle, minute) {
      const log = Math.log(candle.close);
      learnDrift(m, DRIFT, SERIES, minute, log, commit(m, SERIES, minute, candle.close, log, candle.volume, ALL_PARTS));
    },
    gap: (m, until) => voidBefore(m, SERIES, until),
  });
}
