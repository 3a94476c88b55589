/** The smaller books: the news archive, the gap ledger, back-fill progress and the engine's own state. Upserts by key. */
import type { NewsItem } from '../../src-shared/news.ts';
import type { BackfillRow, GapRow } from '../../src-shared/ports/reader.ts';
import { newsItemToRow } from './sqlite-news-rows.ts';
import { cleanText, cleanTextOrNull, toJson, wholeMs, wholeMsOrNull } from './sqlite-values.ts';
import { wallTime } from '../base/clock.ts';
import type { Db } from './sqlite-open.ts';

export interface Ledger {
  saveNewsItems(items: readonly NewsItem[]): void;
  saveGap(gap: GapRow): void;
  saveBackfill(row: BackfillRow): void;
  saveState(key: string, value: unknown): void;
}

// When an item was first seen is what causes are judged by: reading it again never moves that forward.
const CHANGED_ITEM = `DO UPDATE SET title = excluded.title, summary = excluded.summary, published_at = excluded.published_at,
  first_seen_at = min(first_seen_at, excluded.first_seen_at), assets = excluded.assets, topics = excluded.topics,
  price_report = excluded.price_report, sentiment = excluded.sentiment`;
const SAVE_ITEM = `INSERT INTO news_items (id, source, title, url, summary, published_at, first_seen_at, assets, topics, price_report, sentiment)
  VALUES (:id, :source, :title, :url, :summary, :published_at, :first_seen_at, :assets, :topics, :price_report, :sentiment)
  ON CONFLICT (id) ${CHANGED_ITEM} ON CONFLICT (url) ${CHANGED_ITEM}`;
const SAVE_GAP = `INSERT INTO feed_gaps (id, symbol, venue, from_time, to_time, reason, missing_trades, repaired_at)
  VALUES (:id, :symbol, :venue, :from, :to, :reason, :missing_trades, :repaired_at)
  ON CONFLICT (id) DO UPDATE SET to_time = max(to_time, excluded.to_time), reason = excluded.reason,
    missing_trades = coalesce(excluded.missing_trades, missing_trades), repaired_at = coalesce(excluded.repaired_at, repaired_at)`;
const SAVE_BACKFILL = `INSERT INTO backfill_progress (symbol, venue, data_type, start_date, end_date, status, records_processed, error_message, started_at, completed_at)
  VALUES (:symbol, :venue, :data_type, :start_date, :end_date, :status, :records_processed, :error_message, :started_at, :completed_at)
  ON CONFLICT (venue, symbol, data_type, start_date, end_date) DO UPDATE SET status = excluded.status,
    records_processed = excluded.records_processed, error_message = excluded.error_message, started_at = excluded.started_at,
    completed_at = excluded.completed_at`;
const SAVE_STATE = `INSERT INTO engine_state (key, value, updated_at) VALUES (?, ?, ?)
  ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`;

export function createLedger(db: Db): Ledger {
  const saveItem = db.prepare(SAVE_ITEM);
  const saveGap = db.prepare(SAVE_GAP);
  const saveBackfill = db.prepare(SAVE_BACKFILL);
  const saveState = db.prepare(SAVE_STATE);
  return {
    saveNewsItems(items) {
      for (const item of items) saveItem.run(newsItemToRow(item));
    },
    saveGap: (gap) => void saveGap.run(gapToRow(gap)),
    saveBackfill: (row) => void saveBackfill.run(backfillToRow(row)),
    saveState: (key, value) => void saveState.run(cleanText(key), toJson(value), wallTime.now()),
  };
}

function gapToRow(gap: GapRow) {
  const { id, symbol, venue, missing_trades } = gap;
  const times = { from: wholeMs(gap.from), to: wholeMs(gap.to), repaired_at: wholeMsOrNull(gap.repaired_at) };
  return { id, symbol, venue, missing_trades, ...times, reason: cleanText(gap.reason) };
}

function backfillToRow(row: BackfillRow) {
  const times = { started_at: wholeMs(row.started_at), completed_at: wholeMsOrNull(row.completed_at) };
  return { ...row, ...times, error_message: cleanTextOrNull(row.error_message) };
}
