/**
 * The row of an anomaly at its first crossing. Prices in quote currency, changes in percent, log prices natural; scores in σ.
 * z_score is that of the winning window; the onset is that of the path, or of the CUSUM's own point for a drift.
 */
import { anomalyId } from '../base/ids.ts';
import { confidenceOf, type Anomaly, type AnomalyType, type DetectorName } from '../../src-shared/anomaly.ts';
import { roundTo } from '../../src-shared/format.ts';
import { quoteVolumeOf, type Candle, type EpochMs } from '../../src-shared/market.ts';
import { openTimeOf } from '../market/candle-check.ts';
import { seasonOf, sigmaBefore, volumeBetween } from '../market/minute-series.ts';
import { SLOW_HALF_LIFE } from '../market/volatility.ts';
import { volumeZ } from '../market/volume-profile.ts';
import { BOLLINGER_MINUTES } from './bollinger.ts';
import type { Episode } from './episode-state.ts';
import { DIGITS, lambdaOf, percent, priceOf, significant } from './figures.ts';
import { scoreOf } from './multi-timeframe.ts';
import { locateOnset, type Onset } from './onset.ts';
import { logBefore, scoreOfExtent } from './rank.ts';
import type { Reading } from './reading.ts';
import { ownLnRate, sideTail, volumeTail } from './tails.ts';
import type { Watch } from './watch.ts';
import { AT, BOLLINGER_TAIL, VOLUME_TAIL, ZSCORE_TAIL } from './symbol-cells.ts';
import { BOLLINGER, DRIFT, VOLUME, windowIndexOf, WINDOWS, ZSCORE } from './windows.ts';

export interface RaiseContext {
  readonly venue: string;
  readonly detectedAt: EpochMs;
  readonly late: boolean;
  /** Episodes a day. */
  readonly level: number;
  readonly breadth: number | null;
  readonly beta: number | null;
}

/** Minutes of volume that are remembered on either side. */
const VOLUME_WINDOW = 60;
/** Minute volume this rare, in episodes a day on its own tail, agrees with a move. */
const AGREEING_VOLUME = 5;

/** Minutes of the move at the reading's place. */
function minutesOf({ place, minute, drift }: Reading): number {
  if (place === DRIFT) return minute - drift.mark;
  return place === BOLLINGER ? BOLLINGER_MINUTES : WINDOWS[windowIndexOf(place)]!;
}

/** The price that crossed: the close, or the extreme of a busy minute that closed far from it. */
function crossingPrice(candle: Candle, { place, sides }: Reading): number {
  if (place === DRIFT || place >= VOLUME) return candle.close;
  const side = sides[windowIndexOf(place)]!;
  return side === 0 ? candle.close : side > 0 ? candle.high : candle.low;
}

/** In a forming minute the volume so far counts. */
const volumeScore = (watch: Watch, candle: Candle, minute: number) =>
  volumeZ(watch.m, AT.profile, minute, Math.log(quoteVolumeOf(candle)));

/** Signed score at the place that won, in σ. */
function winningScore(watch: Watch, candle: Candle, reading: Reading): number {
  const { place } = reading;
  if (place === DRIFT) return reading.drift.value;
  if (place === VOLUME) return volumeScore(watch, candle, reading.minute);
  if (place === ZSCORE) return watch.zScore(reading);
  return place === BOLLINGER ? watch.bollinger(reading) : scoreOf(watch.m, reading, windowIndexOf(place));
}

const DETECTORS: Readonly<Record<number, DetectorName>> = {
  [DRIFT]: 'DriftDetector',
  [VOLUME]: 'VolumeSpikeDetector',
  [ZSCORE]: 'ZScoreDetector',
  [BOLLINGER]: 'BollingerDetector',
};

function labelOf(watch: Watch, candle: Candle, reading: Reading): { type: AnomalyType; detector: DetectorName } {
  const { place, sign } = reading;
  if (place === VOLUME) return { type: 'volume_spike', detector: 'VolumeSpikeDetector' };
  const agrees = watch.lnVolumeRate(volumeScore(watch, candle, reading.minute)) <= Math.log(AGREEING_VOLUME);
  const named = DETECTORS[place];
  if (named === undefined && agrees) return { type: 'combined', detector: 'CombinedDetector' };
  return { type: sign > 0 ? 'price_spike' : 'price_drop', detector: named ?? 'MultiTimeframeDetector' };
}

/** Base volume of the window with the crossing minute, and of as many minutes before it. */
function volumesOf(watch: Watch, candle: Candle, minute: number, minutes: number): { before: number; at: number } {
  const window = Math.min(VOLUME_WINDOW, minutes);
  const between = (from: number, to: number) => volumeBetween(watch.m, AT.series, from, to);
  const at = between(minute - window + 1, minute - 1) + candle.volume;
  return { before: between(minute - 2 * window + 1, minute - window), at };
}

