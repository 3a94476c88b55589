/**
 * Dates as publishers write them: RFC 822/2822 with named or numeric zones and two-digit years, ISO 8601 with or without
 * zone (UTC when absent), date only, epoch seconds or milliseconds. Null for anything else and outside 1995–2100: a date
 * is never guessed from the machine's own zone.
 */
import type { EpochMs } from '../../src-shared/market.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** RFC 822 §5.1 and what is seen in the wild; minutes east of UTC. */
const ZONES: Record<string, number> = {
  Z: 0,
  UT: 0,
  UTC: 0,
  GMT: 0,
  WET: 0,
  BST: 60,
  CET: 60,
  WEST: 60,
  CEST: 120,
  EET: 120,
  EEST: 180,
  MSK: 180,
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  IST: 330,
  SGT: 480,
  HKT: 480,
  JST: 540,
  KST: 540,
  AEST: 600,
  AEDT: 660,
};
const RFC822 =
  /^(?:[a-z]+\.?,?\s+)?(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?[\s-]+(\d{4}|\d{2})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*([+-]\d{2}:?\d{2}|[a-z]{1,4})?(?:\s*\([^)]*\))?$/i;
const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T\s]+(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i;
/** `September 25, 2026 14:41` with an optional zone. */
const MONTH_FIRST =
  /^(?:[a-z]+\.?,\s+)?([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:,?\s+(?:at\s+)?(\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*([+-]\d{2}:?\d{2}|[a-z]{1,4})?$/i;

const EARLIEST = Date.UTC(1995, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

export function publishedAt(text: string): EpochMs | null {
  const trimmed = text.trim().slice(0, 80);
  const time = fromEpoch(trimmed) ?? fromIso(trimmed) ?? fromRfc822(trimmed) ?? fromMonthFirst(trimmed);
  return time !== null && time >= EARLIEST && time < LATEST ? time : null;
}

function fromEpoch(text: string): EpochMs | null {
  if (/^\d{9,10}(\.\d+)?$/.test(text)) return Math.round(Number(text) * 1000);
  return /^\d{12,13}$/.test(text) ? Number(text) : null;
}

function fromIso(text: string): EpochMs | null {
  const match = ISO.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const ms = Math.floor(Number(`0.${fraction ?? '0'}`) * 1000);
  return instant(Number(year), Number(month) - 1, Number(day), [hour, minute, second], zone, ms);
}

function fromRfc822(text: string): EpochMs | null {
  const match = RFC822.exec(text);
  if (!match) return null;
  const [, day, month, year, hour, minute, second, zone] = match;
  return instant(fullYear(year ?? ''), monthOf(month), Number(day), [hour, minute, second], zone);
}

function fromMonthFirst(text: string): EpochMs | null {
  const match = MONTH_FIRST.exec(text);
  if (!match) return null;
  const [, month, day, year, hour, minute, second, zone] = match;
  return instant(Number(year), monthOf(month), Number(day), [hour, minute, second], zone);
}

const monthOf = (name = ''): number => MONTHS.indexOf(name.toLowerCase());
/** RFC 2822 §4.3: 00–49 are 20xx, 50–99 are 19xx. */
const fullYear = (text: string): number =>
  text.length === 4 ? Number(text) : Number(text) + (Number(text) < 50 ? 2000 : 1900);

type ClockParts = readonly [string | undefined, string | undefined, string | undefined];

function instant(
  year: number,
  month: number,
  day: number,
  clock: ClockParts,
  zone: string | undefined,
  ms = 0,
): EpochMs | null {
  const [hour, minute, second] = clock.map((part) => Number(part ?? 0)) as [number, number, number];
  const offset = offsetMinutes(zone);
  if (month < 0 || month > 11 || hour > 24 || minute > 59 || second > 60 || offset === null) return null;
  const date = Date.UTC(year, month, day);
  // 31 February and the like roll over in Date.UTC; such a date is refused instead.
  if (day < 1 || new Date(date).getUTCDate() !== day) return null;
  return date + ((hour * 60 + minute - offset) * 60 + second) * 1000 + ms;
}

function offsetMinutes(zone: string | undefined): number | null {
  if (zone === undefined) return 0;
  const numeric = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (!numeric) return ZONES[zone.toUpperCase()] ?? null;
  const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0);
  return minutes > 15 * 60 ? null : numeric[1] === '-' ? -minutes : minutes;
}
