/**
 * What of a reading may raise: of all places the one with the largest extent whose move is large enough in percent, began after what
 * the last episode already told, and, while learning, exceeds the prior in σ. In a forming minute only what cannot shrink may.
 */
import { LOG, SIGMA } from '../market/minute-series.ts';
import type { Cells } from '../stats/cells.ts';
import { extentUnit, statisticOfDrift } from './extent.ts';
import type { Parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { DRIFT, MOVES, windowIndexOf, WINDOWS } from './windows.ts';

export interface Floors {
  /** Log returns that a move must reach, up (> 0) or down (< 0). */
  readonly up: number;
  readonly down: number;
  /** σ that a score must reach; 0 for none. */
  readonly score: number;
  /** First minute a window may begin after. */
  readonly countFrom: number;
}

function isEnough(reading: Reading, place: number, { up, down }: Floors): boolean {
  if (place === DRIFT) {
    const move = reading.log - reading.drift.level;
    return move >= up || move <= down;
  }
  const i = windowIndexOf(place);
  return reading.ups[i]! >= up || reading.downs[i]! <= down;
}

const beginsAt = (reading: Reading, place: number) =>
  place === DRIFT ? reading.drift.mark : reading.minute - WINDOWS[windowIndexOf(place)]!;

/** |score| in σ that an extent at a place stands for. */
export function scoreOfExtent(m: Cells, cell: number, place: number, extent: number, parts: Parts): number {
  if (cell < 0) return 0;
  const sigma = m[cell + SIGMA]!;
  if (place === DRIFT) return statisticOfDrift(extent, sigma);
  return extent / (extentUnit(place, sigma, parts) * sigma * Math.sqrt(WINDOWS[place]!));
}

/** Fills `place`; returns its extent, 0 for none. */
export function rank(m: Cells, reading: Reading, floors: Floors, parts: Parts): number {
  const may = reading.closed ? reading.extents : reading.growing;
  let most = 0;
  reading.place = -1;
  for (let place = 0; place < MOVES; place++) {
    const extent = may[place]!;
    if (!(extent > most) || beginsAt(reading, place) < floors.countFrom || !isEnough(reading, place, floors)) continue;
    const cell = reading.cells[place === DRIFT ? 0 : windowIndexOf(place)]!;
    if (floors.score > 0 && scoreOfExtent(m, cell, place, extent, parts) < floors.score) continue;
    most = extent;
    reading.place = place;
  }
  return most;
}

/** Sign of the move at a place of the windows or the drift. */
export const signAt = (reading: Reading, place: number): number =>
  (place === DRIFT ? reading.drift.value : reading.moves[windowIndexOf(place)]!) < 0 ? -1 : 1;

/** ln of the price a place's move began at. */
export const logBefore = (m: Cells, reading: Reading, place: number): number => {
  if (place === DRIFT) return reading.drift.level;
  const cell = reading.cells[windowIndexOf(place)]!;
  return cell < 0 ? NaN : m[cell + LOG]!;
};
