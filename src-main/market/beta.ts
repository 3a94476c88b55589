/**
 * Beta of one series of one-minute returns to another's: slow EWMA of products, shrunk to 1 by weight n/(n + 720).
 * Half-life 3 days of common minutes; each return is clipped at 8 running standard deviations of its own series.
 */
export interface Beta {
  readonly state: Float64Array;
  value(): number;
  update(own: number, market: number): void;
}

const RATE = 1 - 2 ** (-1 / (3 * 1440));
const SHRINK = 720;
const CLIP = 8;

export function createBeta(): Beta {
  /** [n, own², market², own·market] */
  const state = new Float64Array(4);
  const clip = (x: number, variance: number, n: number) => {
    const bound = n > 30 && variance > 0 ? CLIP * Math.sqrt(variance) : Infinity;
    return Math.min(bound, Math.max(-bound, x));
  };
  return {
    state,
    value() {
      const [n, , market, product] = [state[0]!, 0, state[2]!, state[3]!];
      if (!(market > 0)) return 1;
      const weight = n / (n + SHRINK);
      return weight * (product / market) + (1 - weight);
    },
    update(own, market) {
      if (!Number.isFinite(own) || !Number.isFinite(market)) return;
      const n = state[0]! + 1;
      const [x, y] = [clip(own, state[1]!, n), clip(market, state[2]!, n)];
      const a = Math.max(1 / n, RATE);
      state[0] = n;
      state[1]! += a * (x * x - state[1]!);
      state[2]! += a * (y * y - state[2]!);
      state[3]! += a * (x * y - state[3]!);
    },
  };
}
