/**
 * Winsorised exponentially weighted mean and variance over many classes at once, one row of state per class:
 * d = clamp(x − m, ±c·s); m ← m + a·d; v ← (1 − a)(v + a·d²), a = max(1/n, 1 − 2^(−1/halfLife)).
 * Half-life in observations of the class. Refuses non-finite x. Source: Finch, Incremental calculation of weighted mean
 * and variance (2009), §9.
 */
import type { Cells } from './cells.ts';

export interface EwMomentsOptions {
  readonly classes: number;
  readonly halfLife: number;
  /** In standard deviations; the first `warm` observations of a class are not clipped. */
  readonly clip: number;
  readonly warm: number;
}

export interface EwMoments {
  readonly cells: number;
  count(m: Cells, at: number, row: number): number;
  mean(m: Cells, at: number, row: number): number;
  variance(m: Cells, at: number, row: number): number;
  update(m: Cells, at: number, row: number, x: number): void;
}

const WIDTH = 3;

export function ewMoments({ classes, halfLife, clip, warm }: EwMomentsOptions): EwMoments {
  const rate = 1 - 2 ** (-1 / halfLife);
  return {
    cells: classes * WIDTH,
    count: (m, at, row) => m[at + row * WIDTH]!,
    mean: (m, at, row) => m[at + row * WIDTH + 1]!,
    variance: (m, at, row) => m[at + row * WIDTH + 2]!,
    update(m, at, row, x) {
      if (!Number.isFinite(x)) return;
      const i = at + row * WIDTH;
      const n = m[i]! + 1;
      const v = m[i + 2]!;
      let d = x - m[i + 1]!;
      if (n > warm && v > 0) {
        const bound = clip * Math.sqrt(v);
        if (d > bound) d = bound;
        else if (d < -bound) d = -bound;
      }
      const a = Math.max(1 / n, rate);
      m[i] = n;
      m[i + 1]! += a * d;
      m[i + 2] = (1 - a) * (v + a * d * d);
    },
  };
}
