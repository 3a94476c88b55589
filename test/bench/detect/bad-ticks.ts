/**
 * A tape as prints through guard, candle builder and detection, as the hot path does it, with and without bad ones in between. What
 * it stores and alerts beyond what the same prints without the bad ones give is the bad ones' doing: promised 0. A quarter of them
 * falls into the tape's wildest minutes. Without the guard the same says how bad they are. Seeded.
 */
import { seededRandom } from '../../../src-main/base/random.ts';
import { createTickGuard } from '../../../src-main/feed/tick-guard.ts';
import { createCandleBuilder } from '../../../src-main/market/candle-builder.ts';
import { MINUTE_MS, type EpochMs, type Trade } from '../../../src-shared/market.ts';
import { BAD_KINDS, badPrint, type BadKind } from './bad-prints.ts';
import { pathOf, priceAt } from './live-minute.ts';
import { rowOf } from './score.ts';
import { createWhole, type Stored } from './stored.ts';
import { SCORED_FROM, type Tape } from './tape.ts';

export const BUDGET_PER_DAY = 5;
/** Sound prints a minute: enough that each point of the minute's path is one of them. */
export const PRINTS = 7;
const FIRST_MS = 2000;
const EVERY_MS = 9000;
/** After the end of a minute without a later print, as the live market does. */
const GRACE_MS = 5000;
const APART_MINUTES = 3;
const WILD_EVERY = 4;
const WILD_SHARE = 0.01;

export interface BadTick {
  readonly kind: BadKind;
  /** Index on the tape, and sound print of that minute after which it comes. */
  readonly minute: number;
  readonly after: number;
}

/** In order; apart by some minutes, so that none confirms another. */
export function placeBadTicks(tape: Tape, seed: string, count: number): BadTick[] {
  const random = seededRandom(`${seed}|${tape.name}|bad ticks`);
  const usable = (i: number) => tape.close[i] > 0 && tape.close[i - 1] > 0;
  const size = (i: number) => Math.abs(Math.log(tape.high[i] / tape.low[i]));
  const wild = Array.from({ length: tape.length - SCORED_FROM }, (_, k) => k + SCORED_FROM).filter(usable);
  wild.sort((a, b) => size(b) - size(a));
  wild.length = Math.ceil(wild.length * WILD_SHARE);
  const taken = new Set<number>();
  for (let k = 0; taken.size < count; k++) {
    const minute = k % WILD_EVERY === 0 ? random.pick(wild) : random.int(SCORED_FROM, tape.length - 1);
    const near = Array.from({ length: 2 * APART_MINUTES + 1 }, (_, d) => minute - APART_MINUTES + d);
    if (usable(minute) && near.every((other) => !taken.has(other))) taken.add(minute);
    if (k > 100 * count) throw new Error(`no room for ${count} bad ticks on ${tape.name}`);
  }
  return [...taken].map((minute, k) => ({ kind: BAD_KINDS[k % BAD_KINDS.length], minute, after: random.int(0, PRINTS - 1) }))
    .sort((a, b) => a.minute - b.minute); // prettier-ignore
}

interface Lived {
  readonly stored: Stored[];
  readonly refused: Record<string, number>;
}

/** `guarded` false: what the builder itself refuses is all that is refused. */
export function livedPrints(tape: Tape, seed: string, bad: readonly BadTick[], guarded: boolean): Lived {
  const { symbol } = tape;
  const whole = createWhole({ symbols: [symbol], budgetPerDay: BUDGET_PER_DAY });
  const builder = createCandleBuilder({ symbol, venue: 'tape' });
  const random = seededRandom(`${seed}|${tape.name}|bad prints`);
  let now: EpochMs = 0;
  const market = { now: () => now, sleep: () => Promise.resolve(), every: () => () => undefined };
  const guard = createTickGuard({ market });
  const row = new Float64Array(5);
  let [minute, next, id] = [0, 0, 0];
  for (; minute < SCORED_FROM; minute++) {
    rowOf(tape, minute, row);
    if (row[3] > 0) whole.feed(symbol, tape.first + minute, row);
  }

  function take(trade: Trade): void {
    for (const passed of guarded ? guard.accept(trade) : [trade]) {
      if (passed.kind !== 'trade') continue;
      const { closed, forming } = builder.onTrade(passed);
      if (closed) whole.note(whole.detection.onClosed(closed), tape.first + minute);
      if (forming) whole.note(whole.detection.onForming(forming, passed.eventTime), tape.first + minute);
    }
  }

  function settle(): void {
    const closed = builder.closeUpTo(now - GRACE_MS);
    if (closed) whole.note(whole.detection.onClosed(closed), tape.first + minute);
    whole.note(whole.detection.settle(now), tape.first + minute);
  }

  const sound = (k: number, path: readonly number[]): Trade => {
    const price = priceAt(path, k / (PRINTS - 1));
    id += 1;
    const times = { eventTime: now, receivedTime: now };
    return { kind: 'trade', symbol, price, amount: row[4] / PRINTS, side: null, tradeId: String(id), ...times };
  };

  for (; minute < tape.length; minute++) {
    rowOf(tape, minute, row);
    const start = (tape.first + minute) * MINUTE_MS;
    now = start;
    settle();
    if (!(row[3] > 0 && row[4] > 0)) continue;
    const path = pathOf(row);
    for (let k = 0; k < PRINTS; k++) {
      now = start + FIRST_MS + k * EVERY_MS;
      const near = sound(k, path);
      settle();
      take(near);
      const tick = bad[next];
      if (tick?.minute !== minute || tick.after !== k) continue;
      next += 1;
      now += random.int(1, k === PRINTS - 1 ? MINUTE_MS - FIRST_MS - k * EVERY_MS - 1 : EVERY_MS - 1);
      take(badPrint(tick.kind, { near, now, minuteVolume: row[4], random }, `bad ${next}`));
    }
  }
  return { stored: whole.stored(), refused: guard.counts() };
}

