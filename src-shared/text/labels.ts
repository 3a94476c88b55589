/** Labels: the words the window, the CLI and notifications share. Never "AI", no exclamation marks, no advice. */
import type { AnomalyType } from '../anomaly.ts';
import type { Cause } from '../narrative.ts';

export const CAUSE_LABELS: Record<Cause, string> = {
  likely_cause: 'Likely cause',
  reported_afterwards: 'Reported afterwards',
  coincident_news: 'Coincident news',
  cause_unknown: 'Cause unknown',
};

export const TYPE_LABELS: Record<AnomalyType, string> = {
  price_spike: 'Price up',
  price_drop: 'Price down',
  volume_spike: 'Volume',
  combined: 'Price and volume',
};

const MINUS = '\u2212';

/** `−4.2 %`, `+0.85 %`; two decimals below 1 %. */
export function percentText(value: number, digits = Math.abs(value) < 1 ? 2 : 1): string {
  const sign = value < 0 ? MINUS : '+';
  return `${sign}${Math.abs(value).toFixed(digits)} %`;
}

/** `about once in 9 days`, `about 3 a day`, `less than once in 60 days`. λ in episodes a day. */
export function rarityText(lambdaPerDay: number, memoryDays = 60): string {
  if (!(lambdaPerDay > 0) || 1 / lambdaPerDay > memoryDays) return `rarer than anything in ${memoryDays} days`;
  if (lambdaPerDay >= 1.5) return `about ${Math.round(lambdaPerDay)} a day`;
  const days = 1 / lambdaPerDay;
  if (days < 1.5) return 'about once a day';
  return `about once in ${Math.round(days)} days`;
}

/** `45 s`, `12 min`, `3 h`, `2 d`. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`;
}
