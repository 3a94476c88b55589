/**
 * Exponentially weighted quantile by stochastic approximation: q ← q + max(4/(n + 40), step)·(τ − 1{x < q}), from `start`.
 * x should be standardised (scale near 1); `step` sets the memory. Refuses non-finite x.
 * Source: Robbins & Monro (1951); Tierney, A space-efficient recursive procedure for estimating a quantile (1983).
 */
import type { Cells } from './cells.ts';

export interface EwQuantile {
  readonly cells: number;
  value(m: Cells, at: number): number;
  update(m: Cells, at: number, x: number): void;
}

export interface EwQuantileOptions {
  /** Share of values below, 0–1. */
  readonly tau: number;
  readonly start: number;
  readonly step: number;
}

/** Cells: count, and the distance of the quantile from `start`. */
export function ewQuantile({ tau, start, step }: EwQuantileOptions): EwQuantile {
  return {
    cells: 2,
    value: (m, at) => start + m[at + 1]!,
    update(m, at, x) {
      if (!Number.isFinite(x)) return;
      const n = m[at]! + 1;
      m[at] = n;
      m[at + 1]! += Math.max(4 / (n + 40), step) * (x < start + m[at + 1]! ? tau - 1 : tau);
    },
  };
}
