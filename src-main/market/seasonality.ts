/**
 * Seasonal factor of volatility by UTC hour × minute class (:00, quarter, 5-min, other): two separable factors, each the slow
 * mean of r²/(σ²·other factor), shrunk to 1 by weight d/(d + 20) with d = days of that class seen. Factors multiply σ. They are
 * learned an hour at a time and in force from the hour's begin. Time in whole minutes.
 * Source: Andersen & Bollerslev, Intraday periodicity and volatility persistence (1997).
 */
import type { Cells } from '../stats/cells.ts';

const HOURS = 24;
/** Minutes of each class in a day: :00, :15 :30 :45, other multiples of five, the rest. */
const CLASS_MINUTES = [24, 72, 192, 1152] as const;
const CLASSES = CLASS_MINUTES.length;
const HOUR_MINUTES = 60;
const MEMORY_DAYS = 20;
const SHRINK_DAYS = 20;

/** Class of each minute of an hour. */
const CLASS_OF = Uint8Array.from({ length: HOUR_MINUTES }, (_, m) =>
  m === 0 ? 0 : m % 15 === 0 ? 1 : m % 5 === 0 ? 2 : 3,
);
const hourNumberOf = (minute: number) => (minute / HOUR_MINUTES) | 0;
export const hourOf = (minute: number): number => hourNumberOf(minute) % HOURS;
export const minuteClassOf = (minute: number): number => CLASS_OF[(minute | 0) % HOUR_MINUTES]!;

/**
 * Cells: the hour in force; its squared factors less 1 by class; sums of the hour by class (n, ratio); then rows of (n, mean less 1):
 * 24 hours, 4 classes.
 */
const IN_FORCE = 0;
const FACTORS = 1;
const SUMS = FACTORS + CLASSES;
const ROWS = SUMS + 2 * CLASSES;
export const SEASON_CELLS = ROWS + 2 * (HOURS + CLASSES);

const daysOf = (row: number) => 1 / (row < HOURS ? HOUR_MINUTES : CLASS_MINUTES[row - HOURS]!);
const PER_MINUTE = Float64Array.from({ length: HOURS + CLASSES }, (_, row) => daysOf(row));

function shrunk(m: Cells, at: number, row: number): number {
  const i = at + ROWS + 2 * row;
  const days = m[i]! * PER_MINUTE[row]!;
  return 1 + (days * m[i + 1]!) / (days + SHRINK_DAYS);
}

/** `count` minutes whose ratios to the other factor sum to `sum`. */
function learn(m: Cells, at: number, row: number, count: number, sum: number): void {
  if (count === 0) return;
  const i = at + ROWS + 2 * row;
  const n = Math.min(m[i]! + count, MEMORY_DAYS / PER_MINUTE[row]!);
  m[i] = n;
  m[i + 1]! += (count / n) * (sum / count - 1 - m[i + 1]!);
}

/** Squared factor of a minute; 1 = ordinary. */
export function seasonFactor2(m: Cells, at: number, minute: number): number {
  if (hourNumberOf(minute) === m[at + IN_FORCE]) return 1 + m[at + FACTORS + minuteClassOf(minute)]!;
  return shrunk(m, at, hourOf(minute)) * shrunk(m, at, HOURS + minuteClassOf(minute));
}

/** The sums of the hour that ended go into its row and those of its classes. */
function closeHour(m: Cells, at: number): void {
  const hour = m[at + IN_FORCE]! % HOURS;
  const ofHour = shrunk(m, at, hour);
  let [count, sum] = [0, 0];
  for (let k = 0; k < CLASSES; k++) {
    const i = at + SUMS + 2 * k;
    count += m[i]!;
    sum += m[i + 1]! / shrunk(m, at, HOURS + k);
  }
  for (let k = 0; k < CLASSES; k++) {
    const i = at + SUMS + 2 * k;
    learn(m, at, HOURS + k, m[i]!, m[i + 1]! / ofHour);
    m[i] = m[i + 1] = 0;
  }
  learn(m, at, hour, count, sum);
}

/** `ratio` = r²/σ² of the deseasonalised σ, already clipped. Minutes in order. */
export function learnSeason(m: Cells, at: number, minute: number, ratio: number): void {
  if (!Number.isFinite(ratio)) return;
  const hour = hourNumberOf(minute);
  if (hour !== m[at + IN_FORCE]) {
    closeHour(m, at);
    m[at + IN_FORCE] = hour;
    const ofHour = shrunk(m, at, hour % HOURS);
    for (let k = 0; k < CLASSES; k++) m[at + FACTORS + k] = ofHour * shrunk(m, at, HOURS + k) - 1;
  }
  const i = at + SUMS + 2 * minuteClassOf(minute);
  m[i]! += 1;
  m[i + 1]! += ratio;
}
