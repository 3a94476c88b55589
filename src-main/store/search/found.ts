/** What a search finds before it is ranked: a text of an anomaly and how well it matches. */
import type { SearchHit } from '../../../src-shared/ports/reader.ts';

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
}
