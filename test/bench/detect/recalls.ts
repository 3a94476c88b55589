/**
 * Recall at the frozen level of each rate (alerts a day) for a scorer over a tape, and how such figures of several tapes are
 * pooled. The detectors that a table compares are named here: the product, variants of it, the plain yardsticks.
 */
import { YARDSTICKS } from '../yardsticks/all.ts';
import { GOAL_KINDS, KINDS, SIGMA_KINDS, type EventKind } from './event-kinds.ts';
import { addTo } from './frontier.ts';
import { placeInjections } from './inject.ts';
import { frozenLevel, recallAt, type Caught } from './measure.ts';
import { createProductScorer } from './product.ts';
import { follow, type Scorer } from './score.ts';
import type { Tape } from './tape.ts';

/** Alerts a day → kind of event → what was caught. */
export type Recalls = Map<number, Map<string, Caught>>;

export const RATES: readonly number[] = [0.5, 1, 2, 5];

/** Functions cannot be handed to a worker thread, names can. */
export const KIND_SETS = { goals: GOAL_KINDS, percent: KINDS, sigma: SIGMA_KINDS, all: [...KINDS, ...SIGMA_KINDS] };
export type KindSet = keyof typeof KIND_SETS;

export const PRODUCT = 'product';
export const VOLUME_RAISES = 'product, volume raises';
const WITHOUT = 'product without ';
export const withoutPart = (part: string): string => WITHOUT + part;

export function scorerOf(detector: string, symbol: string): Scorer {
  if (detector === PRODUCT) return createProductScorer(symbol);
  if (detector === VOLUME_RAISES) return createProductScorer(symbol, { volumeRaises: true });
  if (detector.startsWith(WITHOUT)) {
    return createProductScorer(symbol, { without: new Set([detector.slice(WITHOUT.length)]) });
  }
  const yardstick = YARDSTICKS[detector];
  if (!yardstick) throw new Error(`no detector ${detector}`);
  return yardstick();
}

export const noRecalls = (rates: readonly number[] = RATES): Recalls =>
  new Map(rates.map((rate) => [rate, new Map<string, Caught>()]));

export function recallsOf(
  tape: Tape,
  scorer: Scorer,
  { seed, runs, kinds, rates = RATES }: Placing & { readonly rates?: readonly number[] },
): Recalls {
  const result = noRecalls(rates);
  const followed = follow(tape, scorer, placeInjections(tape, seed, runs, kinds));
  for (const rate of rates) {
    const caught = recallAt(followed, frozenLevel(tape, followed.scores, rate));
    for (const [kind, more] of caught) addTo(result.get(rate)!, kind, more);
  }
  return result;
}

export interface Placing {
  readonly seed: string;
  readonly runs: number;
  readonly kinds: readonly EventKind[];
}

export function pooled(parts: readonly Recalls[]): Recalls {
  const result = noRecalls([...new Set(parts.flatMap((part) => [...part.keys()]))]);
  for (const part of parts) {
    for (const [rate, kinds] of part) for (const [kind, caught] of kinds) addTo(result.get(rate)!, kind, caught);
  }
  return result;
}
