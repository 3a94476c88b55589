/**
 * The words of "why did, or didn't, I get an alert" for a stretch of time: what the window and `mane why` say of an answer, in
 * sentences. Moments come as texts in the reader's zone. What is not known is said to be unknown; no advice.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../market.ts';
import type { Unwatched, WhyAnswer, WhyMove } from '../why.ts';
import { durationText, percentText, rarityText } from './labels.ts';
import { localised } from './localised.ts';

const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
const spanText = (minutes: number): string => (minutes < 2 ? `${minutes} min` : durationText(minutes * MINUTE_MS));
const listed = (names: readonly string[], most = 4): string =>
  names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;

/** `about 3 a day`, and how often what is ordinary comes. */
const oftenText = (lambda: number): string => (lambda >= 100 ? 'ordinary, many times a day' : rarityText(lambda));

export const WHY_TEXT = localised({
  title: 'Why did, or didn’t, I get an alert?',
  whole: 'Whole watch-list',
  stretch: 'Stretch of time',
  stretches: { hour: 'Last hour', three: 'Last 3 hours', night: 'Last night', day: 'Last 24 hours' },
  from: 'From',
  to: 'to',
  symbol: 'Symbol',
  answer: 'Answer',
  anomalies: 'Anomalies',
  asked: (day: string | null, from: string, to: string, symbol: string | null) =>
    `${day === null ? '' : `${day}, `}${from} to ${to}${symbol === null ? '' : `, ${symbol}`}`,
  looking: 'Looking it up',
  failed: 'This could not be answered',
  failedNote: (detail: string) => `${detail}. Nothing that is stored was changed.`,
  // The first sentence.
  notBegun: 'This stretch has not begun yet.',
  delivered: (delivered: number, held: number) =>
    held === 0
      ? `${plural(delivered, 'alert')} delivered.`
      : `${plural(delivered, 'alert')} delivered; ${plural(held, 'more anomaly was', 'more anomalies were')} not, each for its own reason.`,
  noneDelivered: (held: number) =>
    `No alert was delivered. ${plural(held, 'anomaly was', 'anomalies were')} found; why none became an alert stands with each.`,
  nothing: 'No alert: nothing was rare enough.',
  nothingWhereWatched: 'No alert: in the time that was watched nothing was rare enough.',
  nothingKnown: 'No alert, and how unusual this time was is not known.',
  notWatched: 'No alert: nobody was watching.',
  more: (count: number) => `More than ${count} anomalies; the newest are listed.`,
  // The largest move.
  largest: (symbol: string, percent: number, minutes: number, at: string, beside: boolean) =>
    `The largest ${beside ? 'other ' : ''}move was ${symbol} ${percentText(percent)} in ${spanText(minutes)} at ${at}`,
  largestUnread: (symbol: string, at: string) =>
    `The rarest minute was that of ${symbol} at ${at}, whose candles are not stored any more`,
  often: (lambda: number) => `, ${oftenText(lambda)}`,
  levelThen: (lambda: number) => `; alerts started at ${rarityText(lambda)} then.`,
  levelNow: (lambda: number) =>
    `; alerts start at ${rarityText(lambda)} now, where they started then was not written down.`,
  levelUnknown: '; where alerts started then is not known.',
  rarityUnknown: '. How rare that was is not known',
  becauseOf: (detail: string) => ` (${detail})`,
  short: (percent: number) => `It was too small to count: a move of this symbol has to reach ${percent} %.`,
  rareAndNothing:
    'That was rare enough by itself, and yet no anomaly was stored: it may have been given back within its minute on little volume, or been part of a move before.',
  noCandles: 'No candle of this time is stored.',
  // What was not watched.
  stopped: (from: string, to: string, long: string) =>
    `From ${from} to ${to} (${long}) the program was not running, or the machine slept`,
  paused: (from: string, to: string, long: string) => `From ${from} to ${to} (${long}) watching was paused`,
  gap: (names: string, from: string, to: string, long: string) =>
    `Prices of ${names} were missed from ${from} to ${to} (${long})`,
  allSymbols: 'all symbols',
  unknown: (from: string, to: string, long: string) =>
    `Whether the program watched from ${from} to ${to} (${long}) was not written down.`,
  repaired: '; they were fetched afterwards, and what was found in them is marked as late.',
  notRepaired: '; they were not fetched afterwards.',
  repairUnknown: '.',
  watchedPart: (watched: number, minutes: number) => `${watched} of ${minutes} minutes were watched.`,
  moreUnwatched: (count: number) => `${plural(count, 'shorter gap')} more.`,
  // Learning and rules.
  learning: (symbols: readonly string[]) =>
    `${listed(symbols)} ${symbols.length === 1 ? 'is' : 'are'} still being learned: only large moves count until five days of candles are known.`,
  quiet: (hours: string, whole: boolean) =>
    whole
      ? 'All of it lies in the quiet hours set now: an alert would have waited in the digest.'
      : `Quiet hours as set now take ${hours} of it: an alert would have waited in the digest.`,
  snoozed: (from: string, to: string) => `Notifications were snoozed from ${from} to ${to}.`,
  off: 'Notifications are switched off: alerts go to the inbox alone.',
  muted: (symbols: readonly string[]) => `${listed(symbols)} ${symbols.length === 1 ? 'is' : 'are'} muted.`,
  recalculated: 'Rarity was worked out again from the stored candles.',
});

/** A moment as the reader reads it. */
export type At = (time: number) => string;

