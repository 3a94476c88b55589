/**
 * Which of four things may be said of the reason: a likely cause, reports that came afterwards, news that merely coincided,
 * or nothing. Conservative: coming first is not enough. A story must be linked, independent, seen in time, agree with the
 * direction, and its nearness must be unlikely by chance given how often such stories came in the six hours before.
 */
import { baseOf, MINUTE_MS, minuteOf } from '../../src-shared/market.ts';
import type { Cause, Evidence, EvidenceFact, EvidenceNews } from '../../src-shared/narrative.ts';
import { isQuotable } from '../../src-shared/quotation.ts';
import { roundTo } from '../../src-shared/format.ts';
import { BEFORE_MINUTES, FOLLOW_UP_MINUTES, MAX_ITEMS, NEAR_MINUTES } from './news-facts.ts';
import { createLikeness, isWireCopy, type CompareStories } from './stories.ts';

export interface CauseOptions {
  /** Market milliseconds between two polls of a news source: an item may be first seen that much after the onset. */
  readonly pollIntervalMs: number;
  /** In a replay only published_at is known. */
  readonly replay: boolean;
  /** Names of the moving asset, so that they do not count as a shared story. */
  readonly names?: readonly string[];
}

export interface CauseFinding {
  readonly cause: Cause;
  /** Evidence ids, best first. */
  readonly citedIds: readonly string[];
  /** 0–1: strength of the best candidate. */
  readonly score: number;
  readonly why: string;
}

export type NewsFact = EvidenceFact & { readonly news: EvidenceNews };

export const HALF_LIFE_MINUTES = 45;
export const LIKELY_SCORE = 0.5;
/** Chance, by the rate of such stories, that one would stand this near before any minute. */
export const CHANCE = 0.03;
/** |sentiment| below this says nothing. */
const NEUTRAL = 0.1;
/** What a neutral story counts, and what a second source that tells the same story adds. */
const NEUTRAL_WEIGHT = 0.45;
const SECOND_SOURCE = 1.25;
/** A story this old at the onset is no news afterwards. */
const OLD_STORY_MINUTES = 15;
/** The same for a story told by two sources after the onset; the prior lets the first one of a quiet day count for 3 h. */
export const PAIR_CHANCE = 0.06;
const PAIR_PRIOR = 0.1;
/** Two reports of one event that share a single word are this near to each other. */
const TOGETHER_MINUTES = 20;
/** A bare price direction without which sentiment cannot agree (a volume spike) counts between neutral and agreeing. */
const NO_DIRECTION_WEIGHT = 0.75;

interface View {
  readonly evidence: Evidence;
  readonly options: CauseOptions;
  /** Sign of the move; 0 without one. */
  readonly direction: number;
  readonly likeness: CompareStories;
  /** Linked reports that are not price reports, oldest first. */
  readonly reports: readonly NewsFact[];
}

export function classifyCause(evidence: Evidence, options: CauseOptions): CauseFinding {
  const view = viewOf(evidence, options);
  return likelyCause(view) ?? reportedAfterwards(view) ?? coincident(view) ?? unknown(view);
}

function viewOf(evidence: Evidence, options: CauseOptions): View {
  const base = baseOf(evidence.symbol);
  const names = new Set(
    [base, ...(options.names ?? [])].flatMap((name) => name.toLowerCase().split(/[^\p{L}\p{N}]+/u)),
  );
  const reports = evidence.facts.filter(
    (fact): fact is NewsFact => fact.news !== null && fact.news.linked && !fact.news.price_report,
  );
  return {
    evidence,
    options,
    direction: directionOf(evidence),
    likeness: createLikeness(names),
    reports: reports.toSorted(byTime),
  };
}

const byTime = (a: NewsFact, b: NewsFact): number =>
  a.news.published_at - b.news.published_at || (a.news.article_id < b.news.article_id ? -1 : 1);

/** Sign of the first stated price change. */
export function directionOf(evidence: Evidence): number {
  const move = evidence.facts.find((fact) => fact.kind === 'move' && fact.unit === 'percent');
  return Math.sign(move?.value ?? 0);
}

/** Whole minutes from the onset; negative = before. The same minute is after it. */
const minutesFrom = (view: View, { news }: NewsFact): number =>
  (news.published_at - minuteOf(view.evidence.onset)) / MINUTE_MS;

function agreement(view: View, { news }: NewsFact): number {
  if (view.direction === 0) return NO_DIRECTION_WEIGHT;
  if (news.sentiment === null || Math.abs(news.sentiment) < NEUTRAL) return NEUTRAL_WEIGHT;
  return Math.sign(news.sentiment) === view.direction ? 1 : 0;
}

const agrees = (view: View, item: NewsFact): boolean => agreement(view, item) > NEUTRAL_WEIGHT;
const contradicts = (view: View, item: NewsFact): boolean => agreement(view, item) === 0;

function seenInTime({ evidence, options }: View, { news }: NewsFact): boolean {
  return options.replay || news.first_seen_at <= minuteOf(evidence.onset) + options.pollIntervalMs;
}

const sameStory = (view: View, a: NewsFact, b: NewsFact): boolean => view.likeness(a.news, b.news) === 'same';

