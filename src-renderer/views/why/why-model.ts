/** Stretches of time as a reader chooses them, in the reader's zone: up to now, last night, or from and to typed in. */
import { WHY_STRETCHES } from '../../../src-shared/text/why.ts';
import { MOST_WHY_MS } from '../../../src-shared/why.ts';
import type { ZoneChoice } from '../../ui/zone.ts';

export type StretchKey = (typeof WHY_STRETCHES)[number]['key'];
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

const DAY_MS = 86_400_000;
/** A night, by the clock. */
const [EVENING, MORNING] = [22, 8] as const;

/** This hour of the day so many days from now's. */
function hourOf(now: number, days: number, hour: number, zone: ZoneChoice): number {
  if (zone === 'utc') return (Math.floor(now / DAY_MS) + days) * DAY_MS + hour * 3_600_000;
  const date = new Date(now);
  date.setHours(0, 0, 0, 0);
  date.setDate(date.getDate() + days);
  date.setHours(hour);
  return date.getTime();
}

/** From the last evening that is over by some hours to the morning after it, or to now. */
export function lastNight(now: number, zone: ZoneChoice): Stretch {
  return { from: hourOf(now, -1, EVENING, zone), to: Math.min(Math.floor(now), hourOf(now, 0, MORNING, zone)) };
}

export function stretchOf(key: StretchKey, now: number, zone: ZoneChoice): Stretch {
  const chosen = WHY_STRETCHES.find((each) => each.key === key);
  const ms = chosen?.ms ?? null;
  return ms === null ? lastNight(now, zone) : { from: Math.floor(now - ms), to: Math.floor(now) };
}

const time = (text: string | undefined): number | null => {
  const value = Number(text ?? NaN);
  return Number.isFinite(value) && value > 0 && value < 8.64e15 ? Math.floor(value) : null;
};

/** Of the address; null when it names none, or none that can be. */
export function stretchIn(params: Readonly<Record<string, string>>): Stretch | null {
  const [from, to] = [time(params.from), time(params.to)];
  return from !== null && to !== null && to > from && to - from <= MOST_WHY_MS ? { from, to } : null;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** The value of a datetime field (`2026-03-27T22:00`), which knows no zone of its own. */
export function fieldOf(moment: number, zone: ZoneChoice): string {
  const date = new Date(moment);
  if (zone === 'utc') return date.toISOString().slice(0, 16);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

export function momentOf(field: string, zone: ZoneChoice): number | null {
  const value = Date.parse(zone === 'utc' ? `${field}Z` : field);
  return Number.isFinite(value) ? value : null;
}
