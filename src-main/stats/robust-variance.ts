/**
 * Robust EWMA variance of a zero-mean series at two speeds. v ← v + a(min(x², (cσ)²) − v), a = 1 − 2^(−1/halfLife); the
 * first observations use a = 1/n, so there is no bias towards the start value. σ blends them: √(fast^b · slow^(1−b)).
 * Half-lives in observations, x in any unit (σ has the same), clip c in σ. Refuses non-finite x: it changes nothing.
 * Source: RiskMetrics technical document (1996) §5, with Huber's winsorising.
 */
export interface RobustVarianceOptions {
  readonly fastHalfLife: number;
  readonly slowHalfLife: number;
  /** Winsorising bound in σ; observations before `warm` are not clipped. */
  readonly clip: number;
  readonly warm: number;
}

export interface RobustVariance {
  readonly state: Float64Array;
  count(): number;
  fast(): number;
  slow(): number;
  /** σ blended with weight `share` (0–1) on the fast variance. NaN before the first observation. */
  sigma(share: number): number;
  /** `floor`: smallest σ that counts, so that a constant series does not clip everything after it. */
  update(x: number, floor: number): void;
}

const rateOf = (halfLife: number) => 1 - 2 ** (-1 / halfLife);
export const blendSigma = (fast: number, slow: number, share: number): number =>
  fast > 0 && slow > 0 ? Math.exp(0.5 * (share * Math.log(fast) + (1 - share) * Math.log(slow))) : Math.sqrt(slow);

export function createRobustVariance(options: RobustVarianceOptions): RobustVariance {
  const state = new Float64Array(3).fill(NaN);
  state[0] = 0;
  const fastRate = rateOf(options.fastHalfLife);
  const slowRate = rateOf(options.slowHalfLife);
  const clip2 = options.clip * options.clip;
  const [count, fast, slow] = [() => state[0]!, () => state[1]!, () => state[2]!];
  return {
    state,
    count,
    fast,
    slow,
    sigma: (share) => blendSigma(state[1]!, state[2]!, share),
    update(x, floor) {
      if (!Number.isFinite(x)) return;
      const n = state[0]! + 1;
      // The clip uses the geometric mean of both speeds: neither alone may decide what is extreme.
      const bound = clip2 * Math.max(Math.sqrt(state[1]! * state[2]!), floor * floor);
      const x2 = n > options.warm && bound > 0 ? Math.min(x * x, bound) : x * x;
      state[0] = n;
      if (n === 1) state[1] = state[2] = x2;
      else {
        state[1]! += Math.max(1 / n, fastRate) * (x2 - state[1]!);
        state[2]! += Math.max(1 / n, slowRate) * (x2 - state[2]!);
      }
    },
  };
}
