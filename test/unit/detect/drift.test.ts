/** Slow burns: what no single window finds large enough, and where it began. */
import { describe, expect, it } from 'vitest';
import type { Anomaly } from '../../../src-shared/anomaly.ts';
import { MINUTE_MS, type Candle } from '../../../src-shared/market.ts';
import { createDetection } from '../../../src-main/detect/detection.ts';
import { createDrift, endsBlock } from '../../../src-main/detect/drift.ts';
import { ALL_PARTS, partsWithout } from '../../../src-main/detect/parts.ts';
import { after, at, DAYS, JUMP_AT } from './scene.ts';
import { feed, raisedIn, shippedThresholds, tape } from './synthetic.ts';

const BURN = 360;
const SEEDS = Array.from({ length: 6 }, (_, i) => `burn ${i}`);
const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Eight quiet days, then nine percent over six hours, evenly. */
function burning(seed: string, total: number): Candle[] {
  const jumps = new Map(Array.from({ length: BURN }, (_, i) => [JUMP_AT + i, total / BURN] as const));
  return tape({ seed, minutes: DAYS + 700, jumps, jumpVolume: 1, sigma: 0.0004 });
}

/** The first minute near the burn's end that ends a block of five: a drift is scored there. */
const blockEnd = (candles: readonly Candle[]) =>
  after(candles, at(JUMP_AT + BURN - 6)).find((c) => endsBlock(c.openTime / MINUTE_MS))!.openTime;

/** What is first raised when the watching begins a few minutes before the burn is over. */
function found(seed: string, total: number, parts = ALL_PARTS): Anomaly | undefined {
  const candles = burning(seed, total);
  const begin = blockEnd(candles);
  const thresholds = shippedThresholds();
  const detection = createDetection({ venue: 'test', symbols: ['BTC-USD'], thresholds, budgetPerDay: 1, parts });
  for (const candle of candles) if (candle.openTime < begin) detection.warm(candle);
  return raisedIn(feed(detection, after(candles, begin).slice(0, 10)))[0]?.anomaly;
}

describe('a slow burn', () => {
  it.each([
    ['up', 0.09],
    ['down', -0.09],
  ])('of 9 %% over six hours, %s, is raised as a drift that began near its true start', (_, total) => {
    const all = SEEDS.map((seed) => found(seed, total)!);
    for (const anomaly of all) {
      const { detection_metadata: metadata } = anomaly;
      expect(metadata.detector).toBe('DriftDetector');
      expect(anomaly.anomaly_type).toBe(total > 0 ? 'price_spike' : 'price_drop');
      expect(anomaly.z_score).toBe(metadata.scores['drift']);
      expect(Math.abs(anomaly.z_score!)).toBeGreaterThan(metadata.asset_threshold);
      expect(Math.sign(anomaly.z_score!)).toBe(Math.sign(total));
      // The window runs from the point the statistic found; so does the change of price.
      expect(metadata.onset).toBe(
        Math.floor(anomaly.detected_at / MINUTE_MS - metadata.timeframe_minutes + 1) * MINUTE_MS,
      );
      expect(Math.abs(anomaly.price_change_pct!)).toBeGreaterThan(4);
      expect(Math.sign(anomaly.price_change_pct!)).toBe(Math.sign(total));
      expect(anomaly.price_at_detection! / anomaly.price_before! - 1).toBeCloseTo(anomaly.price_change_pct! / 100, 6);
      expect(metadata.peak.time).toBeGreaterThanOrEqual(metadata.onset);
    }
    const errors = all.map((a) => Math.abs(a.detection_metadata.onset - at(JUMP_AT)) / MINUTE_MS);
    expect(median(errors)).toBeLessThanOrEqual(BURN / 4);
  });

  it('is less of an event, or none, to the windows alone', () => {
    for (const seed of SEEDS) {
      const windows = found(seed, 0.09, partsWithout(new Set(['drift'])));
      expect(windows?.detection_metadata.detector).not.toBe('DriftDetector');
      const rarity = windows?.detection_metadata.lambda_per_day ?? Infinity;
      expect(found(seed, 0.09)!.detection_metadata.lambda_per_day).toBeLessThan(rarity);
    }
  });

  it('is not told of a single jump, however large: its minutes count for three σ at most', () => {
    const detector = createDrift();
    const candles = tape({ seed: 'jump', minutes: 3000, jumps: new Map([[2999, 0.2]]) });
    for (const candle of candles.slice(0, -1)) detector.update(candle);
    const quiet = detector.score({ ...candles.at(-1)!, close: candles.at(-1)!.open, high: 1e6, low: 1 });
    const [jumped] = detector.score(candles.at(-1)!);
    // Of a block of five minutes.
    const most = 3 / Math.sqrt(5);
    expect(jumped.value).toBeGreaterThan(0.8 * most);
    expect(Math.abs(jumped.value) - Math.abs(quiet[0]?.value ?? 0)).toBeLessThanOrEqual(most + 1e-9);
  });

  it('is scored at the close only', () => {
    const candles = burning('burn 0', 0.09);
    const begin = blockEnd(candles);
    const detection = createDetection({
      venue: 'test',
      symbols: ['BTC-USD'],
      thresholds: shippedThresholds(),
      budgetPerDay: 1,
    });
    for (const candle of candles) if (candle.openTime < begin) detection.warm(candle);
    const next = after(candles, begin)[0];
    const forming = { ...next, close: next.open, high: next.open, low: next.open };
    expect(detection.onForming(forming, next.openTime + 30_000)).toEqual([]);
    const raised = raisedIn(detection.onClosed(next));
    expect(raised.map((e) => e.anomaly.detection_metadata.detector)).toEqual(['DriftDetector']);
  });
});
