/**
 * The frozen-level measure: the level is the score that gives the asked number of alerts a day, at least 60 minutes apart, on
 * the untouched tape, in hindsight. An injected event is caught when the level is reached from its first minute to 15 minutes after
 * its last; a large move of the tape when an alert (of that one a day) falls within it or 15 minutes after.
 */
import { AFTER } from './inject.ts';
import type { Followed } from './score.ts';
import { SCORED_FROM, scoredDays, type Tape } from './tape.ts';

export const APART = 60;
const MOVES_APART = 240;

/** Minutes of alerts at a level, from the first scored minute on. */
export function alertsAt(scores: Float64Array, level: number, from: number, to = scores.length): number[] {
  const alerts: number[] = [];
  let last = -Infinity;
  for (let i = from; i < to; i++) {
    if (!(scores[i] >= level) || i - last < APART) continue;
    alerts.push(i);
    last = i;
  }
  return alerts;
}

/** The highest level that gives at least `perDay`. */
export function frozenLevel(tape: Tape, scores: Float64Array, perDay: number): number {
  const from = SCORED_FROM;
  const wanted = Math.round(perDay * scoredDays(tape));
  const sorted = scores.slice(from).filter(Number.isFinite).sort();
  let [low, high] = [0, sorted.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (alertsAt(scores, sorted[middle], from).length >= wanted) low = middle;
    else high = middle;
  }
  return sorted[low];
}

/** Last minutes of the largest |log return| over `window`, as many as there are scored days, four hours apart. */
export function largestMoves(tape: Tape, window: number): number[] {
  const logs = tape.close.map(Math.log);
  for (let i = 1; i < logs.length; i++) if (Number.isNaN(logs[i])) logs[i] = logs[i - 1];
  const size = logs.map((log, i) => (i < window ? 0 : Math.abs(log - logs[i - window])));
  const order = Uint32Array.from({ length: tape.length - SCORED_FROM }, (_, k) => k + SCORED_FROM);
  order.sort((a, b) => size[b] - size[a]);
  const chosen: number[] = [];
  for (const i of order) {
    if (chosen.length >= Math.floor(scoredDays(tape) + 0.1)) break;
    if (chosen.every((other) => Math.abs(other - i) >= MOVES_APART)) chosen.push(i);
  }
  return chosen;
}

export interface Caught {
  events: number;
  caught: number;
  /** Minutes from the first minute of the event to the alert; a jump alerted in its own minute has delay 0. */
  delays: number[];
}

export const noneCaught = (): Caught => ({ events: 0, caught: 0, delays: [] });
export const recallOf = (of: Caught): number => (of.events === 0 ? NaN : (100 * of.caught) / of.events);

export function addCaught(into: Caught, more: Caught): void {
  into.events += more.events;
  into.caught += more.caught;
  into.delays.push(...more.delays);
}

/** Recall per event kind, and of the largest 15- and 60-minute moves, at a level. */
export function recallAt(followed: Followed, level: number): Map<string, Caught> {
  const { tape, scores } = followed;
  const alerts = alertsAt(scores, level, SCORED_FROM);
  const result = new Map<string, Caught>();
  const of = (name: string) => result.get(name) ?? result.set(name, noneCaught()).get(name)!;
  for (const { injection, scores: seen } of followed.injected) {
    const delay = seen.findIndex((score) => score >= level);
    addCaught(of(injection.kind.name), { events: 1, caught: delay < 0 ? 0 : 1, delays: delay < 0 ? [] : [delay] });
  }
  for (const window of [15, 60]) {
    for (const last of largestMoves(tape, window)) {
      const alert = alerts.find((at) => at > last - window && at <= last + AFTER);
      const delays = alert === undefined ? [] : [alert - (last - window + 1)];
      addCaught(of(`top ${window} min`), { events: 1, caught: delays.length, delays });
    }
  }
  return result;
}
