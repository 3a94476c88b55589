/**
 * VolumeSpikeDetector: robust z of a minute's ln quote volume (base volume × close) against the same hour of the day.
 * Scored at the close only. 24-hour rolling volume never enters. Score in robust standard deviations, signed, window 1.
 */
import { quoteVolumeOf, type Candle } from '../../src-shared/market.ts';
import type { Detector } from '../../src-shared/ports/detector.ts';
import { isSoundCandle, minuteIndexOf } from '../market/candle-check.ts';
import { createVolumeProfile, type VolumeProfile } from '../market/volume-profile.ts';
import { packAll, unpackAll } from '../stats/packed.ts';

export interface VolumeSpike extends Detector {
  readonly profile: VolumeProfile;
  /** z of a sound candle; NaN while warming up or without volume. */
  z(candle: Candle): number;
}

export function createVolumeSpike(): VolumeSpike {
  const profile = createVolumeProfile();
  /** A minute is learned once, in order. */
  const meta = Float64Array.of(-1);
  const arrays = { ...profile.arrays, meta };
  const z = (candle: Candle) => profile.z(minuteIndexOf(candle.openTime), quoteVolumeOf(candle));
  return {
    name: 'VolumeSpikeDetector',
    profile,
    z,
    score(candle) {
      if (!isSoundCandle(candle) || minuteIndexOf(candle.openTime) <= meta[0]!) return [];
      const value = z(candle);
      return Number.isFinite(value) ? [{ value, windowMinutes: 1 }] : [];
    },
    update(candle) {
      const minute = minuteIndexOf(candle.openTime);
      if (!isSoundCandle(candle) || minute <= meta[0]!) return;
      meta[0] = minute;
      profile.update(minute, quoteVolumeOf(candle));
    },
    gap() {
      // Volume of a minute spans nothing: the candle of a broken minute is repaired or absent.
    },
    serialise: () => packAll(arrays),
    restore: (state) => void unpackAll(state, arrays),
  };
}
