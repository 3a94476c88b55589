/**
 * The oracle frontier: per tape and kind of event, the best recall that any one frozen level on |r|/σ^a reaches, over a ∈ {0, ½, 1},
 * windows 1–60 minutes and half-lives of σ 2, 8 and 24 hours, each chosen in hindsight for that tape and kind. No single detector
 * is all of them at once: it says what a kind allows, not what is possible for all kinds together.
 */
import { createPlainZ, type PlainOptions } from '../yardsticks/plain-z.ts';
import { KINDS, type EventKind } from './event-kinds.ts';
import { placeInjections } from './inject.ts';
import { addCaught, frozenLevel, noneCaught, recallAt, recallOf, type Caught } from './measure.ts';
import { follow } from './score.ts';
import type { Tape } from './tape.ts';

const WINDOWS = [1, 5, 15, 30, 60];
const HALF_LIVES = [120, 480, 1440];
const POWERS = [0, 0.5, 1];

export const CANDIDATES: readonly Required<PlainOptions>[] = POWERS.flatMap((power) =>
  WINDOWS.flatMap((window) =>
    (power === 0 ? [1440] : HALF_LIVES).map((halfLife) => ({ windows: [window], halfLife, power })),
  ),
);

export interface Frontier {
  /** perDay → kind → what the best candidate of each tape caught, added over tapes. */
  readonly best: Map<number, Map<string, Caught>>;
  /** perDay → candidate index → kind → caught over tapes: the best single choice for all tapes. */
  readonly single: Map<number, Map<string, Caught>[]>;
}

export function oracleFrontier(
  tapes: readonly Tape[],
  seed: string,
  runs: number,
  rates: readonly number[],
  kinds: readonly EventKind[] = KINDS,
): Frontier {
  const best = new Map(rates.map((rate) => [rate, new Map<string, Caught>()]));
  const single = new Map(rates.map((rate) => [rate, CANDIDATES.map(() => new Map<string, Caught>())]));
  for (const tape of tapes) {
    const injections = placeInjections(tape, seed, runs, kinds);
    const ofTape = new Map(rates.map((rate) => [rate, new Map<string, Caught>()]));
    CANDIDATES.forEach((candidate, c) => {
      const followed = follow(tape, createPlainZ(candidate), injections);
      for (const rate of rates) {
        const recalls = recallAt(followed, frozenLevel(tape, followed.scores, rate));
        for (const [kind, caught] of recalls) {
          const known = ofTape.get(rate)!.get(kind);
          if (!known || recallOf(caught) > recallOf(known)) ofTape.get(rate)!.set(kind, caught);
          addTo(single.get(rate)![c], kind, caught);
        }
      }
    });
    for (const [rate, kinds] of ofTape) for (const [kind, caught] of kinds) addTo(best.get(rate)!, kind, caught);
  }
  return { best, single };
}

export function addTo(map: Map<string, Caught>, kind: string, more: Caught): void {
  if (!map.has(kind)) map.set(kind, noneCaught());
  addCaught(map.get(kind)!, more);
}
