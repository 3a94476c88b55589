/**
 * Volatility of one symbol: robust EWMA of squared one-minute log returns with the season taken out, at two speeds; σ of an
 * ordinary minute is both blended.
 * σ per √minute as a fraction; half-lives in traded minutes. Floor: half the tick, and never below 1e-6.
 */
import type { Cells } from '../stats/cells.ts';
import { ewVariance } from '../stats/ew-variance.ts';
import { learnSeason, seasonFactor2, SEASON_CELLS } from './seasonality.ts';

export const FAST_HALF_LIFE = 120;
export const SLOW_HALF_LIFE = 1440;
const [FAST, SLOW] = [0, 1];
const CLIP = 4;
const WARM = 30;
const SMALLEST_SIGMA = 1e-6;
/** Returns before this many do not teach the season. */
const SEASON_AFTER = 60;

const halfLives = [FAST_HALF_LIFE, SLOW_HALF_LIFE];
const winsorised = ewVariance({ halfLives, clip: CLIP, warm: WARM, clipBy: [FAST, SLOW] });
const unclipped = ewVariance({ halfLives, clip: Infinity, warm: WARM, clipBy: [FAST, SLOW] });
const TICK = 0;
const VARIANCE = 1;
const SEASON = VARIANCE + winsorised.cells;
export const VOLATILITY_CELLS = SEASON + SEASON_CELLS;

/** Parts that a measurement switches off to see what they are worth. */
export interface VolatilityParts {
  readonly season: boolean;
  readonly fast: boolean;
  readonly winsor: boolean;
}

/** Smallest price step seen, in quote currency; 0 before any. */
export const tickSize = (m: Cells, at: number): number => m[at + TICK]!;
const floorAt = (m: Cells, at: number, price: number) => Math.max(SMALLEST_SIGMA, (0.5 * m[at + TICK]!) / price);

export const season2 = (m: Cells, at: number, minute: number, parts: VolatilityParts): number =>
  parts.season ? seasonFactor2(m, at + SEASON, minute) : 1;

/** σ of an ordinary minute: fast^¾ · slow^¼ of the variances, under the root. */
export function ordinarySigma(m: Cells, at: number, price: number, parts: VolatilityParts): number {
  const fast = m[at + VARIANCE + 1 + FAST]!;
  const slow = m[at + VARIANCE + 1 + SLOW]!;
  const sigma = parts.fast ? Math.sqrt(Math.sqrt(Math.sqrt(fast * fast * fast * slow))) : Math.sqrt(slow);
  return Math.max(floorAt(m, at, price), sigma);
}

/** Log return of a traded minute to the traded minute before it; prices in quote currency. `f2` = its squared season factor. */
export function learnReturn(
  m: Cells,
  at: number,
  minute: number,
  r: number,
  f2: number,
  price: number,
  before: number,
  parts: VolatilityParts,
): void {
  const floor = floorAt(m, at, before);
  const r2 = r * r;
  if (m[at + VARIANCE]! > SEASON_AFTER) {
    const fast = m[at + VARIANCE + 1 + FAST]!;
    const slow = m[at + VARIANCE + 1 + SLOW]!;
    learnSeason(m, at + SEASON, minute, Math.min(CLIP * CLIP, r2 / Math.max(Math.sqrt(fast * slow), floor * floor)));
  }
  (parts.winsor ? winsorised : unclipped).update(m, at + VARIANCE, r / Math.sqrt(f2), floor);
  const step = Math.abs(price - before);
  if (step > price * 1e-7 && (m[at + TICK] === 0 || step < m[at + TICK]!)) m[at + TICK] = step;
}
