/**
 * VolumeSpikeDetector: robust z of a minute's ln quote volume (base volume × close) against the same hour of the day.
 * Scored at the close only. 24-hour rolling volume never enters. Score in robust standard deviations, signed, window 1.
 */
import { quoteVolumeOf, type Candle } from '../../src-shared/market.ts';
import type { Detector } from '../../src-shared/ports/detector.ts';
import { learnVolume, PROFILE_CELLS, volumeZ } from '../market/volume-profile.ts';
import type { Cells } from '../stats/cells.ts';
import { detectorOf } from './detector-of.ts';

/** NaN while warming up or without volume. */
const zOf = (m: Cells, candle: Candle, minute: number) => volumeZ(m, 0, minute, Math.log(quoteVolumeOf(candle)));

export function createVolumeSpike(): Detector {
  return detectorOf('VolumeSpikeDetector', {
    cells: PROFILE_CELLS,
    score: (m, candle, minute) => [{ value: zOf(m, candle, minute), windowMinutes: 1 }],
    update(m, candle, minute) {
      learnVolume(m, 0, minute, Math.log(quoteVolumeOf(candle)), zOf(m, candle, minute));
    },
    gap() {
      // Volume of a minute spans nothing: the candle of a broken minute is repaired or absent.
    },
  });
}
