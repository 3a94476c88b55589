/**
 * A Detector with its own memory, of one of the detectors' kernels: refuses what cannot be a candle, what is not newer than what it
 * learned, and minutes without a trade. The watch runs the same kernels on one block for all of a symbol's state.
 */
import type { DetectorName } from '../../src-shared/anomaly.ts';
import { MINUTE_MS, type Candle } from '../../src-shared/market.ts';
import type { Detector, Score } from '../../src-shared/ports/detector.ts';
import { isSoundCandle, minuteIndexOf } from '../market/candle-check.ts';
import type { Cells } from '../stats/cells.ts';
import { packFloats, unpackFloats } from '../stats/packed.ts';

export interface DetectorKernel {
  readonly cells: number;
  /** Scores of a sound, new candle; may be empty or hold what is not finite (left out). */
  score(m: Cells, candle: Candle, minute: number): Score[];
  update(m: Cells, candle: Candle, minute: number): void;
  /** Prices before `until` (a minute) may not be compared with later ones. */
  gap(m: Cells, until: number): void;
}

/** Own cells, before the kernel's: last minute, last close. */
const HEAD = 2;

/** A minute counts as traded when volume or price says so. */
export function isTraded(candle: Candle, lastClose: number): boolean {
  return candle.volume > 0 || candle.high !== candle.low || candle.close !== lastClose;
}

export function detectorOf(name: DetectorName, kernel: DetectorKernel): Detector {
  const memory = new Float64Array(HEAD + kernel.cells);
  const own = memory.subarray(HEAD);
  const takes = (candle: Candle) =>
    isSoundCandle(candle) && minuteIndexOf(candle.openTime) > memory[0]! && isTraded(candle, memory[1]!);
  return {
    name,
    score: (candle) =>
      takes(candle)
        ? kernel.score(own, candle, minuteIndexOf(candle.openTime)).filter(({ value }) => Number.isFinite(value))
        : [],
    update(candle) {
      if (!takes(candle)) return;
      const minute = minuteIndexOf(candle.openTime);
      kernel.update(own, candle, minute);
      memory[0] = minute;
      memory[1] = candle.close;
    },
    gap: (_from, to) => kernel.gap(own, Math.floor(Math.max(0, to - 1) / MINUTE_MS) + 1),
    serialise: () => packFloats(memory),
    restore: (state) => void unpackFloats(state, memory),
  };
}
