/**
 * Placebo: what linked reports did around minutes in which nothing happened, drawn from the archive's own last days. The levels
 * are chosen so that few such minutes would have been given a reason; a real one has to stand out from them. The same archive,
 * symbol and six hours draw the same minutes.
 */
import { baseOf, DAY_MS, HOUR_MS, MINUTE_MS, minuteOf, type EpochMs } from '../../src-shared/market.ts';
import type { PlaceboLevels } from '../../src-shared/narrative.ts';
import type { NewsItem } from '../../src-shared/news.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import { seededRandom } from '../base/random.ts';
import { pairAfter } from './after.ts';
import { candidatesBefore } from './before.ts';
import { quietMinutes } from './quiet-minutes.ts';
import { singleAfter } from './single.ts';
import type { MarketView } from './market-facts.ts';
import { BEFORE_MINUTES, FOLLOW_UP_MINUTES, reportOf, type NewsFact } from './news-facts.ts';
import { byTime, heardMinutes, wordsOf, type CauseOptions, type Sight } from './sight.ts';
import { createLikeness } from './stories.ts';

export interface PlaceboRequest {
  readonly symbol: string;
  readonly onset: EpochMs;
  /** Sign of the move: a wire that is mostly glad offers more reasons for a rise. */
  readonly direction: number;
  readonly market: MarketView;
}

export interface PlaceboOptions extends CauseOptions {
  readonly reader: Pick<Reader, 'news' | 'pastAnomalies'>;
}

export const PLACEBO_DAYS = 14;
const MINUTES = 240;
/** Shares of quiet minutes that may reach the levels: promised are 5 and, for both kinds of reports afterwards, 10 %. */
const [LIKELY_SHARE, PAIR_SHARE, SINGLE_SHARE] = [0.04, 0.06, 0.02];
/** Shorter archives have not enough to say. */
const FEWEST_DAYS = 2;
const BLOCK_MS = 6 * HOUR_MS;
const MAX_ITEMS = 20_000;

/** Null when the archive is too short. Throws FaultError when the store cannot be read. */
export async function placeboLevels(request: PlaceboRequest, options: PlaceboOptions): Promise<PlaceboLevels | null> {
  const until = blockOf(request.onset);
  const items = await options.reader.news({ from: until - PLACEBO_DAYS * DAY_MS, to: until, limit: MAX_ITEMS });
  const first = items.reduce((least, item) => Math.min(least, item.published_at), until);
  const days = (until - first) / DAY_MS;
  if (days < FEWEST_DAYS) return null;
  const past = await options.reader.pastAnomalies({ symbol: request.symbol, from: first, to: until, limit: 1000 });
  const draws = quietMinutes({
    from: first + BEFORE_MINUTES * MINUTE_MS,
    to: until - FOLLOW_UP_MINUTES * MINUTE_MS,
    count: MINUTES,
    busy: past.map((one) => one.detected_at),
    random: seededRandom(`placebo|${request.symbol}|${until}`),
  });
  return levelsOf(items, draws, request, options, days);
}

export const blockOf = (onset: EpochMs): EpochMs => Math.floor(onset / BLOCK_MS) * BLOCK_MS;

function levelsOf(
  items: readonly NewsItem[],
  draws: readonly EpochMs[],
  request: PlaceboRequest,
  options: CauseOptions,
  days: number,
): PlaceboLevels | null {
  if (draws.length < MINUTES / 4) return null;
  const sights = sightsAt(draws, items, request, options);
  const scores = sights.map((sight) => candidatesBefore(sight)[0]?.score ?? 0).sort((a, b) => b - a);
  const pairs = sights.flatMap((sight) => pairAfter(sight)?.minutes ?? []);
  // Where the archive heard nothing at all, that nobody told a story says nothing.
  const heard = sights.filter((sight) => sight.heardMinutes > 0);
  const singles = heard.flatMap((sight) => singleAfter(sight)?.minutes ?? []);
  return {
    minutes: draws.length,
    days: Math.round(days * 10) / 10,
    likely_score: scores[Math.floor(LIKELY_SHARE * draws.length)] ?? 0,
    pair_minutes: soonest(pairs, PAIR_SHARE * draws.length),
    single_minutes: soonest(singles, SINGLE_SHARE * heard.length),
  };
}

/** The time by which more than `allowed` of them were there; null when there are not so many. */
const soonest = (minutes: readonly number[], allowed: number): number | null =>
  minutes.toSorted((a, b) => a - b)[Math.floor(allowed)] ?? null;

/** The quiet minutes as the rules about causes look at them. */
function sightsAt(
  draws: readonly EpochMs[],
  items: readonly NewsItem[],
  { symbol, direction, market }: PlaceboRequest,
  options: CauseOptions,
): Sight[] {
  const base = baseOf(symbol);
  const names = options.names ?? [];
  const likeness = createLikeness(wordsOf([base, ...names]));
  const reports = items.flatMap((item) => reportOf(item, base, names, market) ?? []).toSorted(byTime);
  const around = windowsOver(reports);
  const times = items.map((item) => item.published_at).sort((a, b) => a - b);
  // When the archive first saw an old item says nothing about when a reader could have.
  const shared = {
    direction,
    perDay: 0,
    likeness,
    options: { ...options, replay: true },
    knownMinutes: BEFORE_MINUTES,
    placebo: null,
  };
  return draws.map(minuteOf).map((onset) => {
    const first = times[firstFrom(times, onset - BEFORE_MINUTES * MINUTE_MS)] ?? Infinity;
    return { ...shared, onset, reports: around(onset), heardMinutes: heardMinutes(onset, first) };
  });
}

/** The reports around a minute, of all of them by time. */
function windowsOver(reports: readonly NewsFact[]): (onset: EpochMs) => NewsFact[] {
  const times = reports.map((report) => report.news.published_at);
  return (onset) =>
    reports.slice(
      firstFrom(times, onset - BEFORE_MINUTES * MINUTE_MS),
      firstFrom(times, onset + FOLLOW_UP_MINUTES * MINUTE_MS + 1),
    );
}

/** The place of the first of sorted times that is not before `time`. */
function firstFrom(times: readonly EpochMs[], time: EpochMs): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
