/**
 * A market-wide crash on a watch-list of recorded tapes: each symbol falls by its own beta (0.8–1.4) times the size, its start
 * delayed by 0–2 minutes, volume × 10 while it falls. Everything on, from the state that the list had just before. Counted are
 * the notifications of the first hour: those that lead a group and the single ones. Promised: one leads, three are single.
 * Minutes since 1970. Seeded.
 */
import { seededRandom, type Random } from '../../../src-main/base/random.ts';
import { HOUR_MS, MINUTE_MS, type EpochMs } from '../../../src-shared/market.ts';
import type { Cluster } from './clusters.ts';
import { ramp, type EventKind } from './event-kinds.ts';
import { injectedCandle, type Injection } from './inject.ts';
import { feedLive } from './live-minute.ts';
import { rowOf, type Row } from './score.ts';
import { createWhole, type Stored, type Whole } from './stored.ts';
import { isClear, SHORT_HOLES, type Tape } from './tape.ts';

export const BUDGET_PER_DAY = 5;
export const PROMISED = { leading: 1, single: 3 } as const;
const VOLUME = 10;
const BETA = { least: 0.8, most: 1.4 } as const;
const MOST_DELAY = 2;
/** Minutes before the crash that are fed from the saved state, so that what is not saved (newest readings) is there. */
const LEAD = 5;
const HOUR = 60;
const CLEAR = 120;
const MOST_TRIES = 1000;

export interface CrashShape {
  readonly name: string;
  /** Negative: a fall. */
  readonly percent: number;
  readonly minutes: number;
}

export const SHAPES: readonly CrashShape[] = [
  { name: '−8 % in 10 min', percent: -8, minutes: 10 },
  { name: '−5 % in 3 min', percent: -5, minutes: 3 },
];

export interface Notified {
  readonly leading: number;
  readonly single: number;
}

export interface CrashPlace extends Notified {
  readonly place: number;
  readonly shape: string;
  readonly live: boolean;
  /** Symbols that the user was told of, in order. */
  readonly symbols: readonly string[];
  /** Stored anomalies of the hour. */
  readonly anomalies: number;
  /** Of the anomalies that the user was not told of, by symbol. */
  readonly silent: readonly string[];
}

/** Alerts granted in the hour from `from`: leaders of a group, and all others. */
export function notifiedIn(stored: readonly Stored[], from: EpochMs): Notified {
  const told = stored.filter(({ alertedAt }) => alertedAt !== null && alertedAt >= from && alertedAt < from + HOUR_MS);
  const leading = told.filter(({ id, group }) => group === id).length;
  return { leading, single: told.length - leading };
}

/** In order, one in each of `count` equal spans of time that is not all holes. */
export function placesOf({ tapes, from, to }: Cluster, seed: string, count: number): number[] {
  const random = seededRandom(`${seed}|crash|${tapes.map(({ name }) => name).join()}`);
  const width = (to - from) / count;
  return Array.from({ length: count }, (_, k) => {
    for (const longestHole of SHORT_HOLES) {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const place = Math.floor(from + (k + random.next()) * width);
        const at = (tape: Tape) => place - tape.first;
        const fits = (tape: Tape) => isClear(tape, at(tape) - CLEAR, at(tape) + HOUR + LEAD, at(tape), longestHole);
        if (tapes.every(fits)) return place;
      }
    }
    return NaN;
  }).filter(Number.isFinite);
}

/** The crash as an event of each tape. */
export function crashOf({ tapes }: Cluster, place: number, shape: CrashShape, random: Random): Injection[] {
  const kind: EventKind = { ...ramp(shape.percent, shape.minutes), volume: VOLUME };
  return tapes.map((tape) => {
    const beta = BETA.least + (BETA.most - BETA.least) * random.next();
    const onset = place - tape.first + random.int(0, MOST_DELAY);
    return { kind, onset, run: 0, size: beta * Math.log1p(shape.percent / 100) };
  });
}

