/**
 * One report of one outlet after a rare move. Alone it is weak, so much is asked of it: told of the asset itself or of a market that
 * moves, by a publisher, new, in the tone of the move, in hours in which nothing of the kind was told, and sooner than at the
 * archive's quiet minutes. Refuses common moves, which find such a report by chance, and archives too short to have quiet minutes.
 */
import { isQuotable } from '../../src-shared/quotation.ts';
import { isAfter } from './after.ts';
import { NEAR_MINUTES, type NewsFact } from './news-facts.ts';
import { agrees, contradicts, isSocial, minutesFrom, sameStory, type Sight } from './sight.ts';

export interface Single {
  readonly item: NewsFact;
  /** Minutes from the onset. */
  readonly minutes: number;
  /** Probability that one would have been there by then, by the rate of the hours before. */
  readonly chance: number;
}

/** Moves that come more often than this are not explained by one outlet. */
const RARE_PER_DAY = 0.5;
const SINGLE_CHANCE = 0.05;
/** The prior lets a report count for 3 h where the archive heard of other things for six hours, and of the asset nothing. */
const SINGLE_PRIOR = 0.1;
/** Below it a report is about many coins, or about a coin whose move the market explains. */
const RELEVANT = 0.8;

/** The first of its kind after the onset, when its nearness is unlikely by chance. */
export function singleAfter(sight: Sight): Single | null {
  if (sight.perDay === null || sight.perDay > RARE_PER_DAY) return null;
  const item = sight.reports.find((one) => isAfter(sight, one) && fits(sight, one));
  if (item === undefined) return null;
  const minutes = minutesFrom(sight, item);
  const before = sight.reports.filter((one) => minutesFrom(sight, one) < 0 && !contradicts(sight, one));
  const rate = (before.length + SINGLE_PRIOR) / Math.min(sight.knownMinutes, sight.heardMinutes);
  const chance = -Math.expm1(-rate * (minutes + 1));
  return chance > SINGLE_CHANCE ? null : { item, minutes, chance };
}

/** A report that came when "no report within 1 h" had been said: worth a mention, whatever its weight. */
export const laterReport = (sight: Sight): NewsFact | null =>
  sight.reports.find((one) => minutesFrom(sight, one) > NEAR_MINUTES && isAfter(sight, one) && fits(sight, one)) ??
  null;

/** In the tone of the move, a publisher's, fit to be repeated, and told by nobody before the onset. */
const fits = (sight: Sight, item: NewsFact): boolean =>
  (item.news.relevance ?? 0) >= RELEVANT &&
  sight.direction !== 0 &&
  agrees(sight, item) &&
  !isSocial(item) &&
  isQuotable(item.news.title) &&
  !sight.reports.some((other) => minutesFrom(sight, other) < 0 && sameStory(sight, item, other));
