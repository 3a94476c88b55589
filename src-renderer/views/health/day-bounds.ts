/** The reader's days: the moments at which the last so many of them began, and the end of today. A day of a time change counts as one. */
import type { ZoneChoice } from '../../ui/zone.ts';

const DAY_MS = 86_400_000;

export function dayBounds(now: number, days: number, zone: ZoneChoice): number[] {
  return Array.from({ length: days + 1 }, (_, i) => midnight(now, i - days + 1, zone));
}

/** The beginning of today or of a day so many days from it. */
function midnight(now: number, days: number, zone: ZoneChoice): number {
  if (zone === 'utc') return (Math.floor(now / DAY_MS) + days) * DAY_MS;
  const date = new Date(now);
  date.setHours(0, 0, 0, 0);
  date.setDate(date.getDate() + days);
  return date.getTime();
}
