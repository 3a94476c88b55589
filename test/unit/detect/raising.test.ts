/** What raises and what does not: volume alone, the band of the chart, a second move inside a told episode. */
import { describe, expect, it } from 'vitest';
import { createDetection } from '../../../src-main/detect/detection.ts';
import { bandOf } from '../../../src-main/detect/levels.ts';
import { ALL_PARTS, partsWithout } from '../../../src-main/detect/parts.ts';
import { createReading } from '../../../src-main/detect/reading.ts';
import { lookUp } from '../../../src-main/detect/thresholds.ts';
import { Watch } from '../../../src-main/detect/watch.ts';
import { MINUTE_MS, type Candle } from '../../../src-shared/market.ts';
import { DAY_MINUTES, detectionOf, feed, raisedIn, shippedThresholds, START, tape } from './synthetic.ts';

const DAYS = 8 * DAY_MINUTES;
const at = (minute: number) => START + minute * MINUTE_MS;

describe('volume alone', () => {
  const AT = DAYS + 300;
  /** A hundred times the usual volume for three minutes, on half a percent that no one would be told of. */
  const candles = tape({ seed: 'volume', minutes: DAYS + 400, jumps: new Map([[AT, 0.0045]]), jumpVolume: 100 });
  const eventsOf = (volumeRaises?: boolean, parts = ALL_PARTS) => {
    const thresholds = shippedThresholds();
    const watchList = { venue: 'test', symbols: ['BTC-USD'], thresholds, budgetPerDay: 1 };
    return feed(createDetection({ ...watchList, volumeRaises, parts }), candles);
  };
  const raisedAt = (volumeRaises?: boolean, parts = ALL_PARTS) =>
    raisedIn(eventsOf(volumeRaises, parts)).find((e) => e.anomaly.detected_at === at(AT) + 59_999)?.anomaly;

  it('raises nothing', () => {
    // A few minutes before that went the same way are a small drift; without it, nothing is left to raise.
    const withoutDrift = partsWithout(new Set(['drift']));
    expect(raisedAt(undefined, withoutDrift)).toBeUndefined();
    expect(raisedAt(false, withoutDrift)).toBeUndefined();
    expect(eventsOf().map((e) => e.anomaly.anomaly_type)).not.toContain('volume_spike');
  });

  it('raises a volume_spike where it is allowed to', () => {
    const anomaly = raisedAt(true)!;
    expect(anomaly).toMatchObject({ anomaly_type: 'volume_spike' });
    expect(anomaly.detection_metadata).toMatchObject({ detector: 'VolumeSpikeDetector', timeframe_minutes: 1 });
    expect(anomaly.z_score!).toBeGreaterThan(anomaly.detection_metadata.asset_threshold);
    expect(anomaly.z_score).toBe(anomaly.detection_metadata.scores['volume']);
  });

  it('is said of a move that it agrees with', () => {
    const moved = tape({ seed: 'volume', minutes: DAYS + 400, jumps: new Map([[AT, 0.03]]), jumpVolume: 100 });
    const quiet = tape({ seed: 'volume', minutes: DAYS + 400, jumps: new Map([[AT, 0.03]]), jumpVolume: 1 });
    const typeOf = (of: readonly Candle[]) =>
      raisedIn(feed(detectionOf(['BTC-USD']), of)).find((e) => e.anomaly.detected_at === at(AT) + 59_999)?.anomaly
        .anomaly_type;
    expect(typeOf(moved)).toBe('combined');
    expect(typeOf(quiet)).toBe('price_spike');
  });
});

describe('the band of the chart', () => {
  it('lies where a close begins to ask for an alert', () => {
    const lnLevel = Math.log(2);
    const prior = { ...lookUp(shippedThresholds(), 'BTC-USD'), minimumMovePct: 0 };
    const watch = new Watch({ symbol: 'BTC-USD', prior });
    const reading = createReading();
    const candles = tape({ seed: 'band', minutes: DAYS, sigma: 0.001 });
    for (const candle of candles) if (watch.read(candle, true, reading)) watch.learn(candle, reading, lnLevel);
    const { upper, lower } = bandOf(watch, lnLevel);
    const [last] = candles.slice(-1);
    const rateOf = (close: number) => {
      const [high, low] = [Math.max(close, last.close), Math.min(close, last.close)];
      const next = { ...last, openTime: last.openTime + MINUTE_MS, open: last.close, close, high, low, volume: 1 };
      expect(watch.read(next, true, reading)).toBe(true);
      return reading.lnLambda;
    };
    for (const [edge, outward] of [
      [upper!, 1.0001],
      [lower!, 0.9999],
    ]) {
      expect(rateOf(edge * outward)).toBeLessThanOrEqual(lnLevel);
      expect(rateOf(edge / outward)).toBeGreaterThan(lnLevel);
    }
  });
});

describe('a second move inside an episode that was told', () => {
  const FIRST = DAYS + 300;
  const run = (later: number, size: number) => {
    const jumps = new Map([
      [FIRST, -0.02],
      // Part of it comes back, so that noise does not make the episode grow.
      [FIRST + 1, 0.005],
      [FIRST + later, size],
    ]);
    const raised = raisedIn(feed(detectionOf(['BTC-USD'], 1), tape({ seed: 'second', minutes: DAYS + 500, jumps })));
    expect(raised.find((e) => e.anomaly.detected_at === at(FIRST) + 59_999)?.alert).not.toBe('below_level');
    return raised.some((e) => e.anomaly.detected_at === at(FIRST + later) + 59_999);
  };

  it('of the same size is part of it minutes later, and an episode of its own after a rest of half an hour', () => {
    expect(run(10, -0.02)).toBe(false);
    expect(run(25, -0.02)).toBe(false);
    expect(run(40, -0.02)).toBe(true);
  });

  it('many times as rare is one of its own a quarter of an hour later', () => {
    expect(run(10, -0.06)).toBe(false);
    expect(run(20, -0.06)).toBe(true);
  });
});

describe('state of an older version', () => {
  it('is refused: the symbol learns anew', () => {
    const detection = detectionOf(['BTC-USD']);
    for (const candle of tape({ seed: 'old', minutes: 500 })) detection.warm(candle);
    const state = detection.serialise('BTC-USD') as Record<string, unknown>;
    const fresh = detectionOf(['BTC-USD']);
    expect(fresh.restore('BTC-USD', { ...state, version: 1 })).toBe(false);
    expect(fresh.lastMinute('BTC-USD')).toBeNull();
    expect(fresh.restore('BTC-USD', state)).toBe(true);
    expect(fresh.restoreShared({ ...(detection.serialiseShared() as object), version: 1 })).toBe(false);
  });
});
