/**
 * Events added to a recorded tape: a path is added to the log price, levels stay, base volume is multiplied while they last.
 * At most one event per four days and copy of the tape, none near a hole; several copies (runs) with their own places and signs.
 * An event is seen from its first minute to `AFTER` minutes after its last. Sizes in percent. Seeded.
 */
import { seededRandom } from '../../../src-main/base/random.ts';
import { SCORED_FROM, scoredDays, type Tape } from './tape.ts';

export interface EventKind {
  readonly name: string;
  readonly percent: number;
  /** Minutes that the event lasts. */
  readonly length: number;
  /** Share of the whole size that has been reached at the close of its minute k = 0, 1, … */
  readonly path: (k: number) => number;
}

const ramp = (percent: number, length: number): EventKind => ({
  name: `ramp${length} ${percent}%`,
  percent,
  length,
  path: (k) => Math.min(1, (k + 1) / length),
});
export const jump = (percent: number): EventKind => ({ name: `jump ${percent}%`, percent, length: 1, path: () => 1 });
const back = (percent: number): EventKind => ({
  name: `back ${percent}%`,
  percent,
  length: 3,
  path: (k) => (k < 2 ? 1 : 0),
});

/** Those with a goal, then those only compared. */
export const KINDS: readonly EventKind[] = [
  jump(2),
  back(2),
  ramp(4, 15),
  ramp(4, 60),
  jump(1),
  jump(4),
  ramp(2, 5),
  ramp(2, 15),
  ramp(3, 60),
];

export interface Injection {
  readonly kind: EventKind;
  readonly onset: number;
  readonly sign: number;
}

/** Minutes after an event in which an alert still counts. */
export const AFTER = 15;
export const VOLUME_FACTOR = 4;
const SPACING_DAYS = 4;
const CLEAR_BEFORE = 120;
export const seenLength = (kind: EventKind): number => kind.length + AFTER;

function isClear(tape: Tape, from: number, to: number): boolean {
  if (from < 0 || to >= tape.length) return false;
  for (let i = from; i <= to; i++) if (Number.isNaN(tape.close[i])) return false;
  return true;
}

/** In order of onset. */
export function placeInjections(tape: Tape, seed: string, runs: number, kinds = KINDS): Injection[] {
  const found: Injection[] = [];
  const slots = Math.floor(scoredDays(tape) / SPACING_DAYS + 0.05);
  const width = (tape.length - SCORED_FROM) / slots;
  for (const kind of kinds) {
    const random = seededRandom(`${seed}|${tape.name}|${kind.name}`);
    for (let k = 0; k < runs * slots; k++) {
      let onset: number;
      do onset = SCORED_FROM + Math.floor(((k % slots) + random.next()) * width);
      while (!isClear(tape, onset - CLEAR_BEFORE, onset + seenLength(kind)));
      found.push({ kind, onset, sign: random.next() < 0.5 ? -1 : 1 });
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

/** Candle at minute k of an injected event, k from 0 to seenLength − 1. */
export function injectedCandle(tape: Tape, { kind, onset, sign }: Injection, k: number, out: Float64Array): void {
  const size = Math.log1p((sign * kind.percent) / 100);
  const at = (m: number) => (m < 0 ? 0 : size * kind.path(Math.min(m, kind.length - 1)));
  shifted(tape, onset + k, at(k - 1), at(k), k < kind.length ? VOLUME_FACTOR : 1, out);
}
