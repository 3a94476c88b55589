/**
 * How many prints after its first one a jump is raised: one-minute jumps of 2 % injected into candles (between two prints at a drawn
 * moment, volume × 4 in that minute, the more of it on the prints that follow), played as prints through guard, candle builder
 * and detection. 1 = on the jump's first print. node test/bench/detect/ticks.ts [--jumps 120] [--seed mane] [--tapes folder]
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom, type Random } from '../../../src-main/base/random.ts';
import { createDetection } from '../../../src-main/detect/detection.ts';
import { lookUp } from '../../../src-main/detect/thresholds.ts';
import { createReading } from '../../../src-main/detect/reading.ts';
import { Watch } from '../../../src-main/detect/watch.ts';
import { createTickGuard } from '../../../src-main/feed/tick-guard.ts';
import { createCandleBuilder } from '../../../src-main/market/candle-builder.ts';
import { MINUTE_MS, type Candle, type EpochMs, type Trade } from '../../../src-shared/market.ts';
import { sharedData } from '../../fixtures/shared-data.ts';
import { jump } from './event-kinds.ts';
import { placeInjections, type Injection } from './inject.ts';
import { shippedThresholds } from './product.ts';
import { median, printTable } from './tables.ts';
import { loadTapes, type Tape } from './tape.ts';

export interface TickDelayOptions {
  readonly tapes: readonly Tape[];
  readonly seed: string;
  readonly jumps: number;
  /** Prints of the jump's minute; default 24, about what a venue shows in a busy minute. */
  readonly prints?: number;
  readonly percent?: number;
}

export interface TickDelays {
  /** Prints from the jump's first one to the raise; raised at the close: one more than the minute had. */
  readonly prints: number[];
  /** Raised only when the minute closed, not raised in their minute, and not judged because it was raised before the jump. */
  readonly atClose: number;
  readonly missed: number;
  readonly before: number;
  /** Prints until the running volume reached each of `SHARES` of what makes the minute busy; Infinity: not in the minute. */
  readonly until: readonly number[][];
  /** Prints the guard held back at the jump. */
  readonly held: number;
}

const BUDGET_PER_DAY = 5;
const DEFAULT_PRINTS = 24;
export const SHARES = [1, 0.5, 0.25, 0.1] as const;
const NONE = -1;

export function tickDelays(options: TickDelayOptions): TickDelays {
  const found: Found = { prints: [], atClose: 0, missed: 0, before: 0, until: SHARES.map(() => []), held: 0 };
  const kind = jump(options.percent ?? 2);
  const once = options.tapes.map((tape) => placeInjections(tape, options.seed, 1, [kind]));
  const runs = Math.ceil(options.jumps / Math.max(1, once.flat().length));
  for (const tape of options.tapes)
    measureTape(tape, placeInjections(tape, options.seed, runs, [kind]), options, found);
  return found;
}

type Found = { -readonly [K in keyof TickDelays]: TickDelays[K] };

/** Learns the tape up to each jump, plays it from that state, and goes on without it. */
function measureTape(tape: Tape, jumps: readonly Injection[], options: TickDelayOptions, found: Found): void {
  const detection = detectionOf(tape.symbol);
  let next = 0;
  for (let i = 0; i < tape.length && next < jumps.length; i++) {
    while (jumps[next]?.onset === i) {
      const random = seededRandom(`${options.seed}|${tape.name}|${next}|ticks`);
      playJump(tape, jumps[next], detection.serialise(tape.symbol), { options, random, found });
      next += 1;
    }
    if (tape.close[i] > 0) detection.warm(candleAt(tape, i));
  }
}

const detectionOf = (symbol: string) =>
  createDetection({ venue: 'tape', symbols: [symbol], thresholds: shippedThresholds(), budgetPerDay: BUDGET_PER_DAY });

function candleAt(tape: Tape, i: number): Candle {
  const [open, high, low, close, volume] = [tape.open[i], tape.high[i], tape.low[i], tape.close[i], tape.volume[i]];
  const openTime = (tape.first + i) * MINUTE_MS;
  return {
    symbol: tape.symbol,
    venue: 'tape',
    openTime,
    open,
    high,
    low,
    close,
    volume,
    trades: null,
    repaired: false,
  };
}

interface Playing {
  readonly options: TickDelayOptions;
  readonly random: Random;
  readonly found: Found;
}

