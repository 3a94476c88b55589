/**
 * One open episode of a symbol and the anomaly row it writes: identity and detection fields are fixed at the first crossing,
 * peak, confidence and end grow in place. Prices in quote currency, changes in percent, log prices natural.
 */
import { anomalyId } from '../base/ids.ts';
import { confidenceOf, type Anomaly, type AnomalyType, type DetectorName } from '../../src-shared/anomaly.ts';
import { roundTo } from '../../src-shared/format.ts';
import { MINUTE_MS, type Candle, type EpochMs } from '../../src-shared/market.ts';
import { openTimeOf } from '../market/candle-check.ts';
import { SLOW_HALF_LIFE, WINDOWS } from '../market/minute-series.ts';
import { locateOnset } from './onset.ts';
import { VOLUME } from './prior-tails.ts';
import { QUIET_MINUTES } from './rarity.ts';
import type { Reading, Watch } from './watch.ts';

export interface Episode {
  readonly anomaly: Anomaly;
  readonly sign: number;
  /**
   * Last minute that made the episode rarer. Price alone does not count: the first crossing, and with it the direction, may
   * differ between ticks and closed candles, the rarity of a closed minute may not.
   */
  lastGrowth: number;
  /** ln of the price before the onset. */
  readonly logBefore: number;
  /** Smallest ln Λ so far. */
  lnLambda: number;
  /** Whether the budget has decided (granted, digest, late or group); asked at most once. */
  decided: boolean;
  /** Minute in which an alert was asked for, −1 before, and the smallest ln Λ up to the end of that minute. */
  toldAt: number;
  toldLnLambda: number;
}

export interface RaiseContext {
  readonly venue: string;
  readonly detectedAt: EpochMs;
  readonly late: boolean;
  /** Episodes a day. */
  readonly level: number;
  readonly breadth: number | null;
  readonly beta: number | null;
}

const DIGITS = 6;
const percent = (from: number, to: number) => roundTo((to / from - 1) * 100, DIGITS);
const significant = (value: number) => (Number.isFinite(value) ? Number(value.toPrecision(12)) : 0);
const priceOf = (log: number) => significant(Math.exp(log));
const minutesOf = (window: number) => (window === VOLUME ? 1 : WINDOWS[window]!);

/** The price that crossed: the close, or the extreme of a busy minute that closed far from it. */
const crossingPrice = (candle: Candle, reading: Reading) =>
  reading.window === VOLUME ? candle.close : reading.prices[reading.window]!;
const scoreOf = (reading: Reading) => (reading.window === VOLUME ? reading.volume : reading.scores[reading.window]!);

/** Minute volume this rare, in episodes a day on its own tail, agrees with a move. */
const AGREEING_VOLUME = 5;

/** In a forming minute the volume so far counts. */
function agrees(watch: Watch, candle: Candle): boolean {
  return watch.rarity.lnVolumeRate(watch.volumeScore(candle)) <= Math.log(AGREEING_VOLUME);
}

function labelOf(watch: Watch, candle: Candle, reading: Reading): { type: AnomalyType; detector: DetectorName } {
  const moved = reading.window !== VOLUME;
  if (moved && agrees(watch, candle)) return { type: 'combined', detector: 'CombinedDetector' };
  if (!moved) return { type: 'volume_spike', detector: 'VolumeSpikeDetector' };
  return { type: reading.sign > 0 ? 'price_spike' : 'price_drop', detector: 'MultiTimeframeDetector' };
}

/** Base volume of the window with the crossing minute, and of as many minutes before it. */
function volumesOf(watch: Watch, candle: Candle, minute: number, window: number): { before: number; at: number } {
  const at = watch.series.volumeBetween(minute - window + 1, minute - 1) + candle.volume;
  return { before: watch.series.volumeBetween(minute - 2 * window + 1, minute - window), at };
}

function scoresOf(watch: Watch, candle: Candle, reading: Reading): Record<string, number> {
  const named = WINDOWS.map((minutes, i) => [String(minutes), reading.scores[i]!] as [string, number]);
  named.push(['volume', watch.volumeScore(candle)]);
  return Object.fromEntries(named.filter(([, score]) => Number.isFinite(score)).map(([n, s]) => [n, roundTo(s, 4)]));
}

function thresholdOf(watch: Watch, reading: Reading, level: number): number {
  if (watch.learning()) return watch.prior().threshold;
  return roundTo(watch.scoreAt(reading.minute, reading.window, Math.log(level)), 4);
}

function metadataOf(
  watch: Watch,
  candle: Candle,
  reading: Reading,
  context: RaiseContext,
): Omit<Anomaly['detection_metadata'], 'onset' | 'peak' | 'detector'> {
  const window = minutesOf(reading.window);
  return {
    timeframe_minutes: window,
    volatility_tier: watch.prior().tier,
    asset_threshold: thresholdOf(watch, reading, context.level),
    threshold_source: watch.prior().source,
    scores: scoresOf(watch, candle, reading),
    sigma: roundTo(watch.series.sigma(reading.minute, window) || 0, 9),
    season: roundTo(Math.sqrt(watch.series.season2(reading.minute)), DIGITS),
    lambda_per_day: lambdaOf(reading.lnLambda),
    end: null,
    breadth: context.breadth === null ? null : roundTo(context.breadth, 4),
    beta: context.beta === null ? null : roundTo(context.beta, 4),
    group: null,
    learning: watch.learning(),
    late: context.late,
    level: roundTo(context.level, DIGITS),
    reason: '',
  };
}

