/**
 * How strongly a report from before the onset stands for the cause: relevance × recency × agreement with the direction × novelty
 * × trust in its source, more with a second independent source; and how likely one of its kind would have been there anyway.
 */
import { isQuotable } from '../../src-shared/quotation.ts';
import type { NewsFact } from './news-facts.ts';
import {
  agreement,
  byTime,
  contradicts,
  firstTold,
  independent,
  isSocial,
  minutesFrom,
  sameStory,
  seenInTime,
  type Sight,
} from './sight.ts';

export interface Candidate {
  readonly item: NewsFact;
  /** 0–1. */
  readonly score: number;
  /** Probability that a story of this kind would stand this near before any minute, by the rate of the hours before. */
  readonly chance: number;
}

export const HALF_LIFE_MINUTES = 45;
export const LIKELY_SCORE = 0.5;
export const CHANCE = 0.03;
/** What a second source that tells the same story adds. */
const SECOND_SOURCE = 1.25;
/** A story retold this long after its first report has halved in worth. */
const NOVELTY_HALF_LIFE_MINUTES = 60;
/** What a social post counts against a publisher's report. */
const SOCIAL_TRUST = 0.6;

/** Candidates that reach the score and are unlikely by chance, the strongest first. */
export function candidatesBefore(sight: Sight): Candidate[] {
  const before = sight.reports.filter((item) => minutesFrom(sight, item) < 0 && seenInTime(sight, item));
  return before
    .filter((item) => atMost(sight, item) >= LIKELY_SCORE && isQuotable(item.news.title))
    .map((item) => ({ item, ...strength(sight, item, before) }))
    .filter(({ score, chance }) => score >= LIKELY_SCORE && chance <= CHANCE)
    .sort((a, b) => b.score - a.score || byTime(a.item, b.item));
}

/** What a report alone is worth: new, and told by nobody else. */
function aloneScore(sight: Sight, item: NewsFact): number {
  const recency = 0.5 ** (-minutesFrom(sight, item) / HALF_LIFE_MINUTES);
  return (item.news.relevance ?? 1) * trust(item) * recency * agreement(sight, item);
}

/** Most reports fall short whoever else tells them; comparing stories is dear. */
const atMost = (sight: Sight, item: NewsFact): number => aloneScore(sight, item) * SECOND_SOURCE;

function strength(sight: Sight, item: NewsFact, before: readonly NewsFact[]): Omit<Candidate, 'item'> {
  const telling = before.filter((other) => sameStory(sight, item, other));
  const second = telling.some((other) => independent(item, other)) ? SECOND_SOURCE : 1;
  const score = aloneScore(sight, item) * novelty(sight, item, telling) * second;
  const others = before.filter((other) => !telling.includes(other) && other !== item && !contradicts(sight, other));
  const rate = (others.length + 0.5) / sight.knownMinutes;
  return { score: Math.min(1, score), chance: -Math.expm1(rate * minutesFrom(sight, item)) };
}

const trust = (item: NewsFact): number => (isSocial(item) ? SOCIAL_TRUST : 1);

/** The first report of a story is new; what retells it has been known since. */
function novelty(sight: Sight, item: NewsFact, telling: readonly NewsFact[]): number {
  return 0.5 ** ((minutesFrom(sight, item) - firstTold(sight, item, telling)) / NOVELTY_HALF_LIFE_MINUTES);
}
