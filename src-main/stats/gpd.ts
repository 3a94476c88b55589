/**
 * Generalised Pareto distribution of what exceeds a threshold, y ≥ 0: P(Y > y) = (1 + ξy/σ)^(−1/ξ), e^(−y/σ) at ξ = 0.
 * Fitted by probability-weighted moments α₀ = E[Y] = ∫S dy and α₁ = E[Y·S(Y)] = ½∫S² dy (S = survival function, so a counted
 * table serves as well as a sorted sample): ξ = 2 − α₀/(α₀ − 2α₁), σ = 2α₀α₁/(α₀ − 2α₁).
 * Source: Hosking & Wallis, Parameter and quantile estimation for the generalized Pareto distribution (1987), §3.
 */
export interface Gpd {
  /** Shape ξ: 0 exponential, above heavier, below with an end. */
  readonly shape: number;
  /** Scale σ, in the unit of y. */
  readonly scale: number;
}

/** ξ outside is an accident of few exceedances; PWM is not defined for ξ ≥ 1 and not good from ½ on. */
const SHAPES = [-0.5, 0.5] as const;
/** A light tail ends at σ/|ξ|; from here on it goes on with the slope that it has, so that no value is called impossible. */
const LAST_OF_LIGHT = 0.25;

const clampShape = (shape: number) => Math.min(SHAPES[1], Math.max(SHAPES[0], shape));

export function gpdFromMoments(alpha0: number, alpha1: number): Gpd | null {
  const rest = alpha0 - 2 * alpha1;
  if (!(alpha0 > 0) || !(alpha1 > 0) || !(rest > 0)) return null;
  const shape = clampShape(2 - alpha0 / rest);
  // The clamp keeps the mean, (σ/(1 − ξ)), which few exceedances tell best.
  return { shape, scale: alpha0 * (1 - shape) };
}

/** From plain exceedances y ≥ 0 in any order; unbiased estimators of α. Null with fewer than 2 or all 0. */
export function gpdFromExceedances(exceedances: readonly number[]): Gpd | null {
  const sorted = [...exceedances].sort((a, b) => a - b);
  const n = sorted.length;
  if (n < 2) return null;
  const mean = sorted.reduce((sum, y) => sum + y, 0) / n;
  const weighted = sorted.reduce((sum, y, i) => sum + (y * (n - 1 - i)) / (n - 1), 0) / n;
  return gpdFromMoments(mean, weighted);
}

/** ln P(Y > y). */
export function gpdLnSurvival({ shape, scale }: Gpd, y: number): number {
  if (!(y > 0)) return 0;
  if (Math.abs(shape) < 1e-9) return -y / scale;
  const inside = 1 + (shape * y) / scale;
  if (inside >= LAST_OF_LIGHT) return -Math.log(inside) / shape;
  const last = ((LAST_OF_LIGHT - 1) * scale) / shape;
  return -Math.log(LAST_OF_LIGHT) / shape - (y - last) / (scale * LAST_OF_LIGHT);
}

/** The estimate drawn towards an exponential with mean `mean`, as if that had been seen in `weight` exceedances. */
export function shrunkGpd(fitted: Gpd | null, count: number, mean: number, weight: number): Gpd {
  if (fitted === null) return { shape: 0, scale: mean };
  const share = count / (count + weight);
  const shape = share * fitted.shape;
  const ownMean = fitted.scale / (1 - fitted.shape);
  return { shape, scale: (share * ownMean + (1 - share) * mean) * (1 - shape) };
}
