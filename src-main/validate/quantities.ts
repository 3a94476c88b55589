/**
 * Numbers in a sentence with their unit, sign, precision and subject; the same reading for sentences and for facts. A number
 * is grounded when some fact has it: same unit, same sign, equal within half of its last digit.
 */
import { DOWN, UP } from './phrases.ts';
import type { Subjects } from './said.ts';

export interface Quantity {
  readonly raw: string;
  readonly at: number;
  /** In the unit's base: percent, minutes, days, times, … */
  readonly value: number;
  readonly unit: string;
  /** Half of the last stated digit, in the base unit. */
  readonly tolerance: number;
  /** −1, +1, or 0 when the words give no direction; NaN when they contradict each other. */
  readonly sign: number;
  readonly subject: string | null;
  /** `before` and `after` an onset; `memory` of "rarer than anything in"; a `share` "of the symbols"; percent of `volume`. */
  readonly role: 'plain' | 'before' | 'after' | 'memory' | 'share' | 'volume';
  /** "less than". */
  readonly under: boolean;
}

const UNITS: readonly (readonly [RegExp, string, number])[] = [
  [/^(?:%|percent|per cent|pct)$/i, 'percent', 1],
  [/^(?:min|mins|minute|minutes)$/i, 'minutes', 1],
  [/^(?:h|hr|hrs|hour|hours)$/i, 'minutes', 60],
  [/^(?:s|sec|secs|second|seconds)$/i, 'minutes', 1 / 60],
  [/^(?:d|day|days)$/i, 'days', 1],
  [/^(?:week|weeks)$/i, 'days', 7],
  [/^(?:a day|per day|episodes a day)$/i, 'per_day', 1],
  [/^(?:times|×|x|fold|-fold)$/i, 'times', 1],
  [/^(?:σ|sigma|sigmas|standard deviations?)$/i, 'z', 1],
  [
    /^(?:more )?(?:sources?|outlets?|publishers?|reports?|symbols?|coins?|assets?|anomalies|moves?|events?|of|similar)$/i,
    'count',
    1,
  ],
];
const UNIT_WORDS =
  '%|percentage points?|percent|per cent|pct|pp|bps|basis points?|minutes?|mins?|hours?|hrs?|h|seconds?|secs?|s|days?|d|weeks?|months?|years?|a day|per day|episodes a day|a week|per week|a month|per hour|an hour|times|×|x|-?fold|σ|sigmas?|standard deviations?|(?:more )?(?:sources?|outlets?|publishers?|reports?|symbols?|coins?|assets?|anomalies|moves?|events?)|of|similar|thousand|million|billion|trillion|k|m|mn|bn|usd|dollars?|euros?|points?';
