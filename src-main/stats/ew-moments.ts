/**
 * Winsorised exponentially weighted mean and variance over many classes at once, one row of state per class:
 * d = clamp(x − m, ±c·s); m ← m + a·d; v ← (1 − a)(v + a·d²), a = max(1/n, 1 − 2^(−1/halfLife)).
 * Half-life in observations of the class. Refuses non-finite x. Source: Finch, Incremental calculation of weighted mean
 * and variance (2009), §9.
 */
export interface EwMomentsOptions {
  readonly classes: number;
  readonly halfLife: number;
  /** In standard deviations; the first `warm` observations of a class are not clipped. */
  readonly clip: number;
  readonly warm: number;
}

export interface EwMoments {
  readonly state: Float64Array;
  count(row: number): number;
  mean(row: number): number;
  variance(row: number): number;
  update(row: number, x: number): void;
}

const WIDTH = 3;

export function createEwMoments(options: EwMomentsOptions): EwMoments {
  const state = new Float64Array(options.classes * WIDTH);
  const rate = 1 - 2 ** (-1 / options.halfLife);
  return {
    state,
    count: (row) => state[row * WIDTH]!,
    mean: (row) => state[row * WIDTH + 1]!,
    variance: (row) => state[row * WIDTH + 2]!,
    update(row, x) {
      if (!Number.isFinite(x)) return;
      const at = row * WIDTH;
      const n = state[at]! + 1;
      const bound = n > options.warm ? options.clip * Math.sqrt(state[at + 2]!) : Infinity;
      const raw = x - state[at + 1]!;
      const d = bound > 0 ? Math.min(bound, Math.max(-bound, raw)) : raw;
      const a = Math.max(1 / n, rate);
      state[at] = n;
      state[at + 1]! += a * d;
      state[at + 2] = (1 - a) * (state[at + 2]! + a * d * d);
    },
  };
}
