/** A detection that is stopped anywhere and started from what it wrote says afterwards exactly what it would have said. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src-main/base/random.ts';
import { createDetection, type Detection, type DetectionEvent } from '../../../src-main/detect/detection.ts';
import type { Candle } from '../../../src-shared/market.ts';
import { after, at, DAYS, JUMP_AT } from './scene.ts';
import { merged, shippedThresholds, tape, ticksOf } from './synthetic.ts';

const SYMBOLS = ['BTC-USD', 'BTC-USDT', 'ETH-USD'];
const raisers = { volumeRaises: true, zScoreRaises: true, bollingerRaises: true };
const detectionOf = (settings = {}) =>
  createDetection({ venue: 'test', symbols: SYMBOLS, thresholds: shippedThresholds(), budgetPerDay: 5, ...settings });

const random = seededRandom('restart');
const jumps = () =>
  new Map([
    [JUMP_AT, 0.03],
    ...Array.from({ length: 12 }, (_, i) => [JUMP_AT + 7 + i * 9, 0.02 * (random.next() - 0.5)] as const),
  ]);
const candles = merged(
  SYMBOLS.map((symbol) =>
    tape({ symbol, seed: symbol, minutes: DAYS + 480, jumps: symbol === 'BTC-USDT' ? new Map() : jumps() }),
  ),
);
const [past, rest] = [candles.filter((c) => c.openTime < at(JUMP_AT - 5)), after(candles, at(JUMP_AT - 5))];

/** Ticks and closed candles, one step each. */
const steps = rest.flatMap((candle) => [
  ...ticksOf(candle).map(
    ({ forming, eventTime }) =>
      (d: Detection) =>
        d.onForming(forming, eventTime),
  ),
  (d: Detection) => d.onClosed(candle),
]);

function warmed(settings = {}): Detection {
  const detection = detectionOf(settings);
  for (const candle of past) detection.warm(candle);
  return detection;
}
const run = (detection: Detection, of: typeof steps): DetectionEvent[] => of.flatMap((step) => step(detection));
const throughJson = (state: unknown): unknown => JSON.parse(JSON.stringify(state));

function restored(from: Detection, settings = {}): Detection {
  const detection = detectionOf(settings);
  for (const symbol of SYMBOLS) expect(detection.restore(symbol, throughJson(from.serialise(symbol)))).toBe(true);
  expect(detection.restoreShared(throughJson(from.serialiseShared()))).toBe(true);
  return detection;
}
const stateOf = (detection: Detection) => [...SYMBOLS.map((s) => detection.serialise(s)), detection.serialiseShared()];

/** The step after which the first event with this outcome has come. */
function stepOf(alert: string): number {
  const detection = warmed();
  return steps.findIndex((step) => step(detection).some((e) => e.kind === 'raised' && e.alert === alert)) + 1;
}

describe('a restart', () => {
  it('in the middle of an open episode changes nothing afterwards', () => {
    for (const settings of [{}, raisers]) {
      // Three symbols, five steps a minute: three minutes after the jump, between two ticks.
      const cut = 3 * 5 * 8 + 2;
      const original = warmed(settings);
      run(original, steps.slice(0, cut));
      expect(original.openAnomalies().length).toBeGreaterThan(0);
      const other = restored(original, settings);
      expect(other.openAnomalies()).toEqual(original.openAnomalies());
      const left = steps.slice(cut);
      expect(run(other, left)).toEqual(run(original, left));
      expect(stateOf(other)).toEqual(stateOf(original));
    }
  });

  it('while an alert waits for another quote lets it be decided as it would have been', () => {
    const cut = stepOf('held');
    expect(cut).toBeGreaterThan(0);
    const original = warmed();
    run(original, steps.slice(0, cut));
    const other = restored(original);
    const [a, b] = [run(original, steps.slice(cut)), run(other, steps.slice(cut))];
    expect(b).toEqual(a);
    const held = original
      .openAnomalies()
      .concat(a.map((e) => e.anomaly))
      .map((row) => row.detection_metadata.reason);
    expect(held.some((reason) => /did not move along|^alerted|same move/.test(reason))).toBe(true);
  });

  it('anywhere, again and again, changes nothing either', () => {
    const draw = seededRandom('restart, often');
    const plain = run(warmed(), steps);
    let detection = warmed();
    const events: DetectionEvent[] = [];
    for (const step of steps) {
      if (draw.next() < 0.01) detection = restored(detection);
      events.push(...step(detection));
    }
    expect(plain.length).toBeGreaterThan(20);
    expect(events).toEqual(plain);
  });

  it('takes with it all that is read of a symbol', () => {
    const original = warmed();
    run(original, steps.slice(0, 400));
    const other = restored(original);
    for (const symbol of SYMBOLS) {
      expect(other.levels(symbol)).toEqual(original.levels(symbol));
      expect(other.rarity(symbol)).toEqual(original.rarity(symbol));
      expect(other.spark(symbol)).toEqual(original.spark(symbol));
      expect(other.beta(symbol)).toEqual(original.beta(symbol));
      expect(other.rarityHistory(symbol, at(0), at(DAYS + 480))).toEqual(
        original.rarityHistory(symbol, at(0), at(DAYS + 480)),
      );
    }
    expect(original.budget().last24h).toBeGreaterThan(0);
    expect(other.budget()).toEqual(original.budget());
    // Time that has passed without a candle is known too.
    original.settle(at(JUMP_AT + 3 * 1440));
    expect(original.budget().last24h).toBe(0);
    expect(restored(original).budget()).toEqual(original.budget());
    expect(other.alertLevel()).toBe(original.alertLevel());
  });

  it('keeps a symbol within 64 KB, however long it has run', () => {
    const detection = warmed(raisers);
    run(detection, steps);
    const bytes = (of: Detection) => SYMBOLS.map((symbol) => JSON.stringify(of.serialise(symbol)).length);
    for (const size of bytes(detection)) expect(size).toBeLessThanOrEqual(65_536);
    const fresh: Candle[] = past.slice(0, 600);
    const young = detectionOf(raisers);
    for (const candle of fresh) young.warm(candle);
    // A block of fixed size: it does not grow with what was seen.
    for (const [i, size] of bytes(young).entries()) expect(Math.abs(size - bytes(detection)[i])).toBeLessThan(64);
  });
});