/** The last price first, so that the guard knows it; then the jump's minute print by print. */
function playJump(tape: Tape, at: Injection, state: unknown, { options, random, found }: Playing): void {
  const detection = detectionOf(tape.symbol);
  detection.restore(tape.symbol, state);
  const builder = createCandleBuilder({ symbol: tape.symbol, venue: 'tape' });
  const probe = new Watch({ symbol: tape.symbol, prior: lookUp(shippedThresholds(), tape.symbol) });
  const reading = createReading();
  probe.restore(state);
  let now: EpochMs = 0;
  const guard = createTickGuard({ market: { now: () => now } as never });
  const before = tape.close[at.onset - 1];
  guard.accept(printAt(tape.symbol, (tape.first + at.onset) * MINUTE_MS - 1, before, 1e-9));
  const { size } = at;
  const prints = printsOf(candleAt(tape, at.onset), size, options.prints ?? DEFAULT_PRINTS, random);
  const until = SHARES.map(() => Infinity);
  let [since, raisedAfter, held] = [0, NONE, 0];
  for (const { trade, jumped } of prints) {
    now = trade.eventTime;
    if (jumped) since += 1;
    const passed = guard.accept(trade);
    if (jumped && passed.length === 0) held += 1;
    for (const one of passed) {
      const { forming } = builder.onTrade(one as Trade);
      if (forming === null) continue;
      const events = detection.onForming(forming, now);
      if (raisedAfter === NONE && events.some((event) => event.kind === 'raised')) raisedAfter = since;
      if (since > 0)
        SHARES.forEach(
          (share, k) =>
            (until[k] = Math.min(
              until[k],
              probe.read({ ...forming, volume: forming.volume / share }, false, reading) && reading.busy
                ? since
                : Infinity,
            )),
        );
    }
  }
  found.held += held;
  until.forEach((count, k) => found.until[k].push(count));
  if (raisedAfter > 0) return void found.prints.push(raisedAfter);
  if (raisedAfter === 0) return void (found.before += 1);
  const closed = builder.closeUpTo(Infinity);
  const raised = closed !== null && detection.onClosed(closed).some((event) => event.kind === 'raised');
  if (raised) {
    found.atClose += 1;
    found.prints.push(since + 1);
  } else found.missed += 1;
}

const printAt = (symbol: string, eventTime: EpochMs, price: number, amount: number): Trade => ({
  kind: 'trade',
  symbol,
  price,
  amount,
  side: null,
  tradeId: null,
  eventTime,
  receivedTime: eventTime,
});

/** The minute's own way from open to close, shifted from the jump's print on; what it trades more comes from that print on. */
function printsOf(candle: Candle, size: number, count: number, random: Random): { trade: Trade; jumped: boolean }[] {
  const first = random.int(1, count - 1);
  const weights = Array.from({ length: count }, () => Math.exp(random.normal()));
  const sum = (from: number) => weights.slice(from).reduce((total, weight) => total + weight, 0);
  const [all, after] = [sum(0), sum(first)];
  const { symbol, openTime, open, high, low, close, volume } = candle;
  return weights.map((weight, k) => {
    const jumped = k >= first;
    const way = open * (close / open) ** (k / (count - 1)) + 0.1 * (high - low) * random.normal();
    const price = Math.min(high, Math.max(low, way)) * (jumped ? Math.exp(size) : 1);
    const amount = (volume * weight) / all + (jumped ? ((jump(0).volume - 1) * volume * weight) / after : 0);
    const eventTime = openTime + Math.floor(((k + 0.9 * random.next()) * MINUTE_MS) / count);
    return { trade: printAt(symbol, eventTime, price, amount), jumped };
  });
}

export function tickDelayRow(name: string, { prints, until, atClose, missed, before, held }: TickDelays): string[] {
  const within = (most: number) => prints.filter((count) => count <= most).length;
  const shares = until.map((counts) => median(counts));
  const jumps = prints.length + missed + before;
  return [name, ...[jumps, median(prints), within(1), within(2), atClose, missed, before, held, ...shares].map(String)];
}

export const TICK_DELAY_HEAD = ['prints until a jump is raised', 'jumps', 'median', '1', '≤ 2', 'at close', 'missed', 'before', 'held by guard', ...SHARES.map((share) => `until ${share} busy`)]; // prettier-ignore

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      jumps: { type: 'string', default: '120' },
      seed: { type: 'string', default: 'mane' },
      tapes: { type: 'string' },
    },
  });
  const folder = values.tapes ?? join(sharedData() ?? '.', 'tapes');
  if (!existsSync(folder)) throw new Error(`no tapes at ${folder}: give a folder of SYMBOL.ERA.csv[.gz] files`);
  const tapes = loadTapes(folder);
  const of = { tapes, seed: values.seed, jumps: Number(values.jumps) };
  console.log(`seed ${values.seed}, jumps of 2 %, volume × ${jump(0).volume}, ${tapes.length} tapes`);
  printTable(
    TICK_DELAY_HEAD,
    [12, 24, 60].map((prints) => tickDelayRow(`${prints} prints a minute`, tickDelays({ ...of, prints }))),
  );
}
