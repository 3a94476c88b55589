/**
 * Seasonal factor of volatility by UTC hour × minute class (:00, quarter, 5-min, other): two separable factors, each the slow
 * mean of r²/(σ²·other factor), shrunk to 1 by weight d/(d + 20) with d = days of that class seen. Factors multiply σ. The
 * factors in force are those of the hour's begin. Time in whole minutes.
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
export const hourOf = (minute: number): number => Math.floor(minute / HOUR_MINUTES) % HOURS;
export const minuteClassOf = (minute: number): number => CLASS_OF[minute % HOUR_MINUTES]!;

/** Cells: the hour in force, its squared factors less 1 by class, then rows of (n, mean less 1): 24 hours, 4 classes. */
const IN_FORCE = 0;
const FACTORS = 1;
const ROWS = FACTORS + CLASSES;
export const SEASON_CELLS = ROWS + 2 * (HOURS + CLASSES);

const daysOf = (row: number) => 1 / (row < HOURS ? HOUR_MINUTES : CLASS_MINUTES[row - HOURS]!);
const PER_MINUTE = Float64Array.from({ length: HOURS + CLASSES }, (_, row) => daysOf(row));

function shrunk(m: Cells, at: number, row: number): number {
  const i = at + ROWS + 2 * row;
  const days = m[i]! * PER_MINUTE[row]!;
  return 1 + (days * m[i + 1]!) / (days + SHRINK_DAYS);
}

function learn(m: Cells, at: number, row: number, x: number): void {
  const i = at + ROWS + 2 * row;
  const n = Math.min(m[i]! + 1, MEMORY_DAYS / PER_MINUTE[row]!);
  m[i] = n;
  m[i + 1]! += (x - 1 - m[i + 1]!) / n;
}

/** Squared factor of a minute; 1 = ordinary. */
export function seasonFactor2(m: Cells, at: number, minute: number): number {
  if (Math.floor(minute / HOUR_MINUTES) === m[at + IN_FORCE]) return 1 + m[at + FACTORS + minuteClassOf(minute)]!;
  return shrunk(m, at, hourOf(minute)) * shrunk(m, at, HOURS + minuteClassOf(minute));
}

/** `ratio` = r²/σ² of the deseasonalised σ, already clipped. Minutes in order. */
export function learnSeason(m: Cells, at: number, minute: number, ratio: number): void {
  if (!Number.isFinite(ratio)) return;
  const hourNumber = Math.floor(minute / HOUR_MINUTES);
  const hour = hourNumber % HOURS;
  if (hourNumber !== m[at + IN_FORCE]) {
    m[at + IN_FORCE] = hourNumber;
    const ofHour = shrunk(m, at, hour);
    for (let k = 0; k < CLASSES; k++) m[at + FACTORS + k] = ofHour * shrunk(m, at, HOURS + k) - 1;
  }
  const klass = HOURS + minuteClassOf(minute);
  const [ofHour, ofClass] = [shrunk(m, at, hour), shrunk(m, at, klass)];
  learn(m, at, hour, ratio / ofClass);
  learn(m, at, klass, ratio / ofHour);
}
