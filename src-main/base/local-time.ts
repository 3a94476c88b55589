/**
 * What the user's clock on the wall shows at a moment: quiet hours are set in its minutes. A day of a time change has 23 or 25
 * hours; in an hour that the clock shows twice, the minute it showed before it was set back counts as well, so that a rest that
 * has begun is not interrupted.
 */
import { HOUR_MS, MINUTE_MS, type EpochMs } from '../../src-shared/market.ts';

const DAY_MINUTES = 1440;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const number = 'numeric' as const;
  const parts = { year: number, month: number, day: number, hour: number, minute: number };
  const made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...parts });
  formats.set(zone, made);
  return made;
}

/** Minutes east of UTC; `zone` (IANA) defaults to the machine's. */
export function offsetMinutes(time: EpochMs, zone?: string): number {
  if (zone === undefined) return -new Date(time).getTimezoneOffset();
  const part = Object.fromEntries(
    formatOf(zone)
      .formatToParts(time)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const shown = Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute);
  return Math.round((shown - Math.floor(time / MINUTE_MS) * MINUTE_MS) / MINUTE_MS);
}

const minuteAt = (time: EpochMs, offset: number): number =>
  (((Math.floor(time / MINUTE_MS) + offset) % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;

/** The minutes of the local day, 0–1439, by which a moment is judged: the one the clock shows, then the one before a set-back. */
export function localMinutes(time: EpochMs, zone?: string): readonly number[] {
  const [offset, before] = [offsetMinutes(time, zone), offsetMinutes(time - HOUR_MS, zone)];
  const shown = minuteAt(time, offset);
  if (before <= offset) return [shown];
  const change = changeBetween(time - HOUR_MS, time, offset, zone);
  return time - change < (before - offset) * MINUTE_MS ? [shown, minuteAt(change - 1, before)] : [shown];
}

/** The first minute with this offset. */
function changeBetween(from: EpochMs, to: EpochMs, offset: number, zone?: string): EpochMs {
  let [low, high] = [Math.floor(from / MINUTE_MS), Math.floor(to / MINUTE_MS)];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMinutes(middle * MINUTE_MS, zone) === offset) high = middle;
    else low = middle + 1;
  }
  return high * MINUTE_MS;
}
