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

/** Robust z of ln quote volume against its hour; NaN while unlearned, or for −∞. */
export function volumeZ(m: Cells, at: number, minute: number, lnQuoteVolume: number): number {
  if (!(lnQuoteVolume > -Infinity) || ofDay.count(m, at + DAY, 0) < WARM) return NaN;
  const hour = hourOf(minute);
  const n = ofHour.count(m, at + HOUR_ROWS, hour);
  const weight = n / (n + SHRINK);
  const [mean, variance] = [ofDay.mean(m, at + DAY, 0), ofDay.variance(m, at + DAY, 0)];
  const center = mean + weight * (ofHour.mean(m, at + HOUR_ROWS, hour) - mean);
  const spread = variance + weight * (ofHour.variance(m, at + HOUR_ROWS, hour) - variance);
  return (lnQuoteVolume - center) / Math.max(SMALLEST_SD, Math.sqrt(spread));
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
