/**
 * Robust EWMA variance of a zero-mean series at several speeds. v ← v + a(min(x², (cσ)²) − v), a = max(1/n, 1 − 2^(−1/halfLife)):
 * the first observations weigh alike, so there is no bias towards a start value. The clip uses the geometric mean of the two
 * speeds named by `clipBy`: neither alone may decide what is extreme.
 * Half-lives in observations, x in any unit (√v has the same), clip c in σ. Refuses non-finite x: it changes nothing.
 * Source: RiskMetrics technical document (1996) §5, with Huber's winsorising.
 */
import type { Cells } from './cells.ts';

export interface EwVarianceOptions {
  readonly halfLives: readonly number[];
  /** Winsorising bound in σ; Infinity for none. Observations before `warm` are not clipped. */
  readonly clip: number;
  readonly warm: number;
  /** Indices into halfLives. */
  readonly clipBy: readonly [number, number];
}

export interface EwVariance {
  readonly cells: number;
  count(m: Cells, at: number): number;
  /** Variance at the k-th half-life; 0 before the first observation. */
  variance(m: Cells, at: number, k: number): number;
  /** `floor`: smallest σ that counts, so that a constant series does not clip everything after it. */
  update(m: Cells, at: number, x: number, floor: number): void;
}

export function ewVariance({ halfLives, clip, warm, clipBy }: EwVarianceOptions): EwVariance {
  const speeds = halfLives.length;
  const rates = Float64Array.from(halfLives, (halfLife) => 1 - 2 ** (-1 / halfLife));
  const clip2 = clip * clip;
  const [first, second] = [1 + clipBy[0], 1 + clipBy[1]];
  return {
    cells: 1 + speeds,
    count: (m, at) => m[at]!,
    variance: (m, at, k) => m[at + 1 + k]!,
    update(m, at, x, floor) {
      if (!Number.isFinite(x)) return;
      const n = m[at]! + 1;
      let x2 = x * x;
      if (n > warm) {
        const bound = clip2 * Math.max(Math.sqrt(m[at + first]! * m[at + second]!), floor * floor);
        if (bound > 0 && x2 > bound) x2 = bound;
      }
      m[at] = n;
      const least = 1 / n;
      for (let k = 0; k < speeds; k++) {
        const rate = rates[k]!;
        const v = m[at + 1 + k]!;
        m[at + 1 + k] = v + (least > rate ? least : rate) * (x2 - v);
      }
    },
  };
}
