/**
 * A reader for one walk down the cold path that asks the store once for the same thing: context and tools put the same
 * questions. `begin` forgets, so a later walk sees what is stored by then. In a replay a stored minute never changes, and candles
 * that were complete at `now` stay remembered (the newest 500 answers). A read that fails is not remembered.
 */
import type { EpochMs } from '../../src-shared/market.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';

type Asked = 'candles' | 'pastAnomalies' | 'closesAt' | 'storyVectors' | 'news';

export interface Recall extends Pick<Reader, Asked> {
  /** A walk begins at this market time. */
  begin(now: EpochMs): void;
}

const KEPT = 500;

export function createRecall(reader: Pick<Reader, Asked>, replay: boolean): Recall {
  const walk = new Map<string, Promise<unknown>>();
  const candles = new Map<string, Promise<unknown>>();
  let now: EpochMs = Number.NEGATIVE_INFINITY;

  const once = <T>(answers: Map<string, Promise<unknown>>, key: string, ask: () => Promise<T>): Promise<T> => {
    const known = answers.get(key) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const answer = ask();
    answers.set(key, answer);
    answer.catch(() => answers.get(key) === answer && answers.delete(key));
    const oldest = answers.keys().next().value;
    if (answers.size > KEPT && oldest !== undefined) answers.delete(oldest);
    return answer;
  };
  return {
    begin(time) {
      now = time;
      walk.clear();
    },
    news: (query) => reader.news(query),
    closesAt: (query) => reader.closesAt(query),
    storyVectors: (ids) => reader.storyVectors(ids),
    pastAnomalies: (filter) => once(walk, `past ${JSON.stringify(filter)}`, () => reader.pastAnomalies(filter)),
    candles(query) {
      // `to` is exclusive: now's own millisecond is the last of a minute that is over.
      const complete = replay && query.to <= now + 1;
      return once(complete ? candles : walk, `candles ${JSON.stringify(query)}`, () => reader.candles(query));
    },
  };
}
