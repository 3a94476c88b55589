/**
 * What volume is usual at this hour: winsorised mean and variance of ln quote volume per UTC hour, shrunk to the all-day
 * ones by weight n/(n + 120), and the 90 % quantile of the standardised value, common to all hours.
 * ln of quote volume in quote currency per minute; z in robust standard deviations. Minutes without volume are not learned.
 */
import type { Cells } from '../stats/cells.ts';
import { ewMoments } from '../stats/ew-moments.ts';
import { ewQuantile } from '../stats/ew-quantile.ts';
import { hourOf } from './seasonality.ts';

const HOURS = 24;
const SHRINK = 120;
const WARM = 60;
const SMALLEST_SD = 0.25;
const NORMAL_Q90 = 1.2816;
/** 14 days of an hour's minutes. */
const HALF_LIFE = 14 * 60;

const ofHour = ewMoments({ classes: HOURS, halfLife: HALF_LIFE, clip: 4, warm: 30 });
const ofDay = ewMoments({ classes: 1, halfLife: HALF_LIFE * HOURS, clip: 4, warm: 30 });
const quantile = ewQuantile({ tau: 0.9, start: NORMAL_Q90, step: 0.005 });
const DAY = 0;
const QUANTILE = ofDay.cells;
const HOUR_ROWS = QUANTILE + quantile.cells;
export const PROFILE_CELLS = HOUR_ROWS + ofHour.cells;

export const volumesSeen = (m: Cells, at: number): number => ofDay.count(m, at + DAY, 0);

/** Centre and spread of ln quote volume at an hour, of the last call of `lookUp`. */
let [center, spread] = [0, 1];
function lookUp(m: Cells, at: number, minute: number): void {
  const hour = hourOf(minute);
  const n = ofHour.count(m, at + HOUR_ROWS, hour);
  const weight = n / (n + SHRINK);
  const mean = ofDay.mean(m, at + DAY, 0);
  const variance = ofDay.variance(m, at + DAY, 0);
  center = mean + weight * (ofHour.mean(m, at + HOUR_ROWS, hour) - mean);
  spread = Math.max(SMALLEST_SD, Math.sqrt(variance + weight * (ofHour.variance(m, at + HOUR_ROWS, hour) - variance)));
}

/** Robust z of ln quote volume against its hour; NaN while unlearned, or for −∞. */
export function volumeZ(m: Cells, at: number, minute: number, lnQuoteVolume: number): number {
  if (!(lnQuoteVolume > -Infinity) || ofDay.count(m, at + DAY, 0) < WARM) return NaN;
  lookUp(m, at, minute);
  return (lnQuoteVolume - center) / spread;
}

/** How much volume is short of the hour's 90 % quantile, as ln of their ratio; 0 or less when the minute is busy, NaN unlearned. */
export function lnShortOfBusy(m: Cells, at: number, minute: number, z: number): number {
  lookUp(m, at, minute);
  return (quantile.value(m, at + QUANTILE) - z) * spread;
}

/** Whether a z has passed the hour's 90 % quantile. */
export const isBusyZ = (m: Cells, at: number, z: number): boolean => z >= quantile.value(m, at + QUANTILE);

/** Learns a minute whose z was asked for before. */
export function learnVolume(m: Cells, at: number, minute: number, lnQuoteVolume: number, z: number): void {
  if (!Number.isFinite(lnQuoteVolume)) return;
  quantile.update(m, at + QUANTILE, z);
  ofHour.update(m, at + HOUR_ROWS, hourOf(minute), lnQuoteVolume);
  ofDay.update(m, at + DAY, 0, lnQuoteVolume);
}
