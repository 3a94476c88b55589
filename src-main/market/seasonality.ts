/**
 * Seasonal factor of volatility by UTC hour × minute class (:00, quarter, 5-min, other): two separable factors, each the slow
 * mean of r²/(σ²·other factor), shrunk to 1 by weight d/(d + 20) with d = days of that class seen. Factors multiply σ.
 * Time in whole minutes. Source: Andersen & Bollerslev, Intraday periodicity and volatility persistence (1997).
 */
export interface Seasonality {
  readonly state: Float64Array;
  /** Squared factor of a minute; 1 = ordinary. */
  factor2(minute: number): number;
  /** `ratio` = r²/σ² of the deseasonalised σ, already clipped. */
  update(minute: number, ratio: number): void;
}

const HOURS = 24;
/** Minutes of each class in a day: :00, :15 :30 :45, other multiples of five, the rest. */
const CLASS_MINUTES = [24, 72, 192, 1152] as const;
const HOUR_MINUTES = 60;
const MEMORY_DAYS = 20;
const SHRINK_DAYS = 20;

export const hourOf = (minute: number): number => Math.floor(minute / 60) % HOURS;
export function minuteClassOf(minute: number): number {
  const m = minute % 60;
  if (m === 0) return 0;
  if (m % 15 === 0) return 1;
  return m % 5 === 0 ? 2 : 3;
}

/** Rows of [n, mean]: 24 hours, then 4 classes. */
export function createSeasonality(): Seasonality {
  const state = new Float64Array((HOURS + CLASS_MINUTES.length) * 2);
  const perDay = (row: number) => (row < HOURS ? HOUR_MINUTES : CLASS_MINUTES[row - HOURS]!);
  const shrunk = (row: number) => {
    const days = state[row * 2]! / perDay(row);
    return (days * state[row * 2 + 1]! + SHRINK_DAYS) / (days + SHRINK_DAYS);
  };
  const learn = (row: number, x: number) => {
    const n = Math.min(state[row * 2]! + 1, MEMORY_DAYS * perDay(row));
    state[row * 2] = n;
    state[row * 2 + 1]! += (x - state[row * 2 + 1]!) / n;
  };
  return {
    state,
    factor2: (minute) => shrunk(hourOf(minute)) * shrunk(HOURS + minuteClassOf(minute)),
    update(minute, ratio) {
      if (!Number.isFinite(ratio)) return;
      const [hour, klass] = [hourOf(minute), HOURS + minuteClassOf(minute)];
      const [ofHour, ofClass] = [shrunk(hour), shrunk(klass)];
      learn(hour, ratio / ofClass);
      learn(klass, ratio / ofHour);
    },
  };
}
