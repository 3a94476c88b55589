/**
 * How sure a count or a median of few values is. Wilson's interval for a share (Wilson, 1927, JASA 22:209–212) and the distribution-free
 * interval of a median by order statistics (Conover, Practical Nonparametric Statistics, 3.2), both at 95 %.
 */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

const Z = 1.959964;

/** Share of `hits` in `n` ≥ 1, both ends within 0–1. */
export function shareInterval(hits: number, n: number): Interval {
  const share = hits / n;
  const scale = 1 + (Z * Z) / n;
  const middle = share + (Z * Z) / (2 * n);
  const half = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  return { low: Math.max(0, (middle - half) / scale), high: Math.min(1, (middle + half) / scale) };
}

/** The middle value, the mean of the two middle ones for an even count; NaN of nothing. `sorted` ascends. */
export function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length >>> 1;
  const high = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? NaN) + high) / 2;
}

/** Null below six values: no pair of them holds the median with 95 %. `sorted` ascends. */
export function medianInterval(sorted: readonly number[]): Interval | null {
  const n = sorted.length;
  let below = 0;
  let tail = 0;
  // The rank r from which on P(fewer than r of n values lie below the median) exceeds 2.5 %.
  for (let term = 0.5 ** n; tail + term <= 0.025; below++) {
    tail += term;
    term *= (n - below) / (below + 1);
  }
  if (below === 0) return null;
  return { low: sorted[below - 1] ?? NaN, high: sorted[n - below] ?? NaN };
}
