/**
 * The common measure of moves over different windows. What a large move is lies between percent and σ, so a move R (absolute
 * log return) over w minutes has the extent
 *   e_w = R / (√w · σ_{t−w}^a · σ0^(1−a) · c_w),   a = ⅛ for one minute, ½ for longer ones,
 *   e_drift = D · (σ/σ0)^½ / c_drift for the CUSUM statistic D, as a window of any length.
 * σ0 is the σ of an ordinary pair; c makes equal extents about equally welcome. The largest extent is the minute's.
 * Found by search on the era of 2021 (docs/detection.md).
 */
import type { Parts } from './parts.ts';
import { WINDOWS } from './windows.ts';

export const ORDINARY_SIGMA = 0.0009;
/** ln c per window. */
const LN_OFFSET = [1.15, 1.1, 0.2, 0.13, 0.1] as const;
const LN_DRIFT_OFFSET = 0.5;

/** Share of an extreme's distance that counts, per window: what price gave back is worth less than what it kept. */
export const EXTREME_SHARE = [0.65, 0.35, 0.2, 0.2, 0.2] as const;

const FACTOR = Float64Array.from(WINDOWS, (w, i) => {
  const power = i === 0 ? 0.125 : 0.5;
  return (Math.exp(-LN_OFFSET[i]!) * ORDINARY_SIGMA ** (power - 1)) / Math.sqrt(w);
});
/** For σ alone, at an ordinary σ the same as between. */
const SIGMA_FACTOR = Float64Array.from(WINDOWS, (w, i) => Math.exp(-LN_OFFSET[i]!) / Math.sqrt(w));
const DRIFT_FACTOR = Math.exp(-LN_DRIFT_OFFSET) / Math.sqrt(ORDINARY_SIGMA);

/** Extent per unit of log return over window `i`, by σ of an ordinary minute (1/√σ where it is known). */
export function extentUnit(
  i: number,
  sigma: number,
  { sigmaPower }: Parts,
  inverseRoot = 1 / Math.sqrt(sigma),
): number {
  if (!sigmaPower) return SIGMA_FACTOR[i]! / sigma;
  return FACTOR[i]! * (i === 0 ? Math.sqrt(Math.sqrt(inverseRoot)) : inverseRoot);
}

export const driftExtent = (statistic: number, sigma: number): number => DRIFT_FACTOR * statistic * Math.sqrt(sigma);

/** The inverses: log return, or CUSUM statistic, that has an extent. */
export const statisticOfDrift = (extent: number, sigma: number): number => extent / (DRIFT_FACTOR * Math.sqrt(sigma));
