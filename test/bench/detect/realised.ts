/**
 * Alerts a day that came, against those asked for: counts with exact Poisson intervals (how many a true rate of `expected` gives),
 * by tape and pooled, after each tape's warm-up.
 */
import { MINUTE_MS } from '../../../src-shared/market.ts';
import { alertsAt } from './measure.ts';
import { alertsOf, createProductScorer } from './product.ts';
import { follow, type Scorer } from './score.ts';
import { DAY, scoredDays, SCORED_FROM, type Tape } from './tape.ts';

export interface Realised {
  readonly name: string;
  readonly target: number;
  readonly days: number;
  readonly count: number;
  /** Most in any 24 hours. */
  readonly most: number;
  readonly inside95: boolean;
  readonly inside999: boolean;
  /** Stored anomalies a day. */
  readonly anomalies: number;
}

function poissonCdf(count: number, mean: number): number {
  let [lnTerm, sum] = [-mean, 0];
  for (let k = 0; k <= count; k++) {
    sum += Math.exp(lnTerm);
    lnTerm += Math.log(mean / (k + 1));
  }
  return sum;
}

/** Whether a count lies between the (1 − level)/2 quantiles of Poisson(mean) on either side. */
export function isInside(count: number, mean: number, level: number): boolean {
  const tail = (1 - level) / 2;
  return poissonCdf(count, mean) > tail && (count === 0 || 1 - poissonCdf(count - 1, mean) > tail);
}

function mostIn24h(minutes: readonly number[]): number {
  let [most, from] = [0, 0];
  minutes.forEach((minute, k) => {
    while (minutes[from] <= minute - DAY) from += 1;
    most = Math.max(most, k - from + 1);
  });
  return most;
}

function rowOf(tape: Tape, target: number, minutes: number[], anomalies: number): Realised {
  const days = scoredDays(tape);
  const scored = minutes.filter((minute) => minute >= tape.first + SCORED_FROM);
  const [count, mean] = [scored.length, target * days];
  const inside = (level: number) => isInside(count, mean, level);
  return {
    name: tape.name,
    target,
    days,
    count,
    most: mostIn24h(minutes),
    inside95: inside(0.95),
    inside999: inside(0.999),
    anomalies: anomalies / days,
  };
}

/** Everything on: a watch-list of this one symbol. */
export function realisedOf(tape: Tape, target: number): Realised {
  const { alerts, anomalies } = alertsOf([tape], target);
  const from = (tape.first + SCORED_FROM) * MINUTE_MS;
  const times = alerts.map(({ time }) => Math.floor(time / MINUTE_MS));
  return rowOf(tape, target, times, anomalies.filter(({ time }) => time >= from).length);
}

/** Episodes beyond a fixed λ (a day), 60 minutes apart: how well λ itself is calibrated. */
export function episodesAt(
  tape: Tape,
  lambdas: readonly number[],
  scorer: Scorer = createProductScorer(tape.symbol),
): Realised[] {
  const { scores } = follow(tape, scorer);
  return lambdas.map((lambda) => {
    const alerts = alertsAt(scores, -Math.log(lambda), SCORED_FROM).map((i) => tape.first + i);
    return rowOf(tape, lambda, alerts, 0);
  });
}
