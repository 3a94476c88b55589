/**
 * Whether two independent sources told one story within three hours after the onset, and whether that says anything: where every
 * hour has such a story anyway, one more does not.
 */
import { MINUTE_MS } from '../../src-shared/market.ts';
import { isQuotable } from '../../src-shared/quotation.ts';
import { FOLLOW_UP_MINUTES, type NewsFact } from './news-facts.ts';
import { agrees, contradicts, firstTold, independent, minutesFrom, sameStory, type Sight } from './sight.ts';

export interface Pair {
  readonly first: NewsFact;
  readonly second: NewsFact;
  /** Minutes from the onset to the second report. */
  readonly minutes: number;
  /** Probability of a pair by then, by the rate of the hours before. */
  readonly chance: number;
}

export const PAIR_CHANCE = 0.06;
/** The prior lets the first story of a quiet day count for 3 h. */
const PAIR_PRIOR = 0.1;
/** Two reports of one event that share a single word are this near to each other. */
const TOGETHER_MINUTES = 20;
/** A story this old at the onset is no news afterwards. */
const OLD_STORY_MINUTES = 15;

/** The first pair after the onset that is unlikely by chance. */
export function pairAfter(sight: Sight): Pair | null {
  const after = sight.reports.filter((item) => isAfter(sight, item) && !contradicts(sight, item));
  const [pair] = pairsIn(sight, after, (item) => !isOldStory(sight, item) && isQuotable(item.news.title));
  if (pair === undefined) return null;
  const minutes = minutesFrom(sight, pair.second);
  const before = sight.reports.filter((item) => minutesFrom(sight, item) < 0 && !contradicts(sight, item));
  const rate = (pairsIn(sight, before).length + PAIR_PRIOR) / sight.knownMinutes;
  const chance = -Math.expm1(-rate * (minutes + 1));
  return chance > PAIR_CHANCE ? null : { ...pair, minutes, chance };
}

type Told = Pick<Pair, 'first' | 'second'>;

/** Stories that two independent sources tell, by their first report; both must `count`, which is asked last because it is dear. */
function pairsIn(sight: Sight, items: readonly NewsFact[], counts: (item: NewsFact) => boolean = () => true): Told[] {
  return items.flatMap((first, i) => {
    const tells = (other: NewsFact) => toldTogether(sight, first, other) && independent(first, other);
    const second = items.slice(i + 1).find((other) => tells(other) && counts(first) && counts(other));
    return second === undefined ? [] : [{ first, second }];
  });
}

/** One shared word is enough for two reports that come together and of which one agrees with the move. */
function toldTogether(sight: Sight, a: NewsFact, b: NewsFact): boolean {
  const like = sight.likeness(a.news, b.news);
  if (like !== 'near') return like === 'same';
  const apart = Math.abs(a.news.published_at - b.news.published_at) / MINUTE_MS;
  return apart <= TOGETHER_MINUTES && (agrees(sight, a) || agrees(sight, b));
}

/** From the onset's own minute to the end of the follow-up. */
export function isAfter(sight: Sight, item: NewsFact): boolean {
  const minutes = minutesFrom(sight, item);
  return minutes >= 0 && minutes <= FOLLOW_UP_MINUTES;
}

function isOldStory(sight: Sight, item: NewsFact): boolean {
  const telling = sight.reports.filter((other) => sameStory(sight, item, other));
  return firstTold(sight, item, telling) < -OLD_STORY_MINUTES;
}
