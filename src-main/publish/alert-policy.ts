/**
 * Between the budget's yes and the notification: what the user switched off, snoozed, made quiet or set a distance for. It only
 * ever withholds, and says why; what it withholds stays in the inbox and goes to the digest. Reasons are stored: UTC, no locale.
 */
import type { Anomaly } from '../../src-shared/anomaly.ts';
import { isoOf } from '../../src-shared/format.ts';
import { MINUTE_MS, type EpochMs } from '../../src-shared/market.ts';
import { isSnoozed, type Settings } from '../../src-shared/settings.ts';

export interface AlertPolicy {
  /**
   * Null when it may be sent, else the reason why not. `minutes` of the user's day by which the moment is judged; more than one in
   * an hour that the clock shows twice (base/local-time.ts).
   */
  refuse(anomaly: Anomaly, now: EpochMs, minutes: number | readonly number[]): string | null;
}

export function createAlertPolicy(settings: () => Settings): AlertPolicy {
  const lastSent = new Map<string, EpochMs>();
  return {
    refuse(anomaly, now, minutes) {
      const { symbol } = anomaly;
      const rules = settings();
      const { notifications, quietHours, snooze } = rules;
      if (!notifications.enabled) return 'notifications are switched off';
      if (isSnoozed(rules, now)) return `snoozed until ${isoOf(snooze?.until ?? now)}`;
      if (isQuietAt(quietHours, minutes)) return `quiet hours ${quietHours.from}–${quietHours.to}`;
      const cooldown = rules.symbolRules[symbol]?.cooldownMinutes ?? rules.cooldownMinutes;
      const last = lastSent.get(symbol);
      // A market time before the last alert was not reached by waiting: a clock was set back, and the distance is not known.
      if (last !== undefined && now >= last && now - last < cooldown * MINUTE_MS) {
        return `cooldown: ${symbol} was notified less than ${cooldown} min before`;
      }
      lastSent.set(symbol, now);
      return null;
    },
  };
}

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

/** From inclusive, to exclusive; a window may pass midnight. */
export function isWithin(minuteOfDay: number, from: string, to: string): boolean {
  const [a, b] = [minutesOf(from), minutesOf(to)];
  return a <= b ? minuteOfDay >= a && minuteOfDay < b : minuteOfDay >= a || minuteOfDay < b;
}

/** Quiet by any of the minutes. */
export function isQuietAt({ enabled, from, to }: Settings['quietHours'], minutes: number | readonly number[]): boolean {
  return enabled && [minutes].flat().some((minute) => isWithin(minute, from, to));
}
