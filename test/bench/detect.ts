/**
 * Closed-candle updates through the whole detection (every detector, rarity, episodes, budget), with a learned week behind
 * each symbol, beside a loop that only reads the same candles: how many a second of one core (CPU time, so that a busy machine
 * does not count), how flat from 1 to 500 symbols, and how much state a symbol keeps.
 */
import { readFileSync } from 'node:fs';
import type { Candle } from '../../src-shared/market.ts';
import { resourcePath } from '../../src-main/base/paths.ts';
import { createDetection } from '../../src-main/detect/detection.ts';
import { parseThresholds, type Thresholds } from '../../src-main/detect/thresholds.ts';
import { benchSymbols, BENCH_VENUE, byMinute, walk } from './candles.ts';
import { type Bench, median, perSecond, promise, rate, ratio, sideBySide, spread } from './harness.ts';

const LEARNED_MINUTES = 7 * 1440;
const UPDATES = 500_000;
const QUICK_UPDATES = 100_000;
const PROMISED_PER_SECOND = 1_000_000;
const FLAT = 1.2;

export const detectBench: Bench = {
  name: 'detect',
  what: 'closed-candle updates of the full detection, a second of CPU',
  async run({ quick, rounds, print }) {
    const thresholds = shipped();
    const learned = learn(thresholds);
    const updates = quick ? QUICK_UPDATES : UPDATES;
    const costs: number[] = [];
    for (const count of [1, 50, 500]) {
      const symbols = benchSymbols(count);
      const minutes = Math.ceil(updates / count);
      const candles = byMinute(symbols.map((symbol) => walk(symbol, minutes, LEARNED_MINUTES, learned.close)));
      const results = await sideBySide(rounds, {
        detection: () => detectAll(thresholds, symbols, learned.state, candles),
        bare: () => perSecond(candles.length, readAll(candles)),
      });
      costs.push(1 / median(results.detection));
      print(
        `${count} symbols: ${spread(results.detection, rate)}; bare loop ${rate(median(results.bare))}, ` +
          `detection is ${(median(results.bare) / median(results.detection)).toFixed(0)} × a read; ` +
          promise(median(results.detection), '≥', PROMISED_PER_SECOND, rate),
      );
    }
    const [one = NaN] = costs;
    const steepest = Math.max(...costs.map((cost) => cost / one));
    print(`cost of an update, most symbols against one: × ${promise(steepest, '≤', FLAT, ratio)}`);
    print(`state of one symbol, serialised: ${(learned.bytes / 1024).toFixed(1)} KiB`);
  },
};

function shipped(): Thresholds {
  const parsed = parseThresholds(readFileSync(resourcePath('thresholds.yaml'), 'utf8'), 'thresholds.yaml');
  if (!parsed.ok) throw new Error(parsed.fault.detail);
  return parsed.value;
}

const detectionOf = (thresholds: Thresholds, symbols: readonly string[]) =>
  createDetection({ venue: BENCH_VENUE, symbols: [...symbols], thresholds, budgetPerDay: 5 });

/** A week of one symbol; every symbol of a bench starts from its state. */
function learn(thresholds: Thresholds): { state: unknown; close: number; bytes: number } {
  const [symbol = ''] = benchSymbols(1);
  const detection = detectionOf(thresholds, [symbol]);
  const candles = walk(symbol, LEARNED_MINUTES);
  for (const candle of candles) detection.warm(candle);
  const state = detection.serialise(symbol);
  return { state, close: candles.at(-1)?.close ?? NaN, bytes: JSON.stringify(state).length };
}

/** CPU time of this thread. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Updates a second. */
function detectAll(
  thresholds: Thresholds,
  symbols: readonly string[],
  state: unknown,
  candles: readonly Candle[],
): number {
  const detection = detectionOf(thresholds, symbols);
  for (const symbol of symbols) if (!detection.restore(symbol, state)) throw new Error('the learned state was refused');
  let raised = 0;
  const started = cpuMs();
  for (const candle of candles)
    for (const event of detection.onClosed(candle)) raised += event.kind === 'raised' ? 1 : 0;
  const ms = cpuMs() - started;
  // A detection that slept through the jumps would be fast and worthless.
  if (raised === 0) throw new Error('nothing was raised in the whole bench');
  return perSecond(candles.length, ms);
}

/** ms; the sum keeps the loop from being optimised away. */
function readAll(candles: readonly Candle[]): number {
  const started = cpuMs();
  let sum = 0;
  for (const { openTime, open, high, low, close, volume } of candles)
    sum += openTime + open + high + low + close + volume;
  const ms = cpuMs() - started;
  if (!Number.isFinite(sum)) throw new Error('a candle is no number');
  return ms;
}
