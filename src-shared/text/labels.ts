/** Labels: the words the window, the CLI and notifications share. Never "AI", no exclamation marks, no advice. */
import type { FeedHealth } from '../health.ts';
import type { AnomalyType } from '../anomaly.ts';
import type { Cause } from '../narrative.ts';
import { localised } from './localised.ts';
import { numberText } from './number-style.ts';

const CAUSES: Record<Cause, string> = {
  likely_cause: 'Likely cause',
  reported_afterwards: 'Reported afterwards',
  coincident_news: 'Coincident news',
  cause_unknown: 'Cause unknown',
};
export const CAUSE_LABELS = localised(CAUSES);

const TYPES: Record<AnomalyType, string> = {
  price_spike: 'Price up',
  price_drop: 'Price down',
  volume_spike: 'Volume',
  combined: 'Price and volume',
};
export const TYPE_LABELS = localised(TYPES);

const LABELS_TEXT = localised({
  rarer: (days: number) => `rarer than anything in ${days} days`,
  aDay: (count: number) => `about ${count} a day`,
  onceADay: 'about once a day',
  onceIn: (days: number) => `about once in ${days} days`,
  seconds: (count: number) => `${count} s`,
  minutes: (count: number) => `${count} min`,
  hours: (count: number) => `${count} h`,
  days: (count: number) => `${count} d`,
});

export const FEED_STATES = {
  connecting: 'connecting',
  live: 'live',
  silent: 'silent',
  reconnecting: 'reconnecting',
  stopped: 'stopped',
  paused: 'paused',
  replaying: 'replaying',
} as const satisfies Record<FeedHealth['state'], string>;

const MINUS = '\u2212';

/** `−4.2 %`, `+0.85 %`; two decimals below 1 %. */
export function percentText(value: number, digits = Math.abs(value) < 1 ? 2 : 1): string {
  const sign = value < 0 ? MINUS : '+';
  return `${sign}${numberText(Math.abs(value), digits)} %`;
}

/** `about once in 9 days`, `about 3 a day`, `less than once in 60 days`. λ in episodes a day. */
export function rarityText(lambdaPerDay: number, memoryDays = 60): string {
  if (!(lambdaPerDay > 0) || 1 / lambdaPerDay > memoryDays) return LABELS_TEXT.rarer(memoryDays);
  if (lambdaPerDay >= 1.5) return LABELS_TEXT.aDay(Math.round(lambdaPerDay));
  const days = 1 / lambdaPerDay;
  if (days < 1.5) return LABELS_TEXT.onceADay;
  return LABELS_TEXT.onceIn(Math.round(days));
}

/** `45 s`, `12 min`, `3 h`, `2 d`. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return LABELS_TEXT.seconds(seconds);
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return LABELS_TEXT.minutes(minutes);
  const hours = Math.round(minutes / 60);
  return hours < 48 ? LABELS_TEXT.hours(hours) : LABELS_TEXT.days(Math.round(hours / 24));
}
