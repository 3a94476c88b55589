/** What every detector keeps, whatever it looks at. */
import { describe, expect, it } from 'vitest';
import { createMultiTimeframe } from '../../src-main/detect/multi-timeframe.ts';
import { createVolumeSpike } from '../../src-main/detect/volume-spike.ts';
import type { Detector } from '../../src-shared/ports/detector.ts';
import { MINUTE_MS, type Candle } from '../../src-shared/market.ts';
import { tape } from '../unit/detect/synthetic.ts';

const detectors: readonly [string, () => Detector, voidedByGap: boolean][] = [
  ['MultiTimeframeDetector', () => createMultiTimeframe(), true],
  ['VolumeSpikeDetector', createVolumeSpike, false],
];
const history = tape({ seed: 'conformance', minutes: 700 });
const [past, next] = [history.slice(0, 600), history.slice(600)];
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

describe.each(detectors)('%s', (name, create, voidedByGap) => {
  const taught = (candles: readonly Candle[] = past) => {
    const detector = create();
    for (const candle of candles) detector.update(candle);
    return detector;
  };

  it('carries its name and is silent before it has learned', () => {
    expect(create().name).toBe(name);
    expect(create().score(next[0])).toEqual([]);
    expect(taught(past.slice(0, 1)).score(past[1])).toEqual([]);
  });

  it('scores without learning: any number of scores, in any order, change nothing', () => {
    const detector = taught();
    const before = JSON.stringify(detector.serialise());
    const forwards = next.slice(0, 5).map((candle) => detector.score({ ...candle, openTime: next[0].openTime }));
    const backwards = next
      .slice(0, 5)
      .reverse()
      .map((candle) => detector.score({ ...candle, openTime: next[0].openTime }));
    expect(backwards.reverse()).toEqual(forwards);
    expect(forwards.every((scores) => scores.length > 0)).toBe(true);
    expect(JSON.stringify(detector.serialise())).toBe(before);
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
    const before = JSON.stringify(detector.serialise());
    for (const bad of BAD) {
      expect(detector.score({ ...next[0], ...bad })).toEqual([]);
      detector.update({ ...next[0], ...bad });
    }
    expect(JSON.stringify(detector.serialise())).toBe(before);
    for (const { value } of detector.score(next[0])) expect(Number.isFinite(value)).toBe(true);
  });

  it('ignores candles that are older than what it learned', () => {
    const detector = taught();
    const before = JSON.stringify(detector.serialise());
    detector.update(past.at(-1)!);
    detector.update(past[10]);
    expect(JSON.stringify(detector.serialise())).toBe(before);
  });

  it('scores the same after serialise and restore through JSON, and learns on alike', () => {
    const [original, restored] = [taught(), create()];
    restored.restore(JSON.parse(JSON.stringify(original.serialise())));
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
    for (const bad of [null, 1, 'x', {}, { counts: 'AAAA' }]) detector.restore(bad);
    expect(detector.score(next[0])).toEqual(before);
  });

  it('is deterministic', () => {
    expect(JSON.stringify(taught(history).serialise())).toBe(JSON.stringify(taught(history).serialise()));
  });

  it('lets a gap void what spans it and nothing else', () => {
    const detector = taught();
    const end = past.at(-1)!.openTime + MINUTE_MS;
    const ordinary = detector.score(next[0]);
    detector.gap(end - 2 * MINUTE_MS, end);
    expect(detector.score(next[0])).toEqual(voidedByGap ? [] : ordinary);
    detector.update(next[0]);
    const after = detector.score(next[1]);
    expect(after.map((score) => score.windowMinutes)).toEqual([1]);
    const plain = taught(history.slice(0, 601))
      .score(next[1])
      .find((score) => score.windowMinutes === 1)!;
    // σ and profile persist: nearly the score it would have had without the gap.
    expect(after[0].value).toBeCloseTo(plain.value, 1);
  });
});