/** What is said first. */
export function whyHeadline(answer: WhyAnswer): string {
  const { counts, from, now, minutes, watchedMinutes, largest, rarity, unwatched } = answer;
  if (from >= now) return WHY_TEXT.notBegun;
  if (counts.delivered > 0) return WHY_TEXT.delivered(counts.delivered, counts.held);
  if (counts.anomalies > 0) return WHY_TEXT.noneDelivered(counts.held);
  if (watchedMinutes !== null && watchedMinutes < Math.min(1, minutes)) return WHY_TEXT.notWatched;
  if (largest === null || rarity.source === 'not_known') return WHY_TEXT.nothingKnown;
  return unwatched.length === 0 ? WHY_TEXT.nothing : WHY_TEXT.nothingWhereWatched;
}

/** What follows, one sentence each, in the order of importance. */
export function whyDetails(answer: WhyAnswer, at: At): string[] {
  if (answer.from >= answer.now) return [];
  const { counts, anomalies, rarity } = answer;
  return [
    ...(counts.more || counts.anomalies > anomalies.length ? [WHY_TEXT.more(anomalies.length)] : []),
    ...largestLines(answer, at),
    ...unwatchedLines(answer, at),
    ...(answer.learning.length > 0 ? [WHY_TEXT.learning(answer.learning)] : []),
    ...ruleLines(answer, at),
    ...(rarity.source === 'recalculated' && answer.largest !== null ? [WHY_TEXT.recalculated] : []),
  ];
}

function largestLines(answer: WhyAnswer, at: At): string[] {
  const { largest, counts } = answer;
  if (largest === null) return counts.anomalies > 0 ? [] : [WHY_TEXT.noCandles];
  const { symbol, changePct, minutes, time, shortOfPct } = largest;
  const move =
    changePct === null || minutes === null
      ? WHY_TEXT.largestUnread(symbol, at(time))
      : WHY_TEXT.largest(symbol, changePct, minutes, at(time), counts.anomalies > 0);
  return [move + rarityClause(answer, largest), ...afterwards(answer, shortOfPct)];
}

function rarityClause({ level, rarity }: WhyAnswer, { lambdaPerDay }: WhyMove): string {
  if (lambdaPerDay === null)
    return `${WHY_TEXT.rarityUnknown}${rarity.detail === null ? '' : WHY_TEXT.becauseOf(rarity.detail)}.`;
  const often = WHY_TEXT.often(lambdaPerDay);
  if (level === null) return often + WHY_TEXT.levelUnknown;
  return often + (level.source === 'then' ? WHY_TEXT.levelThen(level.lambdaPerDay) : WHY_TEXT.levelNow(level.lambdaPerDay)); // prettier-ignore
}

function afterwards({ level, largest }: WhyAnswer, shortOfPct: number | null): string[] {
  const rare = level !== null && largest?.lambdaPerDay != null && largest.lambdaPerDay <= level.lambdaPerDay;
  if (!rare) return [];
  return [shortOfPct === null ? WHY_TEXT.rareAndNothing : WHY_TEXT.short(shortOfPct)];
}

const MOST_UNWATCHED = 6;

function unwatchedLines({ unwatched, watchedMinutes, minutes }: WhyAnswer, at: At): string[] {
  const longest = unwatched.toSorted((a, b) => b.to - b.from - (a.to - a.from)).slice(0, MOST_UNWATCHED);
  const shown = unwatched.filter((one) => longest.includes(one));
  const rest = unwatched.length - shown.length;
  const some = unwatched.some(({ kind }) => kind === 'stopped' || kind === 'paused');
  return [
    ...shown.map((one) => unwatchedLine(one, at)),
    ...(rest > 0 ? [WHY_TEXT.moreUnwatched(rest)] : []),
    ...(some && watchedMinutes !== null ? [WHY_TEXT.watchedPart(watchedMinutes, minutes)] : []),
  ];
}

function unwatchedLine({ kind, from, to, symbols, repaired }: Unwatched, at: At): string {
  const long = durationText(to - from);
  if (kind === 'unknown') return WHY_TEXT.unknown(at(from), at(to), long);
  const what =
    kind === 'gap'
      ? WHY_TEXT.gap(symbols.length === 0 ? WHY_TEXT.allSymbols : listed(symbols), at(from), at(to), long)
      : WHY_TEXT[kind](at(from), at(to), long);
  if (repaired === null) return what + WHY_TEXT.repairUnknown;
  return what + (repaired ? WHY_TEXT.repaired : WHY_TEXT.notRepaired);
}

function ruleLines({ rules, from, to, now }: WhyAnswer, at: At): string[] {
  const quiet = rules.quiet.reduce((sum, span) => sum + span.to - span.from, 0);
  return [
    ...(quiet > 0 ? [WHY_TEXT.quiet(durationText(quiet), quiet >= Math.min(to, now) - from)] : []),
    ...(rules.snoozed === null ? [] : [WHY_TEXT.snoozed(at(rules.snoozed.from), at(rules.snoozed.to))]),
    ...(rules.notificationsOff ? [WHY_TEXT.off] : []),
    ...(rules.muted.length > 0 ? [WHY_TEXT.muted(rules.muted)] : []),
  ];
}

/** Stretches one asks about, up to now; `last night` is from the reader's evening to the morning. */
export const WHY_STRETCHES = [
  { key: 'hour', ms: HOUR_MS },
  { key: 'three', ms: 3 * HOUR_MS },
  { key: 'night', ms: null },
  { key: 'day', ms: DAY_MS },
] as const;
