/**
 * Detectors that annotate and raise only by a setting: volume alone, the one-minute z-score, the Bollinger band. Each has a tail of its
 * own and counts a quarter; they are scored at the close, because their scores may fall while a minute forms.
 */
import type { Reading } from './reading.ts';
import type { Floors } from './rank.ts';
import { BOLLINGER_TAIL, ZSCORE_TAIL } from './symbol-cells.ts';
import { lnRateAlone, sideTail } from './tails.ts';
import { BOLLINGER_MINUTES } from './bollinger.ts';
import type { Cells } from '../stats/cells.ts';
import { BOLLINGER, VOLUME, ZSCORE } from './windows.ts';

export interface Raisers {
  readonly volume: boolean;
  readonly zScore: boolean;
  readonly bollinger: boolean;
  readonly any: boolean;
}

export function raisersOf(given: { volume?: boolean; zScore?: boolean; bollinger?: boolean }): Raisers {
  const { volume = false, zScore = false, bollinger = false } = given;
  return { volume, zScore, bollinger, any: volume || zScore || bollinger };
}
export const NO_RAISERS = raisersOf({});

/** What they ask of a symbol's watch. */
export interface SideScores {
  readonly m: Cells;
  readonly raisers: Raisers;
  silent(): boolean;
  lnRate(extent: number): number;
  extentAt(lnRate: number): number;
  lnVolumeRate(z: number): number;
  zScore(into: Reading): number;
  bollinger(into: Reading): number;
}

/** Windows, in order, whose move counts as the price's part of a side raiser. */
const MOVE_WINDOWS = 3;

/** The largest move over the first windows: what a volume spike moved. */
export function sideMove(reading: Reading): number {
  let most = 0;
  for (let i = 0; i < MOVE_WINDOWS; i++) {
    if (reading.cells[i]! >= 0 && Math.abs(reading.moves[i]!) > Math.abs(most)) most = reading.moves[i]!;
  }
  return most;
}

const sideLnRate = (watch: SideScores, at: number, score: number) =>
  Math.abs(score) > 0 ? sideTail.lnRate(watch.m, at, Math.log(Math.abs(score))) : Infinity;

/** Lets them take the reading's place when they are rarer than the moves. */
export function rankSides(watch: SideScores, into: Reading, floors: Floors): void {
  const move = sideMove(into);
  const isEnough = move >= floors.up || move <= floors.down;
  const take = (place: number, score: number, lnOwnRate: number, minutes: number) => {
    const rate = lnRateAlone(lnOwnRate);
    if (rate < watch.lnRate(into.any)) into.any = watch.extentAt(rate);
    if (!(rate < into.lnLambda) || watch.silent() || !isEnough || Math.abs(score) < floors.score) return;
    if (into.minute - minutes < floors.countFrom) return;
    into.lnLambda = rate;
    into.place = place;
    into.sign = move < 0 ? -1 : 1;
  };
  const { volume, zScore, bollinger } = watch.raisers;
  if (volume) take(VOLUME, into.volumeZ, watch.lnVolumeRate(into.volumeZ), 1);
  if (zScore) take(ZSCORE, watch.zScore(into), sideLnRate(watch, ZSCORE_TAIL, watch.zScore(into)), 1);
  if (bollinger)
    take(BOLLINGER, watch.bollinger(into), sideLnRate(watch, BOLLINGER_TAIL, watch.bollinger(into)), BOLLINGER_MINUTES);
}
