/** Reading side of a store. Never waits for the writer. */
import type { Alert, Anomaly, AnomalyType } from '../anomaly.ts';
import type { Candle, EpochMs, PriceSample } from '../market.ts';
import type { Metrics } from '../health.ts';
import type { NewsArticle, NewsCluster, NewsItem } from '../news.ts';
import type { Narrative, NarrativeRevision } from '../narrative.ts';
import type { UsageRow, UsageSum } from './usage-book.ts';

export interface AnomalyFilter {
  readonly symbol?: string;
  readonly type?: AnomalyType;
  readonly from?: EpochMs;
  readonly to?: EpochMs;
  readonly minConfidence?: number;
  /** Bounds of price_change_pct, inclusive. */
  readonly minChangePct?: number;
  readonly maxChangePct?: number;
  readonly verdict?: 'accepted' | 'withheld' | 'unfinished';
  /** Only anomalies whose narrative passed. */
  readonly validatedOnly?: boolean;
  /** Newest first; `before` is the detected_at of the last row of the page before. */
  readonly before?: EpochMs;
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
  /** The same rows as `anomalies`, a hundredth of the bytes. */
  pastAnomalies(filter: AnomalyFilter): Promise<PastAnomaly[]>;
  /** The last close that was complete at each time and at most `withinMs` old, in the order asked; null without one. */
  closesAt(q: ClosesQuery): Promise<(number | null)[]>;
  /** Of anomalies with a story, what it was about: the mean embedding of its largest cluster's articles. */
  storyVectors(anomalyIds: readonly string[]): Promise<StoryVector[]>;
  anomaly(id: string): Promise<AnomalyDetail | null>;
  /** Anomalies whose stage is not final, and final ones detected after `followUpSince` (still gathering follow-up news). */
  unfinished(followUpSince: EpochMs): Promise<Anomaly[]>;
  search(q: { text: string; limit: number; symbol?: string }): Promise<SearchHit[]>;
  news(q: { from: EpochMs; to: EpochMs; asset?: string; limit: number }): Promise<NewsItem[]>;
  alerts(q: { from: EpochMs; limit: number }): Promise<Alert[]>;
  gaps(q: { venue: string; symbol?: string; openOnly?: boolean; limit: number }): Promise<GapRow[]>;
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
