/** What the watch-list is asked: other quotes of the same asset over the same minutes, who moves along, who is watched. */
import { describe, expect, it } from 'vitest';
import { createCrowd } from '../../../src-main/detect/crowd.ts';
import { createReading } from '../../../src-main/detect/reading.ts';
import { AT } from '../../../src-main/detect/symbol-cells.ts';
import { lookUp } from '../../../src-main/detect/thresholds.ts';
import { Watch } from '../../../src-main/detect/watch.ts';
import { DAY_MINUTES, shippedThresholds, tape, type TapeOptions } from './synthetic.ts';

const MINUTES = 500;
const thresholds = shippedThresholds();

function watchOf(symbol: string, options: Partial<TapeOptions> = {}): Watch {
  const watch = new Watch({ symbol, prior: lookUp(thresholds, symbol) });
  const reading = createReading();
  const candles = tape({ symbol, seed: 'same', minutes: MINUTES, sigma: 1e-5, ...options });
  for (const candle of candles) if (watch.read(candle, true, reading)) watch.learn(candle, reading, 0);
  return watch;
}
const crowdOf = (...watches: Watch[]) => createCrowd(new Map(watches.map((watch) => [watch.symbol, watch])));
const ramp = (from: number, minutes: number, total: number) =>
  new Map(Array.from({ length: minutes }, (_, i) => [from + i, total / minutes] as const));

describe('confirmation by another quote', () => {
  const still = watchOf('BTC-USD');
  const now = still.last();

  it('compares what it did over the same minutes', () => {
    const jumped = watchOf('BTC-USDT', { jumps: new Map([[MINUTES - 10, 0.02]]) });
    const crowd = crowdOf(still, jumped);
    for (const minutes of [10, 15, 60, 100])
      expect(crowd.confirmation('BTC-USD', now, minutes, 0.02)!.share).toBeCloseTo(1, 1);
    expect(crowd.confirmation('BTC-USD', now, 5, 0.02)!.share).toBeCloseTo(0, 1);
    expect(crowd.confirmation('BTC-USD', now, 15, 0.02)).toMatchObject({ symbol: 'BTC-USDT', confirmed: true });
    expect(crowd.confirmation('BTC-USD', now, 15, -0.02)).toMatchObject({ confirmed: false });
  });

  it('holds a move longer than prices are known against the last part of both', () => {
    const burn = { jumps: ramp(MINUTES - 400, 400, 0.08) };
    const [own, along] = [watchOf('BTC-USD', burn), watchOf('BTC-USDT', burn)];
    expect(crowdOf(own, along).confirmation('BTC-USD', now, 400, 0.08)!.share).toBeCloseTo(1, 1);
    const quiet = watchOf('BTC-USDT');
    expect(crowdOf(own, quiet).confirmation('BTC-USD', now, 400, 0.08)).toMatchObject({ confirmed: false });
  });

  it('asks quotes of the same asset only, never the symbol itself', () => {
    const jumps = new Map([[MINUTES - 1, 0.02]]);
    const others = [watchOf('ETH-USD', { jumps }), watchOf('BTC-EUR', { jumps })];
    expect(crowdOf(still, ...others).confirmation('BTC-USD', now, 1, 0.02)).toBeNull();
    expect(crowdOf(still).confirmation('BTC-USD', now, 1, 0.02)).toBeNull();
  });

  it('hears nothing from a quote that is behind, voided by a gap, or new', () => {
    const behind = watchOf('BTC-USDT', { minutes: MINUTES - 3 });
    expect(crowdOf(still, behind).confirmation('BTC-USD', now, 1, 0.02)).toBeNull();
    const voided = watchOf('BTC-USDT');
    voided.voidBefore(now);
    expect(crowdOf(still, voided).confirmation('BTC-USD', now, 5, 0.02)).toBeNull();
    const fresh = new Watch({ symbol: 'BTC-USDT', prior: lookUp(thresholds, 'BTC-USDT') });
    expect(crowdOf(still, fresh).confirmation('BTC-USD', now, 1, 0.02)).toBeNull();
  });
});

describe('who moves along', () => {
  const watches = ['A-USD', 'B-USD', 'C-USD', 'D-USD'].map((symbol) => watchOf(symbol, { minutes: 10 }));
  const crowd = crowdOf(...watches);
  const minute = watches[0].last();
  const strengths = [0.6, 0.9, -0.7, 0.1];
  for (const [i, watch] of watches.entries()) watch.m[AT.strength] = strengths[i];

  it('are the others beyond half their level with the same sign', () => {
    expect(crowd.othersMoving('A-USD', minute, 1)).toBe(1);
    expect(crowd.othersMoving('D-USD', minute, 1)).toBe(2);
    expect(crowd.othersMoving('X-USD', minute, -1)).toBe(1);
    expect(crowd.breadth(minute, 1)).toBe(0.5);
    expect(crowd.breadth(minute + 10, 1)).toBe(0);
    expect(crowdOf(...watches.slice(0, 2)).breadth(minute, 1)).toBeNull();
  });

  it('watched are those that have learned and are receiving', () => {
    expect(crowd.watchedShare(minute)).toBe(0);
    const learned = watchOf('A-USD', { minutes: 6 * DAY_MINUTES, sigma: 0.001 });
    const half = crowdOf(learned, watchOf('B-USD'));
    expect(half.watchedShare(learned.last())).toBe(0.5);
    expect(half.watchedShare(learned.last() + 61)).toBe(0);
    expect(crowdOf().watchedShare(minute)).toBe(0);
  });
});
