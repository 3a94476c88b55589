/** The switches of the ablation: each turns off its own part, and that part is really used. */
import { describe, expect, it } from 'vitest';
import { ALL_PARTS, PARTS, type Part, partsWithout } from '../../../src-main/detect/parts.ts';
import { createReading } from '../../../src-main/detect/reading.ts';
import { lookUp } from '../../../src-main/detect/thresholds.ts';
import { Watch } from '../../../src-main/detect/watch.ts';
import { DRIFT } from '../../../src-main/detect/windows.ts';
import { DAY_MINUTES, shippedThresholds, tape } from './synthetic.ts';

const prior = lookUp(shippedThresholds(), 'BTC-USD');
const DAYS = 6;
const jumps = new Map(Array.from({ length: DAYS * 8 }, (_, i) => [170 + i * 179, i % 2 ? 0.008 : -0.006] as const));
/** Days with a jump every three hours, and every evening hour three times as wild. */
const candles = tape({ seed: 'parts', minutes: DAYS * DAY_MINUTES, jumps, sigma: 0.0008 }).map((candle, i) => {
  if (Math.floor(i / 60) % 24 !== 20) return candle;
  const [high, low] = [candle.high * 1.002, candle.low * 0.998];
  return { ...candle, high, low, close: i % 2 ? high : low };
});

/** What the last half day said: extents by place, and ln λ. */
function readings(without: readonly Part[]) {
  const watch = new Watch({ symbol: 'BTC-USD', prior, parts: partsWithout(new Set(without)) });
  const reading = createReading();
  const said: { extents: number[]; lnLambda: number }[] = [];
  for (const candle of candles) {
    if (!watch.read(candle, true, reading)) continue;
    said.push({ extents: [...reading.extents], lnLambda: reading.lnLambda });
    watch.learn(candle, reading, 0);
  }
  return said.slice(-DAY_MINUTES / 2);
}

describe('parts', () => {
  it('are all on by default, and each name turns off exactly one', () => {
    expect(Object.values(ALL_PARTS).every((on) => on)).toBe(true);
    expect(Object.keys(ALL_PARTS)).toHaveLength(PARTS.length);
    const off = PARTS.map((part) => {
      const names = Object.entries(partsWithout(new Set([part]))).flatMap(([name, on]) => (on ? [] : [name]));
      expect(names).toHaveLength(1);
      return names[0];
    });
    expect(new Set(off).size).toBe(PARTS.length);
    expect(Object.values(partsWithout(new Set(PARTS))).some((on) => on)).toBe(false);
  });

  const whole = readings([]);
  const extentsOf = (said: typeof whole) => said.map(({ extents }) => extents);

  it.each(PARTS)('without %s something is measured differently', (part) => {
    const without = readings([part]);
    expect(without).toHaveLength(whole.length);
    expect(without).not.toEqual(whole);
    for (const { extents } of without) expect(extents.every((extent) => extent >= 0 && extent < Infinity)).toBe(true);
  });

  it('drift has a place of its own, empty without it, and changes no other', () => {
    const [without, others] = [extentsOf(readings(['drift'])), (extents: number[]) => extents.toSpliced(DRIFT, 1)];
    expect(without.every((extents) => extents[DRIFT] === 0)).toBe(true);
    expect(extentsOf(whole).some((extents) => extents[DRIFT] > 0)).toBe(true);
    expect(without.map(others)).toEqual(extentsOf(whole).map(others));
  });

  it('the GPD changes how rare a move is, never how large', () => {
    const exponential = readings(['gpd']);
    expect(extentsOf(exponential)).toEqual(extentsOf(whole));
    expect(exponential.some(({ lnLambda }, i) => lnLambda !== whole[i].lnLambda)).toBe(true);
  });
});
