/**
 * MultiTimeframeDetector: how far price went over 1, 5, 15, 30 and 60 minutes. Size of a move, as a log return:
 *   R_w = max(|close − p_{t−w}|, 0.7·|extreme − p_{t−w}| when the minute is busy), busy = its running quote volume has passed
 * the hour's 90 % quantile; an extreme without volume that closes back is a wick. Score_w = ±R_w / (σ_{t−w}·√w), in σ.
 * Windows are compared by their extent, e_w = R_w / (√w · σ_{t−w}^a · σ0^(1−a) · c_w): what a large move is lies between percent
 * and σ (a = 0 for one minute, else ½); σ0 is the σ of an ordinary pair, c_w makes equal extents about equally welcome.
 * Within a minute busy and extremes only grow: the extent of these alone (`growing`) never exceeds that of the closed candle.
 */
import { quoteVolumeOf, type Candle, type EpochMs } from '../../src-shared/market.ts';
import type { Detector, Score } from '../../src-shared/ports/detector.ts';
import { isSoundCandle, minuteIndexOf } from '../market/candle-check.ts';
import { createMinuteSeries, WINDOWS, type MinuteSeries } from '../market/minute-series.ts';
import { createVolumeProfile, type VolumeProfile } from '../market/volume-profile.ts';
import { packAll, unpackAll } from '../stats/packed.ts';

/** What a candle did over each window; NaN where void. */
export interface WindowReading {
  /** Signed σ. */
  readonly scores: Float64Array;
  readonly extents: Float64Array;
  /** Extent of what can only grow while the minute forms. */
  readonly growing: Float64Array;
  /** Log return to the price that gave the size, and that price. */
  readonly moves: Float64Array;
  readonly prices: Float64Array;
  /** Log returns to the highest and lowest price that count: the extremes of a busy minute, else its close. */
  readonly highs: Float64Array;
  readonly lows: Float64Array;
}

export interface MultiTimeframe extends Detector {
  readonly series: MinuteSeries;
  /** Fills the reading for a sound candle. */
  read(candle: Candle, into: WindowReading): void;
  /** Extent of one σ over a window, at a minute not before the last one. */
  extentOfSigma(minute: number, window: number): number;
  /** REST truth for a minute: corrects its reference price and, when a gap touched it, makes earlier prices usable again. */
  repair(candle: Candle): void;
  /** Quote volume at the last known price has passed the hour's 90 % quantile. Only grows within a minute. */
  isBusy(candle: Candle): boolean;
}

/** Share of an extreme's distance that counts: what price gave back before the close is worth less than what it kept. */
const EXTREME_SHARE = 0.7;
const ORDINARY_SIGMA = 0.0009;
/** Exponent of σ, and ln c, per window. */
const SIGMA_POWER = [0, 0.5, 0.5, 0.5, 0.5] as const;
const LN_OFFSET = [1.12, 0.8, 0.12, 0.1, 0] as const;
const ROOTS = WINDOWS.map(Math.sqrt);
const FACTORS = WINDOWS.map((_, i) => Math.exp(-LN_OFFSET[i]!) * ORDINARY_SIGMA ** (SIGMA_POWER[i]! - 1));

export function createWindowReading(): WindowReading {
  const column = () => new Float64Array(WINDOWS.length).fill(NaN);
  return {
    scores: column(),
    extents: column(),
    growing: column(),
    moves: column(),
    prices: column(),
    highs: column(),
    lows: column(),
  };
}

/** Extent of one σ over window `i`: √w cancels. */
function extentOf(sigma: number, i: number): number {
  const power = SIGMA_POWER[i]!;
  return FACTORS[i]! * (power === 0 ? sigma : Math.sqrt(sigma));
}

/** A minute counts as traded when volume or price says so. */
export function isTraded(candle: Candle, lastClose: number): boolean {
  return candle.volume > 0 || candle.high !== candle.low || candle.close !== lastClose;
}

/** `shared`: a volume profile that someone else teaches and keeps. */
export function createMultiTimeframe(shared?: VolumeProfile): MultiTimeframe {
  const profile = shared ?? createVolumeProfile();
  const series = createMinuteSeries();
  const column = () => new Float64Array(WINDOWS.length);
  const [refs, sigmas, scales, units] = [column(), column(), column(), column()];
  /** The minute that refs, scales (σ√w), units (extent of a σ) and busy are prepared for, and after which closed minute. */
  let [prepared, preparedAfter, busyAmount] = [-1, -1, Infinity];

  function prepare(minute: number): void {
    if (prepared === minute && preparedAfter === series.last()) return;
    series.reference(minute, refs, sigmas);
    for (let i = 0; i < WINDOWS.length; i++) {
      scales[i] = sigmas[i]! * ROOTS[i]!;
      units[i] = extentOf(sigmas[i]!, i);
    }
    // In base units at the last close: within the minute only volume moves, so busy never becomes quiet again.
    busyAmount = profile.busy(minute) / series.lastClose();
    [prepared, preparedAfter] = [minute, series.last()];
  }
  const forget = () => void (prepared = -1);

  function isBusy(candle: Candle): boolean {
    prepare(minuteIndexOf(candle.openTime));
    return candle.volume >= busyAmount;
  }

  function read(candle: Candle, into: WindowReading): void {
    const busy = isBusy(candle);
    const close = Math.log(candle.close);
    const high = busy ? Math.log(candle.high) : close;
    const low = busy ? Math.log(candle.low) : close;
    for (let i = 0; i < WINDOWS.length; i++) {
      const ref = refs[i]!;
      const [up, down, kept] = [high - ref, low - ref, close - ref];
      const far = up >= -down ? up : down;
      const grown = busy ? EXTREME_SHARE * Math.abs(far) : NaN;
      const byExtreme = grown > Math.abs(kept);
      const score = (byExtreme ? EXTREME_SHARE * far : kept) / scales[i]!;
      into.scores[i] = score;
      into.extents[i] = Math.abs(score) * units[i]!;
      into.growing[i] = (grown / scales[i]!) * units[i]!;
      into.moves[i] = byExtreme ? far : kept;
      into.prices[i] = !byExtreme ? candle.close : far > 0 ? candle.high : candle.low;
      into.highs[i] = up;
      into.lows[i] = down;
    }
  }

  const arrays = shared ? series.arrays : { ...series.arrays, ...profile.arrays };
  const own = createWindowReading();
  return {
    name: 'MultiTimeframeDetector',
    series,
    read,
    extentOfSigma(minute, window) {
      prepare(minute);
      return units[window]!;
    },
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
      read(candle, own);
      return WINDOWS.flatMap((windowMinutes, i) => {
        const value = own.scores[i]!;
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
