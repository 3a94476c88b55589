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
/** Minutes after which what is usual changes slowly enough to be looked up once an hour. */
const SETTLED = 1440;
const SMALLEST_SD = 0.25;
const NORMAL_Q90 = 1.2816;
/** 14 days of an hour's minutes. */
const HALF_LIFE = 14 * 60;

const ofHour = ewMoments({ classes: HOURS, halfLife: HALF_LIFE, clip: 4, warm: 30 });
const ofDay = ewMoments({ classes: 1, halfLife: HALF_LIFE * HOURS, clip: 4, warm: 30 });
const quantile = ewQuantile({ tau: 0.9, start: NORMAL_Q90, step: 0.005 });
/** Cells: the hour in force with its centre and 1/spread, moments of the day, quantile, moments of the hours. */
const HOUR = 0;
const CENTER = 1;
const INVERSE = 2;
const DAY = 3;
const QUANTILE = DAY + ofDay.cells;
const HOUR_ROWS = QUANTILE + quantile.cells;
export const PROFILE_CELLS = HOUR_ROWS + ofHour.cells;

export const volumesSeen = (m: Cells, at: number): number => ofDay.count(m, at + DAY, 0);

/** Keeps what is usual at an hour for the time it lasts. */
function keep(m: Cells, at: number, hourNumber: number): void {
  m[at + HOUR] = hourNumber;
  m[at + CENTER] = centerOf(m, at, hourNumber % HOURS);
  m[at + INVERSE] = 1 / spreadOf(m, at, hourNumber % HOURS);
}

const weightOf = (m: Cells, at: number, hour: number) => {
  const n = ofHour.count(m, at + HOUR_ROWS, hour);
  return n / (n + SHRINK);
};
function centerOf(m: Cells, at: number, hour: number): number {
  const mean = ofDay.mean(m, at + DAY, 0);
  return mean + weightOf(m, at, hour) * (ofHour.mean(m, at + HOUR_ROWS, hour) - mean);
}
function spreadOf(m: Cells, at: number, hour: number): number {
  const variance = ofDay.variance(m, at + DAY, 0);
  const own = ofHour.variance(m, at + HOUR_ROWS, hour);
  return Math.max(SMALLEST_SD, Math.sqrt(variance + weightOf(m, at, hour) * (own - variance)));
}

/** Robust z of ln quote volume against its hour; NaN while unlearned, or for −∞. */
export function volumeZ(m: Cells, at: number, minute: number, lnQuoteVolume: number): number {
  if (!(lnQuoteVolume > -Infinity) || volumesSeen(m, at) < WARM) return NaN;
  const hourNumber = (minute / 60) | 0;
  if (hourNumber === m[at + HOUR]) return (lnQuoteVolume - m[at + CENTER]!) * m[at + INVERSE]!;
  return (lnQuoteVolume - centerOf(m, at, hourNumber % HOURS)) / spreadOf(m, at, hourNumber % HOURS);
}

/** How much volume is short of the hour's 90 % quantile, as ln of their ratio; 0 or less when busy. */
export const lnShortOfBusy = (m: Cells, at: number, minute: number, z: number): number =>
  (quantile.value(m, at + QUANTILE) - z) * spreadOf(m, at, hourOf(minute));

/** Whether a z has passed the hour's 90 % quantile. */
export const isBusyZ = (m: Cells, at: number, z: number): boolean => z >= quantile.value(m, at + QUANTILE);

/** Learns a minute whose z was asked for before. */
export function learnVolume(m: Cells, at: number, minute: number, lnQuoteVolume: number, z: number): void {
  if (!Number.isFinite(lnQuoteVolume)) return;
  quantile.update(m, at + QUANTILE, z);
  ofHour.update(m, at + HOUR_ROWS, hourOf(minute), lnQuoteVolume);
  ofDay.update(m, at + DAY, 0, lnQuoteVolume);
  // Until enough was seen each minute looks anew.
  if (volumesSeen(m, at) < SETTLED) return;
  const next = ((minute + 1) / 60) | 0;
  if (next !== m[at + HOUR]) keep(m, at, next);
}
