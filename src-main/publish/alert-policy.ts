/**
 * Between the budget's yes and the notification: quiet hours and cooldown of one symbol. It only ever withholds, and says
 * why; what it withholds stays in the inbox and goes to the digest.
 */
import type { Anomaly } from '../../src-shared/anomaly.ts';
import { MINUTE_MS, type EpochMs } from '../../src-shared/market.ts';
import type { Settings } from '../../src-shared/settings.ts';

export interface AlertPolicy {
  /** Null when it may be sent, else the reason why not. `minuteOfDay` is the user's local time. */
  refuse(anomaly: Anomaly, now: EpochMs, minuteOfDay: number): string | null;
}

export function createAlertPolicy(settings: () => Settings): AlertPolicy {
  const lastSent = new Map<string, EpochMs>();
  return {
    refuse(anomaly, now, minuteOfDay) {
      const { notifications, quietHours, cooldownMinutes } = settings();
      if (!notifications.enabled) return 'notifications are switched off';
      if (quietHours.enabled && isWithin(minuteOfDay, quietHours.from, quietHours.to)) {
        return `quiet hours ${quietHours.from}–${quietHours.to}`;
      }
      const last = lastSent.get(anomaly.symbol);
      if (last !== undefined && now - last < cooldownMinutes * MINUTE_MS) {
        return `cooldown: ${anomaly.symbol} was notified less than ${cooldownMinutes} min before`;
      }
      lastSent.set(anomaly.symbol, now);
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
