/**
 * MultiTimeframeDetector: how far price went over 1, 5, 15, 30 and 60 minutes, in σ known before each window.
 * score_w = ln(p / p_{t−w}) / (σ_{t−w}·√Σf²); p is the running extreme when the minute is busy (its running quote volume
 * has passed the hour's 90 % quantile), else the close: an extreme without volume that closes back is a wick.
 * Both only grow within a minute, so a forming candle never scores above its closed one. Scores are signed, in σ.
 */
import { quoteVolumeOf, type Candle, type EpochMs } from '../../src-shared/market.ts';
import type { Detector, Score } from '../../src-shared/ports/detector.ts';
import { isSoundCandle, minuteIndexOf } from '../market/candle-check.ts';
import { createMinuteSeries, WINDOWS, type MinuteSeries } from '../market/minute-series.ts';
import { createVolumeProfile, type VolumeProfile } from '../market/volume-profile.ts';
import { packAll, unpackAll } from '../stats/packed.ts';

export interface MultiTimeframe extends Detector {
  readonly series: MinuteSeries;
  /** Fills `scores` and `moves` (log returns) per window for a sound candle; NaN where void. */
  read(candle: Candle, scores: Float64Array, moves: Float64Array): void;
  /** REST truth for a minute: corrects its reference price and, when a gap touched it, makes earlier prices usable again. */
  repair(candle: Candle): void;
  /** Quote volume at the last known price has passed the hour's 90 % quantile. Only grows within a minute. */
  isBusy(candle: Candle): boolean;
}

/** A minute counts as traded when volume or price says so. */
export function isTraded(candle: Candle, lastClose: number): boolean {
  return candle.volume > 0 || candle.high !== candle.low || candle.close !== lastClose;
}

/** `shared`: a volume profile that someone else teaches and keeps. */
export function createMultiTimeframe(shared?: VolumeProfile): MultiTimeframe {
  const profile = shared ?? createVolumeProfile();
  const series = createMinuteSeries();
  const refs = new Float64Array(WINDOWS.length);
  const scales = new Float64Array(WINDOWS.length);
  /** The minute that refs, scales and busy are prepared for, and after which closed minute. */
  let [prepared, preparedAfter, busyAmount] = [-1, -1, Infinity];

  function prepare(minute: number): void {
    if (prepared === minute && preparedAfter === series.last()) return;
    series.reference(minute, refs, scales);
    // In base units at the last close: within the minute only volume moves, so busy never becomes quiet again.
    busyAmount = profile.busy(minute) / series.lastClose();
    [prepared, preparedAfter] = [minute, series.last()];
  }
  const forget = () => void (prepared = -1);

  function isBusy(candle: Candle): boolean {
    prepare(minuteIndexOf(candle.openTime));
    return candle.volume >= busyAmount;
  }

  function read(candle: Candle, scores: Float64Array, moves: Float64Array): void {
    const busy = isBusy(candle);
    const close = Math.log(candle.close);
    const high = busy ? Math.log(candle.high) : close;
    const low = busy ? Math.log(candle.low) : close;
    for (let i = 0; i < WINDOWS.length; i++) {
      const ref = refs[i]!;
      const move = high - ref >= ref - low ? high - ref : low - ref;
      moves[i] = move;
      scores[i] = move / scales[i]!;
    }
  }

  const arrays = shared ? series.arrays : { ...series.arrays, ...profile.arrays };
  const [ownScores, ownMoves] = [new Float64Array(WINDOWS.length), new Float64Array(WINDOWS.length)];
  return {
    name: 'MultiTimeframeDetector',
    series,
    read,
    isBusy,
    repair(candle) {
      const minute = minuteIndexOf(candle.openTime);
      if (minute < series.usableFrom()) series.liftVoid();
      series.patch(minute, candle.close, candle.volume);
      forget();
    },
    score(candle): readonly Score[] {
      if (!isSoundCandle(candle) || minuteIndexOf(candle.openTime) <= series.last()) return [];
      if (!isTraded(candle, series.lastClose())) return [];
      read(candle, ownScores, ownMoves);
      return WINDOWS.flatMap((windowMinutes, i) => {
        const value = ownScores[i]!;
        return Number.isFinite(value) ? [{ value, windowMinutes }] : [];
      });
    },
    update(candle) {
      const minute = minuteIndexOf(candle.openTime);
      if (!isSoundCandle(candle) || minute <= series.last() || !isTraded(candle, series.lastClose())) return;
      series.commit(minute, candle.close, candle.volume);
      if (!shared) profile.update(minute, quoteVolumeOf(candle));
      forget();
    },
    gap(_from: EpochMs, to: EpochMs) {
      series.voidBefore(minuteIndexOf(Math.max(0, to - 1)) + 1);
      forget();
    },
    serialise: () => packAll(arrays),
    restore(state) {
      unpackAll(state, arrays);
      forget();
    },
  };
}
