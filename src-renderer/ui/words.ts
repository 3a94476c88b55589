/**
 * Sentences of the window composed from shared labels: headlines, rarity and verdict in words. Plain and exact, no advice,
 * no exclamation marks. Times in, text out; the reader's zone is a parameter, never guessed here.
 */
import type { Anomaly } from '../../src-shared/anomaly.ts';
import { hasGrown } from '../../src-shared/history.ts';
import { baseOf, MINUTE_MS } from '../../src-shared/market.ts';
import type { Narrative } from '../../src-shared/narrative.ts';
import { CAUSE_LABELS, durationText, percentText, rarityText } from '../../src-shared/text/labels.ts';
import { numberText } from '../../src-shared/text/number-style.ts';
import { WORDS_TEXT as TEXT } from '../../src-shared/text/words.ts';

const MINUS = '\u2212';

/** The direction that colour and arrow show: of the price, or 0 when the anomaly is about volume alone. */
export const directionOf = (anomaly: Anomaly): -1 | 0 | 1 => {
  if (anomaly.anomaly_type === 'volume_spike') return 0;
  return Math.sign(anomaly.price_change_pct ?? 0) as -1 | 0 | 1;
};

/** `−4.2 % in 12 min`, or `volume ×8.4 in 5 min` when the anomaly is about volume. */
export function moveText(anomaly: Anomaly): string {
  return TEXT.moveIn(sizeText(anomaly), spanText(moveMinutes(anomaly)));
}

/** Minutes over which the told size was reached: the detection's window, or onset to peak once it has grown. */
export function moveMinutes(anomaly: Anomaly): number {
  const { timeframe_minutes: window, onset, peak } = anomaly.detection_metadata;
  return hasGrown(anomaly) ? Math.max(1, Math.ceil((peak.time - onset) / MINUTE_MS)) : window;
}

/** The size of the move alone: `−4.2 %` or `volume ×8.4`. */
export function sizeText(anomaly: Anomaly): string {
  const volume = anomaly.volume_change_pct;
  if (anomaly.anomaly_type === 'volume_spike' && volume !== null) return TEXT.volume(volumeText(volume));
  if (anomaly.price_change_pct === null) return TEXT.unusual;
  return percentText(hasGrown(anomaly) ? anomaly.detection_metadata.peak.change_pct : anomaly.price_change_pct);
}

/** `×14` of the usual volume from twice as much on; below that the change in percent. */
const volumeText = (percent: number): string => {
  const times = 1 + percent / 100;
  return times < 2 ? percentText(percent, 0) : `×${numberText(times, times < 9.5 ? 1 : 0)}`;
};

/** `1 min`, `45 min`, `3 h`: the span of a move, never in seconds. */
export const spanText = (minutes: number): string =>
  minutes < 2 ? TEXT.minutes(Math.max(1, Math.round(minutes))) : durationText(minutes * MINUTE_MS);

/** The rarity of one minute in words; what happens many times a day is ordinary. */
export const minuteRarityText = (lambdaPerDay: number | null): string =>
  lambdaPerDay === null ? TEXT.rarityUnknown : lambdaPerDay >= 8 ? TEXT.ordinary : rarityText(lambdaPerDay);

/** `−4.2 % in 12 min · about once in 9 days for SOL`. */
export const headlineOf = (anomaly: Anomaly): string =>
  TEXT.headline(moveText(anomaly), rarityText(anomaly.detection_metadata.lambda_per_day), baseOf(anomaly.symbol));

/** The rarity in the width of a cell: `3/d`, `1 d`, `9 d`, `> 60 d`. */
export function shortRarity(lambdaPerDay: number, memoryDays = 60): string {
  if (!(lambdaPerDay > 0) || 1 / lambdaPerDay > memoryDays) return TEXT.beyondDays(memoryDays);
  if (lambdaPerDay >= 1.5) return TEXT.perDay(Math.min(999, Math.round(lambdaPerDay)));
  return TEXT.days(Math.max(1, Math.round(1 / lambdaPerDay)));
}

/** Step 0 (ordinary) to 4 (rarer than two months) of the one rarity ramp. */
export function rarityStep(lambdaPerDay: number | null): 0 | 1 | 2 | 3 | 4 {
  if (lambdaPerDay === null || lambdaPerDay >= 8) return 0;
  if (lambdaPerDay >= 2) return 1;
  if (lambdaPerDay >= 0.4) return 2;
  return lambdaPerDay >= 0.05 ? 3 : 4;
}

export type VerdictMark = 'accepted' | 'withheld' | 'unknown' | 'pending';

/** What stands between the draft and the screen: nothing is shown as the explanation unless it passed. */
export function verdictOf(narrative: Narrative | null): VerdictMark {
  if (narrative === null || !narrative.validated) return 'pending';
  if (narrative.validation_passed !== true) return 'withheld';
  return narrative.cause === 'cause_unknown' ? 'unknown' : 'accepted';
}

/** `accepted · likely cause`, `accepted · cause unknown`, `withheld`. */
export function verdictText(narrative: Narrative | null, stage: Anomaly['stage']): string {
  const mark = verdictOf(narrative);
  if (mark === 'pending') return stage === 'raised' ? TEXT.readingNews : TEXT.writing;
  if (mark === 'withheld' || narrative === null) return TEXT.withheld;
  return TEXT.accepted(CAUSE_LABELS[narrative.cause].toLowerCase());
}

/** `0.4 s`, `12 s`, `3 min`: the age of something, in wall time. */
export function ageText(ms: number): string {
  const age = Math.max(0, ms);
  return age < 9_950 ? TEXT.seconds(numberText(age / 1000, 1)) : durationText(age);
}

/** `+9 min`, `−3 min`, `+2 h 5 min`: minutes from the onset. */
export function offsetText(minutes: number): string {
  const sign = minutes < 0 ? MINUS : '+';
  const whole = Math.round(Math.abs(minutes));
  if (whole < 90) return `${sign}${TEXT.minutes(whole)}`;
  const rest = whole % 60;
  const hours = Math.floor(whole / 60);
  return `${sign}${rest === 0 ? TEXT.hours(hours) : TEXT.hoursMinutes(hours, rest)}`;
}

/** `182 MB`. */
export function bytesText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return TEXT.bytes(numberText(value, value < 10 && power > 0 ? 1 : 0), power);
}

export { countText, plural } from '../../src-shared/text/counts.ts';
