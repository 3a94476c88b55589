/**
 * The two reads that a person waits for, over any store: a week of one symbol's candles, and the fuzzy search. One at a time,
 * as the window's are.
 */
import { DAY_MS, MINUTE_MS } from '../../src-shared/market.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import { seededRandom } from '../../src-main/base/random.ts';
import { BENCH_START, BENCH_VENUE, benchSymbols } from './candles.ts';
import { median, millis, percentile, promise, repeated } from './harness.ts';
import { fewWords, sentences, type StoredText, type TextSet } from './narrative-texts.ts';

export const CANDLE_DAYS = 14;
const WEEK_MINUTES = 7 * 1440;
const PROMISED_HISTORY_MS = 30;
const PROMISED_SEARCH_MS = 50;
const HITS = 50;
const WARM_UP = 20;

export interface Texts {
  readonly set: TextSet;
  readonly count: number;
  /** The same ones at each call. Not kept: hundreds of megabytes that nobody needs any more would be collected while reads are timed. */
  readonly made: () => StoredText[];
}

/** Both sets, `count` narratives each. */
export async function allTexts(count: number): Promise<Texts[]> {
  return [await sentences(), fewWords].map((set) => ({ set, count, made: () => [...set.texts(count)] }));
}

/** The candles are those of `benchSymbols`, from BENCH_START on. */
export async function weeks(reader: Reader, queries: number, symbols: number): Promise<string> {
  const names = benchSymbols(symbols);
  const week = async (i: number): Promise<void> => {
    const symbol = names[i % symbols] ?? '';
    const from = BENCH_START + (i % 7) * DAY_MS;
    const candles = await reader.candles({ symbol, venue: BENCH_VENUE, from, to: from + WEEK_MINUTES * MINUTE_MS });
    if (candles.length !== WEEK_MINUTES) throw new Error(`${symbol}: ${candles.length} candles of a week`);
  };
  const [first = NaN] = await repeated(WARM_UP, week);
  const took = await repeated(queries, week);
  return `a week of candles, one symbol (${queries} queries after ${WARM_UP} that compile the code, the first of which took ${millis(first)}): ${figures(took, PROMISED_HISTORY_MS)}`;
}

export async function searches(reader: Reader, queries: number, { set, count }: Texts): Promise<string> {
  const random = seededRandom('asked');
  let empty = 0;
  const took = await repeated(queries, async () => {
    const hits = await reader.search({ text: set.ask(random), limit: HITS });
    if (hits.length === 0) empty++;
  });
  return `fuzzy search in ${count} narratives, ${set.name} (${queries} queries, ${empty} without a hit): ${figures(took, PROMISED_SEARCH_MS)}`;
}

const figures = (took: readonly number[], promised: number): string =>
  `p50 ${millis(median(took))}, p99 ${promise(percentile(took, 0.99), '≤', promised, millis)}`;
