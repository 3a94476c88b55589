/**
 * Which of four things may be said of the reason: a likely cause, reports that came afterwards (two sources, or one after a rare
 * move), news that merely coincided, or nothing. Conservative: coming first is not enough. A story must be linked, independent, seen in time, agree with the
 * direction, its nearness must be unlikely by chance given how often such stories came in the six hours before, and it must
 * stand out from what the archive had to offer around minutes in which nothing happened.
 */
import type { Cause, Evidence } from '../../src-shared/narrative.ts';
import { isQuotable } from '../../src-shared/quotation.ts';
import { roundTo } from '../../src-shared/format.ts';
import { pairAfter } from './after.ts';
import { candidatesBefore, HALF_LIFE_MINUTES } from './before.ts';
import { NEAR_MINUTES, type NewsFact } from './news-facts.ts';
import { laterReport, singleAfter } from './single.ts';
import { byTime, minutesFrom, sightOf, type CauseOptions, type Sight } from './sight.ts';

export interface CauseFinding {
  readonly cause: Cause;
  /** Evidence ids, best first. */
  readonly citedIds: readonly string[];
  /** 0–1: strength of the best candidate. */
  readonly score: number;
  readonly why: string;
}

export function classifyCause(evidence: Evidence, options: CauseOptions): CauseFinding {
  const sight = sightOf(evidence, options);
  return likelyCause(sight) ?? toldByTwo(sight) ?? toldByOne(sight) ?? coincident(sight) ?? unknown(sight, evidence);
}

function likelyCause(sight: Sight): CauseFinding | null {
  const best = candidatesBefore(sight).find(({ score }) => score > (sight.placebo?.likely_score ?? 0));
  if (best === undefined) return null;
  const why = `published ${minutesText(-minutesFrom(sight, best.item))} before the onset; by chance ${(best.chance * 100).toFixed(1)} % of minutes have such a story this near`;
  return { cause: 'likely_cause', citedIds: [best.item.id], score: roundTo(best.score, 4), why };
}

function toldByTwo(sight: Sight): CauseFinding | null {
  const pair = pairAfter(sight);
  if (pair === null || pair.minutes >= (sight.placebo?.pair_minutes ?? Infinity)) return null;
  const { first, second, minutes } = pair;
  const score = roundTo(0.5 ** (minutesFrom(sight, first) / (4 * HALF_LIFE_MINUTES)), 4);
  const why = `two sources reported one story within ${minutesText(minutes)} after the onset`;
  return { cause: 'reported_afterwards', citedIds: [first.id, second.id], score, why };
}

function toldByOne(sight: Sight): CauseFinding | null {
  const single = singleAfter(sight);
  if (single === null || sight.placebo === null) return null;
  if (single.minutes >= (sight.placebo.single_minutes ?? Infinity)) return null;
  const { item, minutes, chance } = single;
  const score = roundTo(0.5 ** (1 + minutes / (4 * HALF_LIFE_MINUTES)), 4);
  const why = `one source reported ${minutesText(minutes)} after the onset of a rare move; by chance ${(chance * 100).toFixed(1)} % of minutes have such a report by then`;
  return { cause: 'reported_afterwards', citedIds: [item.id], score, why };
}

function coincident(sight: Sight): CauseFinding | null {
  const distance = (item: NewsFact) => Math.abs(minutesFrom(sight, item));
  const near = sight.reports
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

function unknown(sight: Sight, { facts }: Evidence): CauseFinding {
  const silent = facts.filter((fact) => fact.kind === 'quiet' || fact.kind === 'source_down');
  // Before an hour is over nothing can be later than it.
  const later = silent.some(({ value }) => value !== null) ? laterReport(sight) : null;
  return {
    cause: 'cause_unknown',
    citedIds: [...silent.map((fact) => fact.id), ...(later === null ? [] : [later.id])],
    score: 0,
    why: 'no linked report is near the onset',
  };
}

const minutesText = (minutes: number): string => `${roundTo(minutes, 1)} min`;
