/** What every detector keeps, whatever it looks at. */
import { describe, expect, it } from 'vitest';
import { BOLLINGER_MINUTES, createBollinger } from '../../src-main/detect/bollinger.ts';
import { createCombined } from '../../src-main/detect/combined.ts';
import { createDrift } from '../../src-main/detect/drift.ts';
import { createMultiTimeframe } from '../../src-main/detect/multi-timeframe.ts';
import { createVolumeSpike } from '../../src-main/detect/volume-spike.ts';
import { createZScore } from '../../src-main/detect/z-score.ts';
import type { DetectorName } from '../../src-shared/anomaly.ts';
import type { Detector } from '../../src-shared/ports/detector.ts';
import { MINUTE_MS, type Candle } from '../../src-shared/market.ts';
import { tape } from '../unit/detect/synthetic.ts';

interface Nature {
  readonly name: DetectorName;
  readonly create: () => Detector;
  /** Whether a score spans the minutes before it. */
  readonly spans: boolean;
  /** Minutes from a gap until it scores again. */
  readonly silentAfterGap: number;
  /** Scores only in minutes of large volume. */
  readonly loud?: boolean;
}

const natures: readonly Nature[] = [
  { name: 'MultiTimeframeDetector', create: createMultiTimeframe, spans: true, silentAfterGap: 1 },
  { name: 'DriftDetector', create: createDrift, spans: true, silentAfterGap: 1 },
  { name: 'VolumeSpikeDetector', create: createVolumeSpike, spans: false, silentAfterGap: 0 },
  { name: 'CombinedDetector', create: createCombined, spans: true, silentAfterGap: 1, loud: true },
  { name: 'ZScoreDetector', create: createZScore, spans: true, silentAfterGap: 1 },
  { name: 'BollingerDetector', create: createBollinger, spans: true, silentAfterGap: BOLLINGER_MINUTES },
];

const history = tape({ seed: 'conformance', minutes: 700 });
const past = history.slice(0, 600);
const BAD: Partial<Candle>[] = [
  { close: NaN },
  { open: NaN },
  { high: Infinity },
  { low: 0 },
  { close: -1, low: -1 },
  { volume: NaN },
  { volume: -1 },
  { volume: Infinity },
  { openTime: NaN },
  { openTime: 1.5 },
  { openTime: -60_000 },
  { high: 1 },
  { low: 1e9 },
];

