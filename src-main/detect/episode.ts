/**
 * One open episode of a symbol after its raise: identity and detection fields are fixed at the first crossing, peak, confidence and
 * end grow in place. When it is over, and what beside it is news. Prices in quote currency, changes in percent.
 */
import { confidenceOf, type Anomaly } from '../../src-shared/anomaly.ts';
import { roundTo } from '../../src-shared/format.ts';
import { MINUTE_MS, type Candle } from '../../src-shared/market.ts';
import { openTimeOf } from '../market/candle-check.ts';
import type { Episode } from './episode-state.ts';
import { DIGITS, lambdaOf, percent } from './figures.ts';
import type { Reading } from './reading.ts';
import { QUIET_MINUTES } from './tails.ts';

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
const LN_RARER = Math.log(2);
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