const NUMBER = new RegExp(
  `(?<![\\p{L}\\p{N}_])([+\\-−–]\\s?)?([$€£¥]\\s?)?(\\d{1,3}(?:[,\\u2009\\u202f]\\d{3})+|\\d+)(\\.\\d+)?(?:[\\s\\u00a0\\u202f]?(${UNIT_WORDS})(?![\\p{L}\\p{N}]))?`,
  'giu',
);
export const CLOCK = /(?<![\d:.])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?!\d)/gu;
export const DATE = /(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)/gu;
/** Names with digits in them (`1INCH-USD`, `zk2`), which are not quantities. */
const NAME_WITH_DIGIT =
  /(?<![\p{L}\p{N}])(?=[\p{L}\p{N}-]*\p{L}{2})(?=[\p{L}\p{N}-]*\p{N})(?!\d+(?:min|mins|sec|secs|hrs|bps|fold|mn|bn)\b)[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/giu;

const WORD_NUMBERS: Readonly<Record<string, readonly [number, string | null]>> = {
  two: [2, null],
  three: [3, null],
  four: [4, null],
  five: [5, null],
  six: [6, null],
  seven: [7, null],
  eight: [8, null],
  nine: [9, null],
  ten: [10, null],
  eleven: [11, null],
  twelve: [12, null],
  twenty: [20, null],
  thirty: [30, null],
  twice: [2, 'times'],
  double: [2, 'times'],
  doubled: [2, 'times'],
  doubling: [2, 'times'],
  triple: [3, 'times'],
  tripled: [3, 'times'],
  quadrupled: [4, 'times'],
  half: [0.5, 'times'],
  halved: [0.5, 'times'],
  tenfold: [10, 'times'],
  dozen: [12, 'count'],
  dozens: [24, 'unknown'],
  hundreds: [200, 'unknown'],
  thousands: [2000, 'unknown'],
  millions: [2e6, 'unknown'],
  billions: [2e9, 'unknown'],
};
const WORDS = new RegExp(
  `\\b(${Object.keys(WORD_NUMBERS).join('|')})\\b(?:\\s(${UNIT_WORDS})(?![\\p{L}\\p{N}]))?`,
  'giu',
);
const ONCE_A = /\bonce (a|per|every) (day|hour|week|month|year)\b/giu;

const blank = (text: string, pattern: RegExp): string =>
  text.replace(pattern, (whole: string) => ' '.repeat(whole.length));

export function quantitiesOf(bare: string, subjects: Subjects): Quantity[] {
  const text = blank(blank(blank(bare, CLOCK), DATE), NAME_WITH_DIGIT);
  const digits = [...text.matchAll(NUMBER)].map((m) => fromDigits(m, bare, subjects));
  const spelled = [...text.matchAll(WORDS)].map((m) => fromWord(m, bare, subjects));
  const onces = [...text.matchAll(ONCE_A)].map((m) => {
    const unit = m[2]?.toLowerCase() === 'day' ? 'per_day' : 'unknown';
    return {
      raw: m[0],
      at: m.index,
      value: 1,
      unit,
      tolerance: 0.5,
      sign: 0,
      subject: subjects.forWhom(bare, m.index + m[0].length),
      role: 'plain' as const,
      under: false,
    };
  });
  return [...digits, ...spelled, ...onces].sort((a, b) => a.at - b.at);
}

function fromDigits(m: RegExpExecArray | RegExpMatchArray, text: string, subjects: Subjects): Quantity {
  const [raw, sign = '', money, whole = '', fraction = '', unitWord = ''] = m;
  const value = Number(whole.replace(/[^\d]/g, '') + fraction);
  const [unit, factor] = money === undefined ? unitOf(unitWord) : ['money', 1];
  const explicit = /[−\-–]/.test(sign) ? -1 : sign.includes('+') ? 1 : 0;
  const place = { text, at: m.index ?? 0, end: (m.index ?? 0) + raw.length };
  return build(place, subjects, {
    raw: raw.trim(),
    value: value * factor,
    unit,
    explicit,
    tolerance: 0.5 * 10 ** -Math.max(0, fraction.length - 1) * factor,
  });
}

function fromWord(m: RegExpExecArray | RegExpMatchArray, text: string, subjects: Subjects): Quantity {
  const [value, own] = WORD_NUMBERS[(m[1] ?? '').toLowerCase()] ?? [Number.NaN, null];
  const [unit, factor] = own === null ? unitOf(m[2] ?? '') : [own, 1];
  const place = { text, at: m.index ?? 0, end: (m.index ?? 0) + m[0].length };
  return build(place, subjects, {
    raw: m[0].trim(),
    value: value * factor,
    unit,
    explicit: 0,
    tolerance: 0.5 * factor,
  });
}

function unitOf(word: string): readonly [string, number] {
  if (word === '') return ['none', 1];
  const known = UNITS.find(([pattern]) => pattern.test(word));
  return known === undefined ? ['unknown', 1] : [known[1], known[2]];
}

interface Place {
  readonly text: string;
  readonly at: number;
  readonly end: number;
}
interface Read extends Pick<Quantity, 'raw' | 'value' | 'unit' | 'tolerance'> {
  readonly explicit: number;
}

function build(place: Place, subjects: Subjects, read: Read): Quantity {
  const { explicit, ...rest } = read;
  const role = roleOf(place, rest.unit);
  const rarity = rest.unit === 'days' || rest.unit === 'per_day';
  const subject = rarity ? subjects.forWhom(place.text, place.end) : subjects.before(place.text, place.at);
  const sign = rest.unit === 'percent' ? signOf(explicit, directionNear(place)) : explicit;
  const under = /\b(?:less than|under)\s*$/iu.test(place.text.slice(0, place.at));
  return { ...rest, at: place.at, role, under, subject, sign };
}

/** `fell 4 %` and `fell −4 %` are the same; `fell +4 %` contradicts itself. */
function signOf(explicit: number, direction: number): number {
  if (explicit === 0) return direction;
  return direction !== 0 && direction !== explicit ? Number.NaN : explicit;
}

function roleOf({ text, at, end }: Place, unit: string): Quantity['role'] {
  if (unit === 'days' && /\brarer than anything in\s*$/iu.test(text.slice(0, at))) return 'memory';
  if (unit === 'percent') return percentRole(text, at, end);
  if (unit !== 'minutes') return 'plain';
  const next = /^\s*(before|earlier|prior|ahead|after|later|afterwards)\b/iu.exec(text.slice(end))?.[1]?.toLowerCase();
  if (next === undefined) return 'plain';
  return ['after', 'later', 'afterwards'].includes(next) ? 'after' : 'before';
}

function percentRole(text: string, at: number, end: number): Quantity['role'] {
  if (/^\s*of (?:the |all |our )?(?:\w+ )?(?:symbols|coins|assets|markets?|watch)/iu.test(text.slice(end)))
    return 'share';
  const ofVolume =
    /^\s*(?:of |above |below |more |over |in )?(?:its |the )?(?:usual |normal |average |trading )*volume\b/iu.test(
      text.slice(end),
    );
  return ofVolume || /\bvolume\s+(?:[\p{L}]+\s+){0,3}$/iu.test(text.slice(0, at)) ? 'volume' : 'plain';
}

const BOUNDARY = /[,;:.()—]|\b(?:while|and|but|with|as|whereas|although|though)\b/giu;

/** The direction word that goes with a number: the last one before it in its clause, or the first after it. */
function directionNear({ text, at, end }: Place): number {
  const start = [...text.slice(0, at).matchAll(BOUNDARY)].at(-1);
  const before = text.slice(start === undefined ? 0 : start.index + start[0].length, at);
  const last = directionsIn(before).at(-1);
  if (last !== undefined) return last.sign;
  const rest = text.slice(end, end + 30);
  const stop = rest.search(BOUNDARY);
  return directionsIn(stop < 0 ? rest : rest.slice(0, stop))[0]?.sign ?? 0;
}

export function directionsIn(text: string): { sign: number; at: number; word: string }[] {
  const found = (pattern: RegExp, sign: number) =>
    [...text.matchAll(pattern)].map((m) => ({ sign, at: m.index, word: m[0] }));
  return [...found(UP, 1), ...found(DOWN, -1)].sort((a, b) => a.at - b.at);
}
