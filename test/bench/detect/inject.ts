/**
 * Events added to a recorded tape: a path is added to the log price, levels stay, base volume is multiplied while they last.
 * At most one event per four days and copy of the tape, none near a hole; several copies (runs) with their own places and signs.
 * An event is seen from its first minute to `AFTER` minutes after its last. Seeded: the places of a kind do not depend on the
 * other kinds.
 */
import { seededRandom } from '../../../src-main/base/random.ts';
import { KINDS, type EventKind } from './event-kinds.ts';
import { minuteSigmas } from './sigma.ts';
import { isClear, SCORED_FROM, scoredDays, SHORT_HOLES, type Tape } from './tape.ts';

export interface Injection {
  readonly kind: EventKind;
  readonly onset: number;
  /** Copy of the tape that the event belongs to, from 0. */
  readonly run: number;
  /** Signed log price at the end of its path. */
  readonly size: number;
}

/** Minutes after an event in which an alert still counts. */
export const AFTER = 15;
const SPACING_DAYS = 4;
const CLEAR_BEFORE = 120;
const MOST_TRIES = 5000;
export const seenLength = (kind: EventKind): number => kind.length + AFTER;

/** Null where there is no room: a slot that is one long hole. */
function placeIn(draw: () => number, fits: (onset: number, longestHole: number) => boolean): number | null {
  for (const longestHole of SHORT_HOLES) {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const onset = draw();
      if (fits(onset, longestHole)) return onset;
    }
  }
  return null;
}

/** Signed log price; `sigma` = that of one minute before the onset. A move of s σ over w minutes is s·σ·√w. */
function sizeOf({ unit, size, moves }: EventKind, sign: number, sigma = NaN): number {
  return unit === 'percent' ? Math.log1p((sign * size) / 100) : sign * size * sigma * Math.sqrt(moves);
}

/** In order of onset. */
export function placeInjections(tape: Tape, seed: string, runs: number, kinds = KINDS): Injection[] {
  const found: Injection[] = [];
  const slots = Math.floor(scoredDays(tape) / SPACING_DAYS + 0.05);
  const width = (tape.length - SCORED_FROM) / slots;
  const sigmas = kinds.some(({ unit }) => unit === 'sigma') ? minuteSigmas(tape) : null;
  for (const kind of kinds) {
    const random = seededRandom(`${seed}|${tape.name}|${kind.name}`);
    for (let k = 0; k < runs * slots; k++) {
      const onset = placeIn(
        () => SCORED_FROM + Math.floor(((k % slots) + random.next()) * width),
        (at, longestHole) => isClear(tape, at - CLEAR_BEFORE, at + seenLength(kind), at, longestHole),
      );
      if (onset === null) continue;
      const sign = random.next() < 0.5 ? -1 : 1;
      found.push({ kind, onset, run: Math.floor(k / slots), size: sizeOf(kind, sign, sigmas?.[onset - 1]) });
    }
  }
  return found.sort((a, b) => a.onset - b.onset);
}

/** Candle `i` of the tape, its log price shifted by `before` at the open and `after` at the close. Wicks keep their size. */
export function shifted(tape: Tape, i: number, before: number, after: number, volume: number, out: Float64Array): void {
  const [open, high, low, close] = [tape.open[i], tape.high[i], tape.low[i], tape.close[i]];
  out[0] = open * Math.exp(before);
  out[3] = close * Math.exp(after);
  out[1] = (high / Math.max(open, close)) * Math.max(out[0], out[3]);
  out[2] = (low / Math.min(open, close)) * Math.min(out[0], out[3]);
  out[4] = tape.volume[i] * volume;
}

/** Log price that an event has added at the close of its minute k. */
export const addedAt = ({ kind, size }: Injection, k: number): number =>
  k < 0 ? 0 : size * kind.path(Math.min(k, kind.length - 1));

/** Candle at minute k of an injected event, k from 0 to seenLength − 1. */
export function injectedCandle(tape: Tape, injection: Injection, k: number, out: Float64Array, before = 0): void {
  const { kind, onset } = injection;
  const [from, to] = [before + addedAt(injection, k - 1), before + addedAt(injection, k)];
  shifted(tape, onset + k, from, to, k < kind.length ? kind.volume : 1, out);
}
