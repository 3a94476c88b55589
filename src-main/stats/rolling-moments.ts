/**
 * Mean and variance of the last `span` observations, by adding the newest and taking out the oldest (Welford, both ways). Once a
 * round of the ring both are computed anew, so that errors of rounding do not add up: amortised O(1). Population variance, in
 * the square of x's unit. Refuses non-finite x.
 * Source: Welford, Note on a method for calculating corrected sums of squares and products (1962).
 */
import type { Cells } from './cells.ts';

export interface RollingMoments {
  readonly cells: number;
  /** Observations held, at most `span`. */
  count(m: Cells, at: number): number;
  mean(m: Cells, at: number): number;
  variance(m: Cells, at: number): number;
  update(m: Cells, at: number, x: number): void;
  reset(m: Cells, at: number): void;
}

/** Head cells: observations so far, mean, sum of squared distances, place of the oldest. */
const HEAD = 4;

export function rollingMoments(span: number): RollingMoments {
  function anew(m: Cells, at: number): void {
    let mean = 0;
    for (let i = 0; i < span; i++) mean += m[at + HEAD + i]! / span;
    let squares = 0;
    for (let i = 0; i < span; i++) squares += (m[at + HEAD + i]! - mean) ** 2;
    m[at + 1] = mean;
    m[at + 2] = squares;
  }
  return {
    cells: HEAD + span,
    count: (m, at) => Math.min(span, m[at]!),
    mean: (m, at) => m[at + 1]!,
    variance: (m, at) => (m[at]! > 0 ? Math.max(0, m[at + 2]!) / Math.min(span, m[at]!) : 0),
    update(m, at, x) {
      if (!Number.isFinite(x)) return;
      const n = m[at]!;
      const place = m[at + 3]!;
      const slot = at + HEAD + place;
      const before = m[at + 1]!;
      if (n < span) {
        m[at + 1]! += (x - before) / (n + 1);
        m[at + 2]! += (x - before) * (x - m[at + 1]!);
      } else {
        const out = m[slot]!;
        m[at + 1]! += (x - out) / span;
        m[at + 2]! += (x - out) * (x - m[at + 1]! + out - before);
      }
      m[slot] = x;
      m[at] = n + 1;
      if (place + 1 < span) m[at + 3] = place + 1;
      else {
        m[at + 3] = 0;
        anew(m, at);
      }
    },
    reset(m, at) {
      m.fill(0, at, at + HEAD);
    },
  };
}