function crashRow(tape: Tape, crash: Injection | undefined, minute: number, out: Row): void {
  const k = minute - tape.first - (crash?.onset ?? 0);
  if (!crash || k < 0) rowOf(tape, minute - tape.first, out);
  else injectedCandle(tape, crash, k, out);
}

interface Saved {
  readonly symbols: readonly unknown[];
  readonly shared: unknown;
}

const save = ({ detection }: Whole, { tapes }: Cluster): Saved => ({
  symbols: tapes.map(({ symbol }) => detection.serialise(symbol)),
  shared: detection.serialiseShared(),
});

function restored(cluster: Cluster, saved: Saved): Whole {
  const whole = wholeOf(cluster);
  const sound = cluster.tapes.every(({ symbol }, k) => whole.detection.restore(symbol, saved.symbols[k]));
  if (!sound || !whole.detection.restoreShared(saved.shared)) throw new Error('a state was not restored');
  return whole;
}

const wholeOf = ({ tapes }: Cluster) =>
  createWhole({ symbols: tapes.map(({ symbol }) => symbol), budgetPerDay: BUDGET_PER_DAY });

function lived(
  cluster: Cluster,
  saved: Saved,
  place: number,
  shape: CrashShape,
  crash: Injection[],
  live: boolean,
): CrashPlace {
  const whole = restored(cluster, saved);
  const rows = cluster.tapes.map(({ symbol }) => ({ symbol, row: new Float64Array(5) }));
  for (let minute = place - LEAD; minute <= place + HOUR; minute++) {
    cluster.tapes.forEach((tape, k) => crashRow(tape, crash[k], minute, rows[k].row));
    const traded = rows.filter(({ row }) => row[3] > 0);
    if (live) feedLive(whole, minute, traded);
    else for (const { symbol, row } of traded) whole.feed(symbol, minute, row);
  }
  whole.note(whole.detection.settle((place + HOUR + 1) * MINUTE_MS), place + HOUR);
  const raised = whole.stored().filter(({ detected }) => detected >= place);
  const told = whole.stored().filter(({ alertedAt }) => alertedAt !== null && alertedAt >= place * MINUTE_MS);
  return {
    ...notifiedIn(whole.stored(), place * MINUTE_MS),
    place,
    shape: shape.name,
    live,
    symbols: told.sort((a, b) => a.alertedAt! - b.alertedAt!).map(({ symbol }) => symbol),
    anomalies: raised.length,
    silent: raised.filter(({ alertedAt }) => alertedAt === null).map(({ symbol, reason }) => `${symbol} ${reason}`),
  };
}

export const NO_CRASH = 'no crash';

/** Every shape at every place, live and by closed candles, and the same hours without a crash. */
export function crashPlaces(cluster: Cluster, seed: string, count: number): CrashPlace[] {
  const whole = wholeOf(cluster);
  const places = placesOf(cluster, seed, count);
  const random = seededRandom(`${seed}|betas`);
  const found: CrashPlace[] = [];
  const row = new Float64Array(5);
  const start = Math.min(...cluster.tapes.map(({ first }) => first));
  for (let minute = start; found.length < places.length * (1 + 2 * SHAPES.length); minute++) {
    const place = minute + LEAD;
    if (places.includes(place)) {
      const saved = save(whole, cluster);
      found.push(lived(cluster, saved, place, { ...SHAPES[0], name: NO_CRASH }, [], false));
      for (const shape of SHAPES) {
        const crash = crashOf(cluster, place, shape, random);
        for (const live of [false, true]) found.push(lived(cluster, saved, place, shape, crash, live));
      }
    }
    for (const tape of cluster.tapes) {
      if (!(tape.close[minute - tape.first] > 0)) continue;
      rowOf(tape, minute - tape.first, row);
      whole.feed(tape.symbol, minute, row);
    }
  }
  return found;
}
