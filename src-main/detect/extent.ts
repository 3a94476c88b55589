/**
 * The common measure of moves over different windows. What a large move is lies between percent and σ, so a move R (absolute
 * log return) over w minutes has the extent
 *   e_w = R / (√w · σ_{t−w}^a · σ0^(1−a) · c_w),   a = ¼ for one minute, ½ for longer ones,
 *   e_jump = (R / σ_quick)^p / c_jump for one minute once more, by the σ of the last hours: a sudden move in a quiet hour,
 *   e_drift = D · (σ/σ0)^½ / c_drift for the CUSUM statistic D, as a window of any length.
 * σ0 is the σ of an ordinary pair; c makes equal extents about equally welcome. The largest extent is the minute's.
 * Found by search on the era of 2021 (docs/detection.md).
 */
import type { Parts } from './parts.ts';
import { WINDOWS } from './windows.ts';

export const ORDINARY_SIGMA = 0.0009;
/** ln c per window. */
const LN_OFFSET = [0.97, 1.1, 0.22, 0.18, 0] as const;
const LN_JUMP_OFFSET = 1.44;
const LN_DRIFT_OFFSET = 0.3;

/** Share of an extreme's distance that counts, per window and for the jump: what price gave back is worth less than what it kept. */
export const EXTREME_SHARE = [0.75, 0.5, 0.4, 0.4, 0.4] as const;
export const JUMP_SHARE = 0.75;

const FACTOR = Float64Array.from(WINDOWS, (w, i) => {
  const power = i === 0 ? 0.25 : 0.5;
  return (Math.exp(-LN_OFFSET[i]!) * ORDINARY_SIGMA ** (power - 1)) / Math.sqrt(w);
});
/** For σ alone, at an ordinary σ the same as between. */
const SIGMA_FACTOR = Float64Array.from(WINDOWS, (w, i) => Math.exp(-LN_OFFSET[i]!) / Math.sqrt(w));
const JUMP_FACTOR = Math.exp(-LN_JUMP_OFFSET);
const DRIFT_FACTOR = Math.exp(-LN_DRIFT_OFFSET) / Math.sqrt(ORDINARY_SIGMA);

/** Extent per unit of log return over window `i`, by σ of an ordinary minute (1/√σ where it is known). */
export function extentUnit(
  i: number,
  sigma: number,
  { sigmaPower }: Parts,
  inverseRoot = 1 / Math.sqrt(sigma),
): number {
  if (!sigmaPower) return SIGMA_FACTOR[i]! / sigma;
  return FACTOR[i]! * (i === 0 ? Math.sqrt(inverseRoot) : inverseRoot);
}

/** x^¾. */
const power34 = (x: number) => Math.sqrt(x) * Math.sqrt(Math.sqrt(x));
/** Fewer quick σ than this are no jump. */
export const LEAST_JUMP = 2;
export const jumpExtent = (move: number, quick: number): number =>
  move < LEAST_JUMP * quick ? 0 : JUMP_FACTOR * power34(move / quick);
export const driftExtent = (statistic: number, sigma: number): number => DRIFT_FACTOR * statistic * Math.sqrt(sigma);

/** The inverses: log return, or CUSUM statistic, that has an extent. */
export const moveOfJump = (extent: number, quick: number): number => quick * (extent / JUMP_FACTOR) ** (4 / 3);
export const statisticOfDrift = (extent: number, sigma: number): number => extent / (DRIFT_FACTOR * Math.sqrt(sigma));