describe.each(natures)('$name', ({ name, create, spans, silentAfterGap, loud = false }) => {
  const next = history.slice(600).map((candle) => (loud ? { ...candle, volume: candle.volume * 50 } : candle));
  const taught = (candles: readonly Candle[] = past) => {
    const detector = create();
    for (const candle of candles) detector.update(candle);
    return detector;
  };
  const stateOf = (detector: Detector) => JSON.stringify(detector.serialise());

  it('carries its name and is silent before it has learned', () => {
    expect(create().name).toBe(name);
    expect(create().score(next[0])).toEqual([]);
    expect(taught(past.slice(0, 1)).score(past[1])).toEqual([]);
  });

  it('scores once it has learned, in σ of a stated window', () => {
    const scores = next.flatMap((candle) => {
      const detector = taught();
      return detector.score({ ...candle, openTime: next[0].openTime });
    });
    expect(scores.length).toBeGreaterThanOrEqual(next.length);
    for (const { value, windowMinutes } of scores) {
      expect(Number.isFinite(value)).toBe(true);
      expect(windowMinutes).toBeGreaterThanOrEqual(1);
      expect(Number.isInteger(windowMinutes)).toBe(true);
    }
  });

  it('scores without learning: any number of scores, in any order, change nothing', () => {
    const detector = taught();
    const before = stateOf(detector);
    const asked = next.slice(0, 5).map((candle) => ({ ...candle, openTime: next[0].openTime }));
    const forwards = asked.map((candle) => detector.score(candle));
    const backwards = asked.toReversed().map((candle) => detector.score(candle));
    expect(backwards.reverse()).toEqual(forwards);
    expect(forwards.every((scores) => scores.length > 0)).toBe(true);
    expect(stateOf(detector)).toBe(before);
  });

  it('depends on the past only', () => {
    const detector = taught();
    const score = detector.score(next[0]);
    expect(taught().score(next[0])).toEqual(score);
    detector.update(next[0]);
    expect(detector.score(next[0])).toEqual([]);
  });

  it('never gives NaN, and neither learns from nor scores what cannot be a candle', () => {
    const detector = taught();
    const before = stateOf(detector);
    for (const bad of BAD) {
      expect(detector.score({ ...next[0], ...bad })).toEqual([]);
      detector.update({ ...next[0], ...bad });
    }
    expect(stateOf(detector)).toBe(before);
    expect(detector.score(next[0]).length).toBeGreaterThan(0);
    for (const { value } of detector.score(next[0])) expect(Number.isFinite(value)).toBe(true);
  });

  it('neither learns from nor scores a minute without a trade', () => {
    const detector = taught();
    const before = stateOf(detector);
    const { close } = past.at(-1)!;
    const untraded = { ...next[0], open: close, high: close, low: close, close, volume: 0 };
    expect(detector.score(untraded)).toEqual([]);
    detector.update(untraded);
    expect(stateOf(detector)).toBe(before);
  });

  it('ignores candles that are older than what it learned', () => {
    const detector = taught();
    const before = stateOf(detector);
    detector.update(past.at(-1)!);
    detector.update(past[10]);
    expect(stateOf(detector)).toBe(before);
    expect(detector.score(past.at(-1)!)).toEqual([]);
    expect(detector.score(past[10])).toEqual([]);
  });

  it('scores the same after serialise and restore through JSON, and learns on alike', () => {
    const [original, restored] = [taught(), create()];
    restored.restore(JSON.parse(stateOf(original)));
    for (const candle of next) {
      expect(restored.score(candle)).toEqual(original.score(candle));
      original.update(candle);
      restored.update(candle);
    }
    expect(restored.serialise()).toEqual(original.serialise());
  });

  it('keeps what it has when a state cannot be restored', () => {
    const detector = taught();
    const before = detector.score(next[0]);
    for (const bad of [null, 1, 'x', {}, { counts: 'AAAA' }, { price: 1, volume: [] }]) detector.restore(bad);
    expect(detector.score(next[0])).toEqual(before);
  });

  it('refuses the state of another detector', () => {
    for (const other of natures) {
      if (other.name === name) continue;
      const stranger = other.create();
      for (const candle of past.slice(0, 50)) stranger.update(candle);
      const detector = taught();
      const before = stateOf(detector);
      detector.restore(stranger.serialise());
      expect(stateOf(detector)).toBe(before);
    }
  });

  it('is deterministic', () => {
    expect(stateOf(taught(history))).toBe(stateOf(taught(history)));
  });

  it('lets a gap void what spans it and nothing else', () => {
    const [detector, plain] = [taught(), taught()];
    const end = past.at(-1)!.openTime + MINUTE_MS;
    const ordinary = detector.score(next[0]);
    expect(ordinary.length).toBeGreaterThan(0);
    detector.gap(end - 2 * MINUTE_MS, end);
    expect(detector.score(next[0])).toEqual(spans ? [] : ordinary);
    for (const [i, candle] of next.entries()) {
      const scores = detector.score(candle);
      if (i < silentAfterGap) expect(scores).toEqual([]);
      if (i >= silentAfterGap && !loud) expect(scores.length).toBeGreaterThan(0);
      // Only windows that lie wholly after the gap; the band of twenty closes is all there, or not at all.
      for (const { windowMinutes } of scores) if (spans) expect(windowMinutes).toBeLessThanOrEqual(i);
      detector.update(candle);
      plain.update(candle);
    }
    // σ, profile and season persist: an hour and a half later it says nearly what it would have said without the gap.
    const probe = { ...next[0], openTime: next.at(-1)!.openTime + MINUTE_MS, close: next.at(-1)!.close * 1.002 };
    const moved = { ...probe, open: probe.close, high: probe.close, low: probe.close, volume: probe.volume * 1000 };
    const [a, b] = [detector.score(moved), plain.score(moved)];
    expect(a.map((score) => score.windowMinutes)).toEqual(b.map((score) => score.windowMinutes));
    for (const [i, { value }] of a.entries()) expect(value / b[i].value).toBeCloseTo(1, 1);
  });

  // The band is told of a gap before what follows it, or not at all.
  it.skipIf(!spans || name === 'BollingerDetector')(
    'lets a gap that is told late void the windows that span it',
    () => {
      const detector = taught();
      const to = past.at(-5)!.openTime;
      const longest = (scores: readonly { windowMinutes: number }[]) =>
        Math.max(0, ...scores.map((s) => s.windowMinutes));
      expect(longest(detector.score(next[0]))).toBeGreaterThanOrEqual(name === 'ZScoreDetector' ? 1 : 6);
      detector.gap(to - 3 * MINUTE_MS, to);
      for (const [i, candle] of next.slice(0, 30).entries()) {
        const scores = detector.score(candle);
        expect(longest(scores)).toBeLessThanOrEqual(5 + i);
        if (i > 0 && !loud) expect(scores.length).toBeGreaterThan(0);
        detector.update(candle);
      }
    },
  );

  it('scores the first windows after a gap by the σ of before', () => {
    const [detector, plain] = [taught(), taught()];
    detector.gap(past.at(-1)!.openTime, next[0].openTime);
    for (let i = 0; i < Math.max(1, silentAfterGap); i++) {
      detector.update(next[i]);
      plain.update(next[i]);
    }
    const candle = next[Math.max(1, silentAfterGap)];
    const [after, ordinary] = [detector.score(candle), plain.score(candle)];
    expect(after).toHaveLength(1);
    const same = ordinary.find((score) => score.windowMinutes === after[0].windowMinutes);
    // A CUSUM restarts from nothing: its one window is a block of five minutes with the minute's own, clipped, return.
    const expected = name === 'DriftDetector' ? clippedReturn(candle) / Math.sqrt(5) : same!.value;
    expect(after[0].value).toBeCloseTo(expected, 1);
  });

  function clippedReturn(candle: Candle): number {
    const zScore = createZScore();
    for (const known of [...past, next[0]]) zScore.update(known);
    return Math.min(3, Math.max(-3, zScore.score(candle)[0].value));
  }
});

describe('CombinedDetector', () => {
  it('is silent without volume, whatever the price does', () => {
    const detector = createCombined();
    for (const candle of past) detector.update(candle);
    const jump = { ...history[600], close: history[600].open * 1.1, high: history[600].open * 1.1 };
    expect(detector.score(jump)).toEqual([]);
    const loud = { ...jump, volume: jump.volume * 50 };
    const price = createMultiTimeframe();
    for (const candle of past) price.update(candle);
    expect(detector.score(loud)).toEqual(price.score(loud));
  });
});
