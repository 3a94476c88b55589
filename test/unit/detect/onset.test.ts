import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../src-shared/market.ts';
import { DAY_MINUTES, detectionOf, feed, raisedIn, START, tape } from './synthetic.ts';

const BEGIN = 8 * DAY_MINUTES + 200;

/** Raised anomaly of a move of `total` spread evenly over `minutes` from BEGIN. */
function found(seed: string, total: number, minutes: number) {
  const jumps = new Map(Array.from({ length: minutes }, (_, i) => [BEGIN + i, total / minutes] as const));
  const candles = tape({ seed, minutes: BEGIN + 200, jumps });
  const events = raisedIn(feed(detectionOf(['BTC-USD'], 1), candles));
  const from = START + BEGIN * MINUTE_MS;
  return events.find((e) => e.anomaly.detected_at >= from && e.anomaly.detected_at < from + (minutes + 5) * MINUTE_MS)
    ?.anomaly;
}
const errorOf = (onset: number) => Math.abs(onset - START - BEGIN * MINUTE_MS) / MINUTE_MS;
const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];
const SEEDS = Array.from({ length: 12 }, (_, i) => `onset ${i}`);

describe('onset', () => {
  it.each([
    ['a jump of 2 %', 0.02, 1, 1],
    ['a ramp of 4 % over 15 minutes', 0.04, 15, 15 / 4],
    ['a ramp of −4 % over 60 minutes', -0.04, 60, 60 / 4],
  ])('%s: found every time, its median error within the bound', (_, total, minutes, bound) => {
    const all = SEEDS.map((seed) => found(seed, total, minutes));
    expect(all.every((anomaly) => anomaly !== undefined)).toBe(true);
    expect(median(all.map((anomaly) => errorOf(anomaly!.detection_metadata.onset)))).toBeLessThanOrEqual(bound);
  });

  it('is a UTC minute within [detected_at − window − 5 min, detected_at], and the peak is not before it', () => {
    const candles = tape({ seed: 'many', minutes: 12 * DAY_MINUTES, sigma: 0.001 });
    const raised = raisedIn(feed(detectionOf(['BTC-USD']), candles));
    expect(raised.length).toBeGreaterThan(20);
    for (const { anomaly } of raised) {
      const { onset, timeframe_minutes, peak } = anomaly.detection_metadata;
      expect(onset % MINUTE_MS).toBe(0);
      expect(onset).toBeLessThanOrEqual(anomaly.detected_at);
      expect(onset).toBeGreaterThanOrEqual(anomaly.detected_at - (timeframe_minutes + 5) * MINUTE_MS);
      expect(peak.time).toBeGreaterThanOrEqual(onset);
    }
  });
});
