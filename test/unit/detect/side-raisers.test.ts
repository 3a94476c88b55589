/** The one-minute z-score and the Bollinger band: always written beside an anomaly, raising only where a setting lets them. */
import { describe, expect, it } from 'vitest';
import { createDetection } from '../../../src-main/detect/detection.ts';
import { partsWithout } from '../../../src-main/detect/parts.ts';
import type { Floors } from '../../../src-main/detect/rank.ts';
import { createReading } from '../../../src-main/detect/reading.ts';
import { raisersOf, rankSides } from '../../../src-main/detect/side-raisers.ts';
import { lookUp } from '../../../src-main/detect/thresholds.ts';
import { Watch } from '../../../src-main/detect/watch.ts';
import { BOLLINGER } from '../../../src-main/detect/windows.ts';
import { MINUTE_MS, type Candle } from '../../../src-shared/market.ts';
import { at } from './scene.ts';
import { DAY_MINUTES, feed, raisedIn, shippedThresholds, tape } from './synthetic.ts';

const WILD = 8 * DAY_MINUTES;
const MOVE = 0.0045;

/** Eight days of large moves, `calm` minutes in which hardly anything moves, then in one minute less than half a percent. */
function suddenly(calm: number, sigma: number): { candles: Candle[]; minute: number } {
  const wild = tape({ seed: 'side', minutes: WILD, sigma: 0.001 });
  const minute = WILD + calm;
  const { close: price } = wild.at(-1)!;
  const start = at(WILD);
  const jumps = new Map([[calm, MOVE]]);
  const rest = tape({ seed: 'calm', minutes: calm + 30, sigma, price, start, jumps, jumpVolume: 1 });
  return { candles: [...wild, ...rest], minute };
}

type Settings = { zScoreRaises?: boolean; bollingerRaises?: boolean };
const parts = partsWithout(new Set(['drift']));

function raisedAt({ candles, minute }: ReturnType<typeof suddenly>, settings: Settings) {
  const config = { venue: 'test', symbols: ['BTC-USD'], thresholds: shippedThresholds(), budgetPerDay: 1, parts };
  const raised = raisedIn(feed(createDetection({ ...config, ...settings }), candles));
  return {
    detectors: new Set(raised.map((e) => e.anomaly.detection_metadata.detector)),
    anomaly: raised.find((e) => e.anomaly.detected_at === at(minute) + MINUTE_MS - 1)?.anomaly,
  };
}

describe.each([
  ['ZScoreDetector', { zScoreRaises: true }, 'zscore', 1, suddenly(DAY_MINUTES, 0.0001)],
  ['BollingerDetector', { bollingerRaises: true }, 'bollinger', 20, suddenly(40, 0.00001)],
] as const)('%s', (detector, settings, score, window, scene) => {
  it('raises nothing by default', () => {
    for (const off of [{}, { zScoreRaises: false, bollingerRaises: false }])
      expect(raisedAt(scene, off).detectors).not.toContain(detector);
  });

  it('raises by its setting, with its own score, window and level', () => {
    const { anomaly, detectors } = raisedAt(scene, settings);
    expect(detectors).toContain(detector);
    const metadata = anomaly!.detection_metadata;
    expect(metadata).toMatchObject({ detector, timeframe_minutes: window });
    expect(anomaly!.anomaly_type).toBe('price_spike');
    expect(anomaly!.z_score).toBe(metadata.scores[score]);
    expect(anomaly!.z_score!).toBeGreaterThan(metadata.asset_threshold);
    expect(metadata.lambda_per_day).toBeLessThanOrEqual(metadata.level);
    expect(metadata.onset).toBe(at(scene.minute));
    expect(anomaly!.price_at_detection! / anomaly!.price_before! - 1).toBeCloseTo(anomaly!.price_change_pct! / 100, 6);
    expect(anomaly!.price_change_pct!).toBeGreaterThan(0.35);
  });

  it('never lets the other raise', () => {
    const other = detector === 'ZScoreDetector' ? 'BollingerDetector' : 'ZScoreDetector';
    expect(raisedAt(scene, settings).detectors).not.toContain(other);
  });
});

describe('the place of a reading', () => {
  const raisers = raisersOf({ bollinger: true });
  const watch = new Watch({ symbol: 'BTC-USD', prior: lookUp(shippedThresholds(), 'BTC-USD'), raisers, parts });
  const { candles, minute } = suddenly(40, 0.00001);
  const reading = createReading();
  for (const candle of candles.slice(0, minute)) if (watch.read(candle, true, reading)) watch.learn(candle, reading, 0);
  const placeWith = (floors: Partial<Floors>) => {
    expect(watch.read(candles[minute], true, reading, Infinity)).toBe(true);
    Object.assign(reading, { place: -1, lnLambda: Infinity, sign: 0 });
    rankSides(watch, reading, { up: 0.001, down: -0.001, score: 0, countFrom: 0, ...floors });
    return reading.place;
  };

  it('is taken only for enough of a move, enough σ, and what began after all that was told', () => {
    expect(placeWith({})).toBe(BOLLINGER);
    expect(reading.sign).toBe(1);
    expect(placeWith({ countFrom: reading.minute - 20 })).toBe(BOLLINGER);
    expect(placeWith({ countFrom: reading.minute - 19 })).toBe(-1);
    expect(placeWith({ up: 0.01 })).toBe(-1);
    expect(placeWith({ score: 1e6 })).toBe(-1);
  });
});

describe('annotations', () => {
  it('stand beside every anomaly with enough history, whoever raised it', () => {
    const candles = tape({ seed: 'notes', minutes: 9 * DAY_MINUTES, sigma: 0.001 });
    const config = { venue: 'test', symbols: ['BTC-USD'], thresholds: shippedThresholds(), budgetPerDay: 5 };
    const raised = raisedIn(feed(createDetection(config), candles));
    expect(raised.length).toBeGreaterThan(10);
    for (const { anomaly } of raised) {
      const { scores } = anomaly.detection_metadata;
      expect(Object.keys(scores)).toEqual(
        expect.arrayContaining(['1', '5', '15', '30', '60', 'volume', 'zscore', 'bollinger', 'drift']),
      );
      for (const value of Object.values(scores)) expect(Number.isFinite(value)).toBe(true);
    }
  });
});
