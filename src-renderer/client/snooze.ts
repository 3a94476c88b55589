/** A rest for notifications: from now until a moment of the reader's own clock. Watching goes on; what comes waits in the digest. */
import { isSnoozed, type Settings } from '../../src-shared/settings.ts';
import type { ZoneChoice } from '../ui/zone.ts';
import { useMarketNow } from './engine.tsx';
import { useChangeSettings, useSettings, useZone } from './settings.ts';

const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000];
/** When a rest until tomorrow ends, unless quiet hours end at another time. */
const MORNING = '07:00';

/** The next morning in the reader's zone: tomorrow's, also just after midnight. */
export function tomorrowMorning(now: number, zone: ZoneChoice, clock = MORNING): number {
  const [hour = 7, minute = 0] = clock.split(':').map(Number);
  if (zone === 'utc') return (Math.floor(now / DAY_MS) + 1) * DAY_MS + hour * HOUR_MS + minute * 60_000;
  const date = new Date(now);
  date.setHours(0, 0, 0, 0);
  date.setDate(date.getDate() + 1);
  date.setHours(hour, minute);
  return date.getTime();
}

export const morningOf = (settings: Settings | undefined): string =>
  settings?.quietHours.enabled === true ? settings.quietHours.to : MORNING;

export function useSnooze() {
  const settings = useSettings();
  const now = useMarketNow();
  const zone = useZone();
  const change = useChangeSettings();
  const set = (until: number): void => {
    if (now !== null) change.mutate({ snooze: { from: Math.floor(now), until: Math.floor(until) } });
  };
  const snooze = settings?.snooze ?? null;
  return {
    /** Null while notifications do not rest. */
    until: snooze !== null && now !== null && settings !== undefined && isSnoozed(settings, now) ? snooze.until : null,
    morning: now === null ? null : tomorrowMorning(now, zone, morningOf(settings)),
    ready: settings !== undefined && now !== null,
    failed: change.error,
    hour: () => now !== null && set(now + HOUR_MS),
    tomorrow: () => now !== null && set(tomorrowMorning(now, zone, morningOf(settings))),
    end: () => change.mutate({ snooze: null }),
  };
}
