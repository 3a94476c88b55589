/**
 * How fast the whole detection is (every detector, rarity, episodes, budget), in calls a second of one core's CPU time, so that a
 * busy machine does not count: closed candles, and ticks of forming ones. Each symbol has learned a week. Watch-lists of several
 * sizes take turns in every round and live on from round to round; the first round only warms the code. Candles are made in
 * small batches outside the measured time, as fresh in the processor's cache as a feed's are, whatever the size of the list.
 */
import { readFileSync } from 'node:fs';
import { resourcePath } from '../../src-main/base/paths.ts';
import { createDetection, type Detection } from '../../src-main/detect/detection.ts';
import { parseThresholds, type Thresholds } from '../../src-main/detect/thresholds.ts';
import { MINUTE_MS, type Candle } from '../../src-shared/market.ts';
import { benchSymbols, BENCH_VENUE, walk, walker } from './candles.ts';
import { collectGarbage, perSecond } from './harness.ts';

export interface SpeedOptions {
  /** Calls measured of each kind, per round and size. */
  readonly calls: number;
  readonly rounds: number;
  readonly sizes?: readonly number[];
}

/** Calls a second, one per round. */
export interface SizeSpeed {
  readonly symbols: number;
  readonly closed: number[];
  readonly forming: number[];
  /** A loop that only reads the same candles. */
  readonly bare: number[];
}

export interface SpeedFigures {
  readonly sizes: readonly SizeSpeed[];
  /** JSON characters of one symbol's saved state. */
  readonly stateBytes: number;
  /** Heap and array buffers that the largest list needs, per symbol. */
  readonly memoryBytes: number;
}

export const SIZES: readonly number[] = [1, 50, 500];
const LEARNED_MINUTES = 7 * 1440;
const BUDGET_PER_DAY = 5;
/** Candles made at a time, in whole minutes of the list. */
const BATCH = 500;
const TICKS_PER_MINUTE = 8;

function shipped(): Thresholds {
  const parsed = parseThresholds(readFileSync(resourcePath('thresholds.yaml'), 'utf8'), 'thresholds.yaml');
  if (!parsed.ok) throw new Error(parsed.fault.detail);
  return parsed.value;
}

interface Learned {
  readonly thresholds: Thresholds;
  readonly state: unknown;
  readonly close: number;
}

const detectionOf = (thresholds: Thresholds, symbols: readonly string[]) =>
  createDetection({ venue: BENCH_VENUE, symbols: [...symbols], thresholds, budgetPerDay: BUDGET_PER_DAY });

/** A week of one symbol; every symbol starts from its state. */
function learn(): Learned {
  const [symbol = ''] = benchSymbols(1);
  const thresholds = shipped();
  const detection = detectionOf(thresholds, [symbol]);
  const candles = walk(symbol, LEARNED_MINUTES);
  for (const candle of candles) detection.warm(candle);
  return { thresholds, state: detection.serialise(symbol), close: candles.at(-1)?.close ?? NaN };
}

interface List {
  readonly speed: SizeSpeed;
  readonly detection: Detection;
  /** The next minutes of all symbols, minute by minute. */
  readonly batch: () => Candle[];
  raised: number;
}

function listOf(learned: Learned, count: number): List {
  const symbols = benchSymbols(count);
  const detection = detectionOf(learned.thresholds, symbols);
  for (const symbol of symbols) {
    if (!detection.restore(symbol, learned.state)) throw new Error('the learned state was refused');
  }
  const walkers = symbols.map((symbol) => walker(symbol, LEARNED_MINUTES, learned.close));
  const minutes = Math.max(1, Math.round(BATCH / count));
  const batch = () => Array.from({ length: minutes }, () => walkers.map((next) => next())).flat();
  return { speed: { symbols: count, closed: [], forming: [], bare: [] }, detection, batch, raised: 0 };
}

const bytesUsed = (): number => {
  // The first passes only queue what texts were decoded into.
  for (let pass = 0; pass < 6; pass++) collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** CPU time of the process: its other threads only collect garbage, and a thread's own clock is milliseconds behind on Linux. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function closeAll(list: List, candles: readonly Candle[]): void {
  for (const candle of candles) {
    for (const event of list.detection.onClosed(candle)) list.raised += event.kind === 'raised' ? 1 : 0;
  }
}

/** One tick further in each symbol's candle: a straight way from open to close, extremes as far as it has come. */
function formOnce(list: List, forming: readonly Candle[], whole: readonly Candle[], tick: number): void {
  const share = tick / TICKS_PER_MINUTE;
  for (let k = 0; k < forming.length; k++) {
    const [candle, { openTime, open, close, volume }] = [forming[k], whole[k]];
    candle.close = open + share * (close - open);
    candle.high = Math.max(candle.high, candle.close);
    candle.low = Math.min(candle.low, candle.close);
    candle.volume = share * volume;
    const time = openTime + (tick - 1) * (MINUTE_MS / TICKS_PER_MINUTE);
    for (const event of list.detection.onForming(candle, time)) list.raised += event.kind === 'raised' ? 1 : 0;
  }
}

const opened = (candle: Candle): Candle => ({ ...candle, high: candle.open, low: candle.open, close: candle.open, volume: 0 }); // prettier-ignore

function measureClosed(list: List, calls: number): void {
  let [done, ms, bareMs, sum] = [0, 0, 0, 0];
  while (done < calls) {
    const candles = list.batch();
    let started = cpuMs();
    for (const { openTime, open, high, low, close, volume } of candles)
      sum += openTime + open + high + low + close + volume;
    bareMs += cpuMs() - started;
    started = cpuMs();
    closeAll(list, candles);
    ms += cpuMs() - started;
    done += candles.length;
  }
  if (!Number.isFinite(sum)) throw new Error('a candle is no number');
  list.speed.closed.push(perSecond(done, ms));
  list.speed.bare.push(perSecond(done, bareMs));
}

/** The minutes close outside the measured time. */
function measureForming(list: List, calls: number): void {
  const { symbols } = list.speed;
  let [done, ms] = [0, 0];
  while (done < calls) {
    const candles = list.batch();
    for (let from = 0; from < candles.length; from += symbols) {
      const whole = candles.slice(from, from + symbols);
      const forming = whole.map(opened);
      const started = cpuMs();
      for (let tick = 1; tick <= TICKS_PER_MINUTE; tick++) formOnce(list, forming, whole, tick);
      ms += cpuMs() - started;
      closeAll(list, whole);
      done += TICKS_PER_MINUTE * whole.length;
    }
  }
  list.speed.forming.push(perSecond(done, ms));
}

export function speedFigures({ calls, rounds, sizes = SIZES }: SpeedOptions): SpeedFigures {
  const learned = learn();
  const lists: List[] = [];
  let memoryBytes = 0;
  for (const size of sizes) {
    const before = bytesUsed();
    lists.push(listOf(learned, size));
    memoryBytes = (bytesUsed() - before) / size;
  }
  for (let round = 0; round <= rounds; round++) {
    for (const measure of [measureClosed, measureForming]) {
      for (let k = 0; k < lists.length; k++) {
        const list = lists[(k + round) % lists.length];
        collectGarbage();
        measure(list, calls);
        if (round === 0)
          for (const values of [list.speed.closed, list.speed.forming, list.speed.bare]) values.length = 0;
      }
    }
  }
  // A detection that slept through the jumps would be fast and worthless.
  if (lists.some(({ raised }) => raised === 0)) throw new Error('nothing was raised in the whole bench');
  return {
    sizes: lists.map(({ speed }) => speed),
    stateBytes: JSON.stringify(learned.state).length,
    memoryBytes,
  };
}