/** Every detector's score at the crossing: windows in minutes by name, the others by theirs. */
function scoresOf(watch: Watch, candle: Candle, reading: Reading): Record<string, number> {
  const named: [string, number][] = WINDOWS.map((w, i) => [String(w), scoreOf(watch.m, reading, i)]);
  named.push(['volume', volumeScore(watch, candle, reading.minute)]);
  named.push(['drift', watch.drift(reading)]);
  named.push(['zscore', watch.zScore(reading)], ['bollinger', watch.bollinger(reading)]);
  return Object.fromEntries(named.filter(([, score]) => Number.isFinite(score)).map(([n, s]) => [n, roundTo(s, 4)]));
}

/** Score in σ (z of volume, …) that reaches a level at the reading's place. */
export function scoreAtLevel(watch: Watch, reading: Reading, lnLevel: number): number {
  const { place } = reading;
  const own = ownLnRate(lnLevel);
  if (place === VOLUME) return Math.exp(volumeTail.levelAt(watch.m, VOLUME_TAIL, own));
  if (place === ZSCORE) return Math.exp(sideTail.levelAt(watch.m, ZSCORE_TAIL, own));
  if (place === BOLLINGER) return Math.exp(sideTail.levelAt(watch.m, BOLLINGER_TAIL, own));
  const cell = reading.cells[place === DRIFT ? 0 : windowIndexOf(place)]!;
  return scoreOfExtent(watch.m, cell, place, watch.extentAt(lnLevel), watch.parts);
}

const thresholdOf = (watch: Watch, reading: Reading, level: number) =>
  watch.learning() ? watch.prior.threshold : roundTo(scoreAtLevel(watch, reading, Math.log(level)), 4);

type Metadata = Omit<Anomaly['detection_metadata'], 'onset' | 'peak' | 'detector'>;

function metadataOf(watch: Watch, candle: Candle, reading: Reading, context: RaiseContext): Metadata {
  const minutes = minutesOf(reading);
  const window = reading.place === DRIFT ? 1 : minutes;
  return {
    timeframe_minutes: minutes,
    volatility_tier: watch.prior.tier,
    asset_threshold: thresholdOf(watch, reading, context.level),
    threshold_source: watch.prior.source,
    scores: scoresOf(watch, candle, reading),
    sigma: roundTo(sigmaBefore(watch.m, AT.series, reading.minute, window) || 0, 9),
    season: roundTo(Math.sqrt(seasonOf(watch.m, AT.series, reading.minute, watch.parts)), DIGITS),
    lambda_per_day: lambdaOf(reading.lnLambda),
    end: null,
    breadth: context.breadth === null ? null : roundTo(context.breadth, 4),
    beta: context.beta === null ? null : roundTo(context.beta, 4),
    confirmation: null,
    group: null,
    learning: watch.learning(),
    late: context.late,
    level: roundTo(context.level, DIGITS),
    reason: '',
  };
}

function onsetOf(watch: Watch, reading: Reading, logPrice: number): Onset {
  const { place, minute, sign, drift } = reading;
  if (place === DRIFT) return { minute: drift.mark + 1, logBefore: drift.level };
  const window = place >= VOLUME && place !== BOLLINGER ? 0 : minutesOf(reading);
  return locateOnset(watch.m, AT.series, { minute, logPrice, window, sign });
}

export function openEpisode(watch: Watch, candle: Candle, reading: Reading, context: RaiseContext): Episode {
  const { minute, sign } = reading;
  const minutes = minutesOf(reading);
  const price = crossingPrice(candle, reading);
  const onset = onsetOf(watch, reading, Math.log(price));
  const logWindow = logBefore(watch.m, reading, reading.place);
  const before = priceOf(Number.isFinite(logWindow) ? logWindow : Math.log(candle.open));
  const fromOnset = Number.isFinite(onset.logBefore) ? onset.logBefore : Math.log(candle.open);
  const volumes = volumesOf(watch, candle, minute, minutes);
  const label = labelOf(watch, candle, reading);
  const metadata = metadataOf(watch, candle, reading, context);
  const anomaly: Anomaly = {
    id: anomalyId(context.venue, watch.symbol, candle.openTime),
    symbol: watch.symbol,
    venue: context.venue,
    detected_at: context.detectedAt,
    anomaly_type: label.type,
    z_score: roundTo(winningScore(watch, candle, reading), 4),
    price_change_pct: percent(before, price),
    volume_change_pct: volumes.before > 0 ? percent(volumes.before, volumes.at) : null,
    confidence: roundTo(confidenceOf(metadata.lambda_per_day), DIGITS),
    baseline_window_minutes: 2 * SLOW_HALF_LIFE,
    price_before: before,
    price_at_detection: price,
    volume_before: significant(volumes.before),
    volume_at_detection: significant(volumes.at),
    detection_metadata: {
      ...metadata,
      detector: label.detector,
      onset: openTimeOf(onset.minute),
      peak: { time: candle.openTime, price, change_pct: percent(Math.exp(fromOnset), price) },
    },
    stage: 'raised',
    alerted_at: null,
    created_at: context.detectedAt,
  };
  const told = { decided: false, toldAt: -1, toldLnLambda: Infinity };
  return { anomaly, sign, lastGrowth: minute, logBefore: fromOnset, lnLambda: reading.lnLambda, ...told };
}
