/**
 * CombinedDetector: price and volume agree. Scores what MultiTimeframeDetector scores, in minutes whose volume is rare enough on its
 * own: z ≥ 2 against its hour. In the watch, rarity is asked instead of z: at most five episodes of such volume a day.
 */
import type { Detector } from '../../src-shared/ports/detector.ts';
import { createMultiTimeframe } from './multi-timeframe.ts';
import { createVolumeSpike } from './volume-spike.ts';

const AGREEING_Z = 2;

export function createCombined(): Detector {
  const [price, volume] = [createMultiTimeframe(), createVolumeSpike()];
  return {
    name: 'CombinedDetector',
    score(candle) {
      const z = volume.score(candle)[0]?.value ?? 0;
      return z >= AGREEING_Z ? price.score(candle) : [];
    },
    update(candle) {
      price.update(candle);
      volume.update(candle);
    },
    gap: (from, to) => price.gap(from, to),
    serialise: () => ({ price: price.serialise(), volume: volume.serialise() }),
    restore(state) {
      const given = (state ?? {}) as { price?: unknown; volume?: unknown };
      price.restore(given.price);
      volume.restore(given.volume);
    },
  };
}
