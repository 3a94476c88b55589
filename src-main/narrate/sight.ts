/**
 * What the rules about causes look at: the linked reports around one minute, seen from the direction of the move. Made of
 * frozen evidence, or of a minute in which nothing happened, so that both are judged alike.
 */
import { baseOf, MINUTE_MS, minuteOf, type EpochMs } from '../../src-shared/market.ts';
import type { Evidence, PlaceboLevels } from '../../src-shared/narrative.ts';
import { BEFORE_MINUTES, MAX_ITEMS, type NewsFact } from './news-facts.ts';
import { createLikeness, isWireCopy, type CompareStories } from './stories.ts';

export interface CauseOptions {
  /** Market milliseconds between two polls of a news source: an item may be first seen that much after the onset. */
  readonly pollIntervalMs: number;
  /** In a replay only published_at is known. */
  readonly replay: boolean;
  /** Names of the moving asset, so that they do not count as a shared story. */
  readonly names?: readonly string[];
}

export interface Sight {
  /** Open time of the onset's minute. */
  readonly onset: EpochMs;
  /** Sign of the move; 0 without one. */
  readonly direction: number;
  /** How often a move like this comes; null while that is not known. */
  readonly perDay: number | null;
  readonly options: CauseOptions;
  readonly likeness: CompareStories;
  /** Linked reports that are not price reports, oldest first. */
  readonly reports: readonly NewsFact[];
  /** Minutes before the onset over which every linked report is known. */
  readonly knownMinutes: number;
  /** Of these, since the first item of any kind: before it the archive may not have been listening. 0 without one. */
  readonly heardMinutes: number;
  /** What such reports did around minutes in which nothing happened; null where the archive is too short to say. */
  readonly placebo: PlaceboLevels | null;
}

/** |sentiment| below this says nothing. */
const NEUTRAL = 0.1;
/** What a neutral story counts. */
const NEUTRAL_WEIGHT = 0.45;
/** A bare price direction without which sentiment cannot agree (a volume spike) counts between neutral and agreeing. */
const NO_DIRECTION_WEIGHT = 0.75;

export function sightOf(evidence: Evidence, options: CauseOptions): Sight {
  const onset = minuteOf(evidence.onset);
  const facts = evidence.facts.filter((fact): fact is NewsFact => fact.news !== null);
  const reports = facts.filter(({ news }) => news.linked && !news.price_report).toSorted(byTime);
  return {
    onset,
    direction: directionOf(evidence),
    perDay: evidence.facts.find((fact) => fact.kind === 'rarity')?.value ?? null,
    options,
    likeness: createLikeness(wordsOf([baseOf(evidence.symbol), ...(options.names ?? [])])),
    reports,
    knownMinutes: knownMinutes(reports, onset, facts.length >= MAX_ITEMS),
    heardMinutes: heardMinutes(onset, Math.min(...facts.map(({ news }) => news.published_at))),
    placebo: evidence.placebo ?? null,
  };
}

export const wordsOf = (names: readonly string[]): ReadonlySet<string> =>
  new Set(names.flatMap((name) => name.toLowerCase().split(/[^\p{L}\p{N}]+/u)));

/** All of it, unless there were more reports than fit. */
export function knownMinutes(reports: readonly NewsFact[], onset: EpochMs, isFull: boolean): number {
  const [oldest] = reports;
  if (!isFull || oldest === undefined) return BEFORE_MINUTES;
  return Math.max(1, Math.min(BEFORE_MINUTES, (onset - oldest.news.published_at) / MINUTE_MS));
}

export const heardMinutes = (onset: EpochMs, first: EpochMs): number =>
  Math.min(BEFORE_MINUTES, Math.max(0, (onset - first) / MINUTE_MS));

export const byTime = (a: NewsFact, b: NewsFact): number =>
  a.news.published_at - b.news.published_at || (a.news.article_id < b.news.article_id ? -1 : 1);

/** Sign of the first stated price change. */
export function directionOf(evidence: Evidence): number {
  const move = evidence.facts.find((fact) => fact.kind === 'move' && fact.unit === 'percent');
  return Math.sign(move?.value ?? 0);
}

/** Whole minutes from the onset; negative = before. The same minute is after it. */
export const minutesFrom = ({ onset }: Sight, { news }: NewsFact): number => (news.published_at - onset) / MINUTE_MS;

/** 1 when the report says what the price did, 0 when it says the contrary. */
export function agreement({ direction }: Sight, { news }: NewsFact): number {
  if (direction === 0) return NO_DIRECTION_WEIGHT;
  if (news.sentiment === null || Math.abs(news.sentiment) < NEUTRAL) return NEUTRAL_WEIGHT;
  return isAgainst(news.sentiment, direction) ? 0 : 1;
}

/** Whether words of this tone speak for the other direction; nothing is said without a tone or a direction. */
export const isAgainst = (sentiment: number | null, direction: number): boolean =>
  sentiment !== null && Math.abs(sentiment) >= NEUTRAL && direction !== 0 && Math.sign(sentiment) !== direction;

export const agrees = (sight: Sight, item: NewsFact): boolean => agreement(sight, item) > NEUTRAL_WEIGHT;
export const contradicts = (sight: Sight, item: NewsFact): boolean => agreement(sight, item) === 0;

export const seenInTime = ({ onset, options }: Sight, { news }: NewsFact): boolean =>
  options.replay || news.first_seen_at <= onset + options.pollIntervalMs;

export const sameStory = ({ likeness }: Sight, a: NewsFact, b: NewsFact): boolean =>
  likeness(a.news, b.news) === 'same';

/** A story that nobody told for this long has taken a new turn when it is told again. */
const SILENCE_MINUTES = 90;

/** Minutes from the onset at which the story of `item` was first told without a long silence since; `telling` tell the same. */
export function firstTold(sight: Sight, item: NewsFact, telling: readonly NewsFact[]): number {
  const times = telling.map((other) => minutesFrom(sight, other)).sort((a, b) => b - a);
  const within = (since: number, time: number) => time <= since && since - time <= SILENCE_MINUTES;
  return times.reduce((since, time) => (within(since, time) ? time : since), minutesFrom(sight, item));
}

const SOCIAL = /reddit|^r\/|bluesky|mastodon|twitter|telegram/i;

/** Anyone may post; a publisher has a name to lose. */
export const isSocial = ({ news }: NewsFact): boolean => SOCIAL.test(news.source);

/** Two places where anyone may post are one source: the same crowd. */
export const independent = (a: NewsFact, b: NewsFact): boolean =>
  a.news.source !== b.news.source && !(isSocial(a) && isSocial(b)) && !isWireCopy(a.news, b.news);