export interface BadFigures {
  given: number;
  /** Stored and alerted only with the bad prints, and only without them. */
  anomalies: number;
  alerts: number;
  lost: number;
  lostAlerts: number;
}

/** What stored anomalies and alerts two runs differ by, by identity. */
export function difference(clean: readonly Stored[], dirty: readonly Stored[], given: number): BadFigures {
  const alerted = (stored: readonly Stored[]) => stored.filter(({ alertedAt }) => alertedAt !== null);
  const beyond = (more: readonly Stored[], less: readonly Stored[]) => {
    const known = new Set(less.map(({ id }) => id));
    return more.filter(({ id }) => !known.has(id)).length;
  };
  return {
    given,
    anomalies: beyond(dirty, clean),
    alerts: beyond(alerted(dirty), alerted(clean)),
    lost: beyond(clean, dirty),
    lostAlerts: beyond(alerted(clean), alerted(dirty)),
  };
}

export interface BadTicksOfTape {
  readonly tape: string;
  readonly anomalies: number;
  readonly refused: Record<string, number>;
  readonly together: BadFigures;
  readonly unguarded: BadFigures;
  /** Each kind alone; only looked at when all together make a difference. */
  readonly alone: Record<string, BadFigures>;
  /** Where an anomaly came that the clean tape does not have, and the newest bad print before it, of a kind alone. */
  readonly examples: readonly string[];
}

const at = (minute: number) => new Date(minute * MINUTE_MS).toISOString().slice(0, 16);

function examplesOf(tape: Tape, bad: readonly BadTick[], clean: readonly Stored[], dirty: readonly Stored[]): string[] {
  const known = new Set(clean.map(({ id }) => id));
  const fresh = dirty.filter(({ id }) => !known.has(id));
  return fresh.map(({ detected }) => {
    const tick = bad.findLast(({ minute }) => minute <= detected - tape.first);
    const after = tick ? `${tick.kind.name} at ${at(tape.first + tick.minute)}, sound print ${tick.after}` : 'none';
    return `${tape.name} ${at(detected)} after ${after}`;
  });
}

export function badTicksOf(tape: Tape, seed: string, count: number): BadTicksOfTape {
  const bad = placeBadTicks(tape, seed, count);
  const clean = livedPrints(tape, seed, [], true);
  const dirty = livedPrints(tape, seed, bad, true);
  const bare = [livedPrints(tape, seed, [], false), livedPrints(tape, seed, bad, false)];
  const together = difference(clean.stored, dirty.stored, bad.length);
  const differs = together.anomalies + together.alerts + together.lost + together.lostAlerts > 0;
  const alone: Record<string, BadFigures> = {};
  const examples: string[] = [];
  for (const { name } of BAD_KINDS) {
    const own = bad.filter(({ kind }) => kind.name === name);
    const lived = differs ? livedPrints(tape, seed, own, true) : clean;
    alone[name] = difference(clean.stored, lived.stored, own.length);
    examples.push(...examplesOf(tape, own, clean.stored, lived.stored));
  }
  return {
    tape: tape.name,
    anomalies: clean.stored.filter(({ detected }) => detected >= tape.first + SCORED_FROM).length,
    refused: dirty.refused,
    together,
    unguarded: difference(bare[0].stored, bare[1].stored, bad.length),
    alone,
    examples,
  };
}
