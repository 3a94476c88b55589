/** Times in the reader's zone, always with the zone's name; correct across DST because Intl formats each moment. */
import { durationText } from '../../src-shared/text/labels.ts';
import { WORDS_TEXT } from '../../src-shared/text/words.ts';

export type ZoneChoice = 'local' | 'utc';

const HOUR_MS = 3_600_000;
const cache = new Map<string, Intl.DateTimeFormat>();
const style = { locale: 'en-GB' };

/** BCP 47; for every date of the window from then on. Clocks stay 24-hour: a market's day has no noon. */
export function setDateLocale(locale: string): void {
  if (locale === style.locale) return;
  style.locale = locale;
  cache.clear();
}

function formatter(choice: ZoneChoice, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${choice}|${JSON.stringify(options)}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const clock = 'hour' in options ? { hourCycle: 'h23' as const } : {};
  const zone = choice === 'utc' ? { timeZone: 'UTC' } : {};
  const made = new Intl.DateTimeFormat(style.locale, { ...options, ...clock, ...zone });
  cache.set(key, made);
  return made;
}

/** `14:22`. */
export const clockText = (time: number, choice: ZoneChoice): string =>
  formatter(choice, { hour: '2-digit', minute: '2-digit' }).format(time);

/** `14:22:05`. */
export const secondText = (time: number, choice: ZoneChoice): string =>
  formatter(choice, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(time);

/** `27 Mar`. */
export const dayText = (time: number, choice: ZoneChoice): string =>
  formatter(choice, { day: 'numeric', month: 'short' }).format(time);

/** `27 Mar 2023`. */
export const dateText = (time: number, choice: ZoneChoice): string =>
  formatter(choice, { day: 'numeric', month: 'short', year: 'numeric' }).format(time);

/** `Mon 27 Mar 2023, 14:22:05 UTC`. */
export function exactText(time: number, choice: ZoneChoice): string {
  const day = formatter(choice, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).format(time);
  return `${day.replace(',', '')}, ${secondText(time, choice)} ${zoneName(time, choice)}`;
}

/** `UTC`, `CET`, `GMT+2`. */
export function zoneName(time: number, choice: ZoneChoice): string {
  const parts = formatter(choice, { timeZoneName: 'short', hour: '2-digit' }).formatToParts(time);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? 'UTC';
}

/** `12 min ago` up to an hour, then `14:22`, on another day `27 Mar 14:22`. */
export function sinceText(time: number, now: number | null, choice: ZoneChoice): string {
  if (now !== null && now - time < HOUR_MS)
    return now - time < 5000 ? WORDS_TEXT.now : WORDS_TEXT.ago(durationText(now - time));
  const sameDay = now !== null && dayText(time, choice) === dayText(now, choice);
  return sameDay ? clockText(time, choice) : `${dayText(time, choice)} ${clockText(time, choice)}`;
}