const lambdaOf = (lnLambda: number) => significant(Math.exp(lnLambda));

export function openEpisode(watch: Watch, candle: Candle, reading: Reading, context: RaiseContext): Episode {
  const { minute, sign } = reading;
  const window = minutesOf(reading.window);
  const price = crossingPrice(candle, reading);
  const onset = locateOnset(watch.series, {
    minute,
    logPrice: Math.log(price),
    window: reading.window === VOLUME ? 0 : window,
    sign,
  });
  const logWindow = watch.series.logClose(minute - window);
  const before = priceOf(Number.isFinite(logWindow) ? logWindow : Math.log(candle.open));
  const logBefore = Number.isFinite(onset.logBefore) ? onset.logBefore : Math.log(candle.open);
  const volumes = volumesOf(watch, candle, minute, window);
  const label = labelOf(watch, candle, reading);
  const metadata = metadataOf(watch, candle, reading, context);
  const anomaly: Anomaly = {
    id: anomalyId(context.venue, watch.symbol, candle.openTime),
    symbol: watch.symbol,
    venue: context.venue,
    detected_at: context.detectedAt,
    anomaly_type: label.type,
    z_score: roundTo(scoreOf(reading), 4),
    price_change_pct: percent(before, price),
    volume_change_pct: volumes.before > 0 ? percent(volumes.before, volumes.at) : null,
    confidence: roundTo(confidenceOf(metadata.lambda_per_day), DIGITS),
    baseline_window_minutes: SLOW_HALF_LIFE,
    price_before: before,
    price_at_detection: price,
    volume_before: significant(volumes.before),
    volume_at_detection: significant(volumes.at),
    detection_metadata: {
      ...metadata,
      detector: label.detector,
      onset: openTimeOf(onset.minute),
      peak: { time: candle.openTime, price, change_pct: percent(Math.exp(logBefore), price) },
    },
    stage: 'raised',
    alerted_at: null,
    created_at: context.detectedAt,
  };
  const told = { decided: false, toldAt: -1, toldLnLambda: Infinity };
  return { anomaly, sign, lastGrowth: minute, logBefore, lnLambda: reading.lnLambda, ...told };
}

/** Takes a rarer reading, forming or closed, into the episode. */
export function deepen(episode: Episode, reading: Reading): boolean {
  if (reading.lnLambda >= episode.lnLambda) return false;
  const { anomaly } = episode;
  const lambda = lambdaOf(reading.lnLambda);
  episode.lnLambda = reading.lnLambda;
  episode.lastGrowth = reading.minute;
  if (episode.toldAt === reading.minute) episode.toldLnLambda = reading.lnLambda;
  anomaly.detection_metadata.lambda_per_day = lambda;
  anomaly.confidence = roundTo(confidenceOf(lambda), DIGITS);
  return true;
}

/** Takes a closed minute beyond the level into the episode; true when the row changed. */
export function growEpisode(episode: Episode, candle: Candle, reading: Reading): boolean {
  const { anomaly } = episode;
  const metadata = anomaly.detection_metadata;
  const extreme = !reading.busy ? candle.close : episode.sign > 0 ? candle.high : candle.low;
  const further = episode.sign * (extreme - metadata.peak.price) > 0;
  if (further) {
    metadata.peak = {
      time: candle.openTime,
      price: extreme,
      change_pct: percent(Math.exp(episode.logBefore), extreme),
    };
  }
  return deepen(episode, reading) || further;
}

/** Windows remember a move for up to an hour; an episode is over when it has not grown for the quiet time. */
export const isQuiet = (episode: Episode, minute: number): boolean => minute > episode.lastGrowth + QUIET_MINUTES;

export function noteTold(episode: Episode, minute: number): void {
  episode.toldAt = minute;
  episode.toldLnLambda = episode.lnLambda;
}

/** Beside an episode that the user knows, only what is rarer and some time later, or rarer by far, or comes after a rest is news. */
const TOLD_MINUTES = 15;
const LN_RARER = Math.log(4);
const LN_RARER_BY_FAR = Math.log(100);
const REST_MINUTES = 30;

const hasRested = (episode: Episode, minute: number) => minute > episode.lastGrowth + REST_MINUTES;

/** News begins here: what followed its alert, or its last growth when it has told nothing or has rested since. */
export const freshFrom = (episode: Episode, minute: number): number =>
  episode.toldAt < 0 || hasRested(episode, minute) ? episode.lastGrowth : episode.toldAt;

export function isSeparate(episode: Episode, reading: Reading): boolean {
  if (episode.toldAt < 0) return reading.minute > episode.lastGrowth;
  if (hasRested(episode, reading.minute)) return true;
  const minutes = reading.minute - episode.toldAt;
  return reading.lnLambda <= episode.toldLnLambda - (minutes >= TOLD_MINUTES ? LN_RARER : LN_RARER_BY_FAR);
}

export function endEpisode(episode: Episode): void {
  const metadata = episode.anomaly.detection_metadata;
  metadata.end = Math.max(openTimeOf(episode.lastGrowth), metadata.peak.time) + MINUTE_MS;
}

/** What leaves the room: later growth does not reach it. */
export function snapshotOf(anomaly: Anomaly): Anomaly {
  const metadata = anomaly.detection_metadata;
  return {
    ...anomaly,
    detection_metadata: { ...metadata, scores: { ...metadata.scores }, peak: { ...metadata.peak } },
  };
}
