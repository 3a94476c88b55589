/**
 * Exponentially weighted quantile by stochastic approximation: q ← q + max(4/n, step)·(τ − 1{x < q}).
 * x should be standardised (scale near 1); `step` sets the memory. Refuses non-finite x.
 * Source: Robbins & Monro (1951); Tierney, A space-efficient recursive procedure for estimating a quantile (1983).
 */
export interface EwQuantile {
  readonly state: Float64Array;
  value(): number;
  update(x: number): void;
}

export function createEwQuantile(tau: number, start: number, step: number): EwQuantile {
  const state = Float64Array.of(0, start);
  return {
    state,
    value: () => state[1]!,
    update(x) {
      if (!Number.isFinite(x)) return;
      const n = state[0]! + 1;
      state[0] = n;
      state[1]! += Math.max(4 / (n + 40), step) * (x < state[1]! ? tau - 1 : tau);
    },
  };
}
