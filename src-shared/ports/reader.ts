/** Reading side of a store. Never waits for the writer. */
import type { Alert, Anomaly, AnomalyType } from '../anomaly.ts';
import type { PageCursor, Sort } from '../history.ts';
import type { Candle, EpochMs, PriceSample } from '../market.ts';
import type { Metrics } from '../health.ts';
import type { NewsArticle, NewsCluster, NewsItem } from '../news.ts';
import type { Narrative, NarrativeRevision } from '../narrative.ts';
import type { UsageRow, UsageSum } from './usage-book.ts';

/** What is asked of an anomaly; all of it has to hold. */
export interface AnomalyConditions {
  readonly symbol?: string;
  readonly type?: AnomalyType;
  /** Bounds of detected_at, inclusive. */
  readonly from?: EpochMs;
  readonly to?: EpochMs;
  readonly minConfidence?: number;
  /** Bounds of price_change_pct, inclusive. */
  readonly minChangePct?: number;
  readonly maxChangePct?: number;
  readonly verdict?: 'accepted' | 'withheld' | 'unfinished';
  readonly cause?: Narrative['cause'];
  /** Only members of a market-wide move; `group`: of the one that this anomaly leads. */
  readonly marketWide?: boolean;
  readonly group?: string;
  /** Only anomalies that the user has said something about. */
  readonly mine?: boolean;
  /** Only anomalies whose narrative passed. */
  readonly validatedOnly?: boolean;
}

export interface AnomalyFilter extends AnomalyConditions {
  /** Newest first; `before` is the detected_at of the last row of the page before. */
  readonly before?: EpochMs;
  /** Newest first by default. */
  readonly sort?: Sort;
  /** Only what stands behind this row in that order, `skip` rows farther on. */
  readonly after?: PageCursor;
  readonly skip?: number;
  readonly limit: number;
}

export interface SearchQuery extends AnomalyConditions {
  readonly text: string;
  /** Best match first by default. */
  readonly sort?: Sort | 'best';
  readonly skip?: number;
  readonly limit: number;
}

export interface AnomalyWithNarrative {
  readonly anomaly: Anomaly;
  readonly narrative: Narrative | null;
  readonly newsCount: number;
  readonly clusterCount: number;
  /** Only in the stream: this one is gone, and another machine's account of the same episode stands under this id. */
  readonly replacedBy?: string;
}

/** The little that a later anomaly compares itself with. */
export interface PastAnomaly {
  readonly id: string;
  readonly symbol: string;
  readonly venue: string;
  readonly detected_at: EpochMs;
  readonly price_change_pct: number | null;
  readonly volume_change_pct: number | null;
  readonly onset: EpochMs;
  readonly timeframe_minutes: number;
  readonly breadth: number | null;
  /** Of its narrative; null without one. */
  readonly cause: Narrative['cause'] | null;
}

export interface ClosesQuery {
  readonly symbol: string;
  readonly venue: string;
  readonly times: readonly EpochMs[];
  readonly withinMs: number;
}

export interface StoryVector {
  readonly anomaly_id: string;
  readonly vector: readonly number[];
}

export interface AnomalyDetail extends AnomalyWithNarrative {
  /** Another machine on the same PostgreSQL raised it. */
  readonly foreign?: boolean;
  readonly articles: NewsArticle[];
  readonly clusters: NewsCluster[];
  readonly revisions: NarrativeRevision[];
  readonly alerts: Alert[];
  readonly feedback: {
    readonly vote: 'up' | 'down';
    readonly note: string | null;
    readonly created_at: EpochMs;
  } | null;
}

export interface SearchHit extends AnomalyWithNarrative {
  /** Trigram share of the query found, 0–1. */
  readonly score: number;
  readonly matched: 'narrative' | 'headline';
  readonly snippet: string;
}

export interface GapRow {
  readonly id: string;
  readonly symbol: string;
  readonly venue: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly reason: string;
  readonly missing_trades: number | null;
  readonly repaired_at: EpochMs | null;
}

export interface BackfillRow {
  readonly symbol: string;
  readonly venue: string;
  readonly data_type: 'prices' | 'news';
  /** Whole UTC days, `YYYY-MM-DD`, end inclusive. */
  readonly start_date: string;
  readonly end_date: string;
  readonly status: 'in_progress' | 'completed' | 'failed';
  readonly records_processed: number;
  readonly error_message: string | null;
  readonly started_at: EpochMs;
  readonly completed_at: EpochMs | null;
}

export interface Reader {
  candles(q: { symbol: string; venue: string; from: EpochMs; to: EpochMs; limit?: number }): Promise<Candle[]>;
  prices(q: { symbol: string; from: EpochMs; to: EpochMs; limit?: number }): Promise<PriceSample[]>;
  /** Symbols that have candles, with the range held. */
  coverage(venue: string): Promise<{ symbol: string; first: EpochMs; last: EpochMs; candles: number }[]>;
  anomalies(filter: AnomalyFilter): Promise<AnomalyWithNarrative[]>;
  /** How many there are, whatever a page of them holds. */
  countAnomalies(filter: AnomalyConditions): Promise<number>;
  /** The same rows as `anomalies`, a hundredth of the bytes. */
  pastAnomalies(filter: AnomalyFilter): Promise<PastAnomaly[]>;
  /** The last close that was complete at each time and at most `withinMs` old, in the order asked; null without one. */
  closesAt(q: ClosesQuery): Promise<(number | null)[]>;
  /** Of anomalies with a story, what it was about: the mean embedding of its largest cluster's articles. */
  storyVectors(anomalyIds: readonly string[]): Promise<StoryVector[]>;
  anomaly(id: string): Promise<AnomalyDetail | null>;
  /** Anomalies whose stage is not final, and final ones detected after `followUpSince` (still gathering follow-up news). */
  unfinished(followUpSince: EpochMs): Promise<Anomaly[]>;
  search(q: SearchQuery): Promise<SearchHit[]>;
  news(q: { from: EpochMs; to: EpochMs; asset?: string; limit: number }): Promise<NewsItem[]>;
  /** Newest first; raised in [from, to). */
  alerts(q: { from: EpochMs; to?: EpochMs; limit: number }): Promise<Alert[]>;
  /** Newest first. `from` and `to`: those that touch this stretch. */
  gaps(q: {
    venue: string;
    symbol?: string;
    openOnly?: boolean;
    from?: EpochMs;
    to?: EpochMs;
    limit: number;
  }): Promise<GapRow[]>;
  backfills(q: { venue: string; symbol?: string }): Promise<BackfillRow[]>;
  state(key: string): Promise<unknown>;
  /** What was spent on language models from each of these moments on, reservations included. */
  usageSums(from: readonly EpochMs[]): Promise<UsageSum[]>;
  /** The calls themselves, newest first. */
  usage(q: { from: EpochMs; limit: number }): Promise<UsageRow[]>;
  /** Newest event stored for a venue (price sample or candle end), or null. */
  lastEventTime(venue: string): Promise<EpochMs | null>;
  metrics(perDay: number): Promise<Metrics>;
  close(): Promise<void>;
}
