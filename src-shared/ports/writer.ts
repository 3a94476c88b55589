/**
 * Writing side of a store. Every call is one transaction and idempotent (an upsert by the row's key), so the cold path can
 * be run again after a crash. Calls that carry anomalies, narratives and alerts resolve once they are durable.
 */
import type { Alert, Anomaly, Stage } from '../anomaly.ts';
import type { Candle, EpochMs, PriceSample } from '../market.ts';
import type { Investigation, NewsItem } from '../news.ts';
import type { Narrative, NarrativeRevision } from '../narrative.ts';
import type { BackfillRow, GapRow } from './reader.ts';
import type { StoreHealth } from '../health.ts';
import type { ReservationAnswer, UsageReservation, UsageSettlement, UsageWindow } from './usage-book.ts';

export interface JournalBatch {
  readonly prices: readonly PriceSample[];
  readonly candles: readonly Candle[];
}

export interface RetentionPolicy {
  readonly pricesDays: number;
  readonly candlesDays: number;
  readonly newsDays: number;
  readonly maxBytes: number;
  readonly maxPriceRows: number;
  /** Nothing at or after these times is deleted: it is not in the archive yet. Absent: nothing is archived. */
  readonly archived?: ArchivedUntil;
}

export interface ArchivedUntil {
  readonly prices: EpochMs;
  readonly candles: EpochMs;
}

/** Rows that retention deleted, by table; thinning counts as deleting. */
export interface Removed {
  readonly prices: number;
  readonly candles: number;
  readonly news_items: number;
}

/** One of the calls that may be made together. */
export type DurableCall = {
  [M in 'raise' | 'updateAnomaly' | 'saveAlert' | 'saveGap']: {
    readonly method: M;
    readonly args: Parameters<Writer[M]>;
  };
}[keyof Pick<Writer, 'raise' | 'updateAnomaly' | 'saveAlert' | 'saveGap'>];

export interface Writer {
  /** Prices and candles; a repaired candle replaces a streamed one, never the other way round. */
  journal(batch: JournalBatch): Promise<void>;
  /** The anomaly, the ±30 min prices held so far and, when granted, its alert: all or nothing. */
  raise(anomaly: Anomaly, alert: Alert | null): Promise<void>;
  /** Growth and end of the episode: confidence, metadata, alerted_at. Identity and detection fields stay as raised. */
  updateAnomaly(anomaly: Anomaly): Promise<void>;
  /** These calls in this order as one transaction: all or nothing. Rejects with what the first of them refused. */
  together(calls: readonly DurableCall[]): Promise<void>;
  setStage(anomalyId: string, stage: Stage): Promise<void>;
  /** Replaces the linked articles and clusters; moves `raised` to `investigated`, leaves later stages alone. */
  saveInvestigation(investigation: Investigation): Promise<void>;
  /** The narrative row, every judged draft, and the final stage, together. */
  saveNarrative(narrative: Narrative, drafts: readonly NarrativeRevision[], stage: Stage): Promise<void>;
  saveNewsItems(items: readonly NewsItem[]): Promise<void>;
  saveAlert(alert: Alert): Promise<void>;
  saveFeedback(anomalyId: string, vote: 'up' | 'down', note: string | null, at: EpochMs): Promise<void>;
  saveGap(gap: GapRow): Promise<void>;
  saveBackfill(row: BackfillRow): Promise<void>;
  saveState(key: string, value: unknown): Promise<void>;
  /** Checks the windows and books the call at its worst case, together; durable before it resolves. */
  reserveUsage(reservation: UsageReservation, windows: readonly UsageWindow[]): Promise<ReservationAnswer>;
  settleUsage(settlement: UsageSettlement): Promise<void>;
  /** Deletes what is past its time or over the caps, oldest first. `now` is market time. */
  retain(policy: RetentionPolicy, now: EpochMs): Promise<Removed>;
  /** Resolves when everything handed over so far is committed. */
  flush(): Promise<void>;
  health(): StoreHealth;
  close(): Promise<void>;
}