/** One shared word is enough for two reports that come together and of which one agrees with the move. */
function toldTogether(view: View, a: NewsFact, b: NewsFact): boolean {
  const like = view.likeness(a.news, b.news);
  if (like !== 'near') return like === 'same';
  const apart = Math.abs(a.news.published_at - b.news.published_at) / MINUTE_MS;
  return apart <= TOGETHER_MINUTES && (agrees(view, a) || agrees(view, b));
}

const independent = (a: NewsFact, b: NewsFact): boolean =>
  a.news.source !== b.news.source && !isWireCopy(a.news, b.news);

function likelyCause(view: View): CauseFinding | null {
  const before = view.reports.filter((item) => minutesFrom(view, item) < 0 && seenInTime(view, item));
  const scored = before
    .filter((item) => isQuotable(item.news.title) && !contradicts(view, item))
    .map((item) => ({ item, ...strength(view, item, before) }))
    .filter(({ score, chance }) => score >= LIKELY_SCORE && chance <= CHANCE)
    .sort((a, b) => b.score - a.score || byTime(a.item, b.item));
  const best = scored[0];
  if (best === undefined) return null;
  const why = `published ${minutesText(-minutesFrom(view, best.item))} before the onset; by chance ${(best.chance * 100).toFixed(1)} % of minutes have such a story this near`;
  return { cause: 'likely_cause', citedIds: [best.item.id], score: roundTo(best.score, 4), why };
}

/** Relevance × recency × agreement, and the chance that a story of this kind would be this near anyway. */
function strength(view: View, item: NewsFact, before: readonly NewsFact[]): { score: number; chance: number } {
  const age = -minutesFrom(view, item);
  const telling = before.filter((other) => sameStory(view, item, other));
  const second = telling.some((other) => independent(item, other)) ? SECOND_SOURCE : 1;
  const score = (item.news.relevance ?? 1) * 0.5 ** (age / HALF_LIFE_MINUTES) * agreement(view, item) * second;
  const others = before.filter((other) => !telling.includes(other) && other !== item && !contradicts(view, other));
  const rate = (others.length + 0.5) / knownMinutes(view);
  return { score: Math.min(1, score), chance: -Math.expm1(-rate * age) };
}

/** How far back the evidence holds every linked report: all of it, unless there were more than fit. */
function knownMinutes(view: View): number {
  const oldest = view.reports[0];
  const full = view.evidence.facts.filter((fact) => fact.news !== null).length >= MAX_ITEMS;
  return full && oldest !== undefined
    ? Math.max(1, Math.min(BEFORE_MINUTES, -minutesFrom(view, oldest)))
    : BEFORE_MINUTES;
}

interface Pair {
  readonly first: NewsFact;
  readonly second: NewsFact;
}

/** Stories that two independent sources tell, by their first report. */
function pairsIn(view: View, items: readonly NewsFact[]): Pair[] {
  return items.flatMap((first, i) => {
    const second = items.slice(i + 1).find((other) => independent(first, other) && toldTogether(view, first, other));
    return second === undefined ? [] : [{ first, second }];
  });
}

function reportedAfterwards(view: View): CauseFinding | null {
  const after = view.reports.filter(
    (item) => isAfter(view, item) && !contradicts(view, item) && !isOldStory(view, item),
  );
  const pair = pairsIn(view, after)[0];
  if (pair === undefined) return null;
  const minutes = minutesFrom(view, pair.second);
  const before = view.reports.filter((item) => minutesFrom(view, item) < 0 && !contradicts(view, item));
  // Where every hour has such a story anyway, one more within hours of the onset says nothing about the move.
  const chance = -Math.expm1((-(pairsIn(view, before).length + PAIR_PRIOR) / knownMinutes(view)) * (minutes + 1));
  if (chance > PAIR_CHANCE) return null;
  const score = roundTo(0.5 ** (minutesFrom(view, pair.first) / (4 * HALF_LIFE_MINUTES)), 4);
  const why = `two sources reported one story within ${minutesText(minutes)} after the onset`;
  return { cause: 'reported_afterwards', citedIds: [pair.first.id, pair.second.id], score, why };
}

function isAfter(view: View, item: NewsFact): boolean {
  const minutes = minutesFrom(view, item);
  return minutes >= 0 && minutes <= FOLLOW_UP_MINUTES && isQuotable(item.news.title);
}

const isOldStory = (view: View, item: NewsFact): boolean =>
  view.reports.some((other) => minutesFrom(view, other) < -OLD_STORY_MINUTES && sameStory(view, item, other));

function coincident(view: View): CauseFinding | null {
  const distance = (item: NewsFact) => Math.abs(minutesFrom(view, item));
  const near = view.reports
    .filter((item) => distance(item) <= NEAR_MINUTES)
    .toSorted((a, b) => distance(a) - distance(b) || byTime(a, b));
  const nearest = near.find((item) => isQuotable(item.news.title)) ?? near[0];
  if (nearest === undefined) return null;
  return {
    cause: 'coincident_news',
    citedIds: [nearest.id],
    score: 0,
    why: 'linked news is near in time, but does not qualify as a cause',
  };
}

function unknown(view: View): CauseFinding {
  const silent = view.evidence.facts.filter((fact) => fact.kind === 'quiet' || fact.kind === 'source_down');
  return {
    cause: 'cause_unknown',
    citedIds: silent.map((fact) => fact.id),
    score: 0,
    why: 'no linked report is near the onset',
  };
}

const minutesText = (minutes: number): string => `${roundTo(minutes, 1)} min`;
