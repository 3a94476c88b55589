/** What a search finds before it is ranked: a text of an anomaly and how well it matches. */
import type { SearchHit, SearchQuery } from '../../../src-shared/ports/reader.ts';

export type Matched = SearchHit['matched'];

export interface Text {
  readonly anomaly_id: string;
  readonly text: string;
  readonly detected_at: number;
}

export interface Found extends Text {
  readonly matched: Matched;
  /** Share of the query's trigrams, 0.6 to 1. */
  readonly score: number;
  /** What the order goes by, when it is another than the best match. */
  readonly key?: number;
}

/** All but what the search itself goes by. */
export function filterOf({ text: _text, limit: _limit, skip: _skip, symbol: _symbol, ...filter }: SearchQuery) {
  return filter;
}

/** The best matches of everything, or of one symbol. */
export const isPlain = (wanted: SearchQuery): boolean =>
  Object.entries(filterOf(wanted)).every(
    ([key, value]) => value === undefined || value === false || (key === 'sort' && value === 'best'),
  );
