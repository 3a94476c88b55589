/**
 * What one candle says, against what came before it: overwritten by the next read, so that a tick allocates nothing. Log returns
 * natural; extents and growing by place (`windows.ts`), 0 where void.
 */
import type { FocusWinner } from '../stats/focus.ts';
import { MOVES, WINDOWS } from './windows.ts';

export interface Reading {
  minute: number;
  closed: boolean;
  /** ln of close and of base volume (−∞ without). */
  log: number;
  lnVolume: number;
  busy: boolean;
  /** One-minute extent from which an extreme counts though the minute is not busy; +Infinity when volume is too little for any. */
  supported: number;
  /** Robust z of the volume so far, at the last known price. */
  volumeZ: number;
  /** Log returns to the price that counts, and which that is: 0 close, 1 high, −1 low. */
  readonly moves: Float64Array;
  readonly sides: Int8Array;
  /** Log returns to the highest and the lowest price that count. */
  readonly ups: Float64Array;
  readonly downs: Float64Array;
  /** Cell of each window's reference in the symbol's block, −1 where void. */
  readonly cells: Int32Array;
  readonly extents: Float64Array;
  /** Extents of what can only grow while the minute forms. */
  readonly growing: Float64Array;
  /** The CUSUM statistic of the closed minute; value 0 while it forms. */
  readonly drift: FocusWinner;
  /** Largest extent of the minute, whatever may be raised of it. */
  any: number;
  /** Place that has it. */
  largest: number;
  /** ln λ of what may raise; +Infinity when nothing may. */
  lnLambda: number;
  /** Place that gave lnLambda, −1 for none. */
  place: number;
  sign: number;
}

export function createReading(): Reading {
  const column = (length: number) => new Float64Array(length);
  return {
    minute: 0,
    closed: false,
    log: NaN,
    lnVolume: NaN,
    busy: false,
    supported: Infinity,
    volumeZ: NaN,
    moves: column(WINDOWS.length),
    sides: new Int8Array(WINDOWS.length),
    ups: column(WINDOWS.length),
    downs: column(WINDOWS.length),
    cells: new Int32Array(WINDOWS.length).fill(-1),
    extents: column(MOVES),
    growing: column(MOVES),
    drift: { value: 0, window: 0, mark: 0, level: 0 },
    any: 0,
    largest: 0,
    lnLambda: Infinity,
    place: -1,
    sign: 0,
  };
}
