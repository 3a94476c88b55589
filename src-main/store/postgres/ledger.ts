/** The smaller books in PostgreSQL: the news archive, the gap ledger, back-fill progress and the engine's own state. */
import { throwFault } from '../../../src-shared/fault.ts';
import type { NewsItem } from '../../../src-shared/news.ts';
import type { BackfillRow, GapRow } from '../../../src-shared/ports/reader.ts';
import { newsItemToRow, type NewsItemRow } from '../sqlite-news-rows.ts';
import { cleanText, cleanTextOrNull, toJson } from '../sqlite-values.ts';
import { rowsAs, rowsOf, type Shape } from './batch.ts';
import type { Transaction } from './connection.ts';
import { iso, isoOrNull } from './values.ts';

const ITEMS: Shape = { id: 'uuid', source: 'text', title: 'text', url: 'text', summary: 'text', published_at: 'timestamptz', first_seen_at: 'timestamptz', assets: 'jsonb', topics: 'jsonb', price_report: 'boolean', sentiment: 'float8' }; // prettier-ignore
const ITEM_NAMES = Object.keys(ITEMS).join(', ');
// When an item was first seen is what causes are judged by: reading it again never moves that forward.
const changeItems = (
  match: string,
): string => `UPDATE news_items n SET title = r.title, summary = r.summary, published_at = r.published_at,
  first_seen_at = least(n.first_seen_at, r.first_seen_at), assets = r.assets, topics = r.topics, price_report = r.price_report,
  sentiment = r.sentiment FROM ${rowsAs(ITEMS)} WHERE ${match}`;
const ADD_ITEMS = `INSERT INTO news_items (${ITEM_NAMES}) SELECT ${ITEM_NAMES} FROM ${rowsAs(ITEMS)} ORDER BY id ON CONFLICT DO NOTHING`;
const SAVE_GAP = `INSERT INTO feed_gaps (id, symbol, venue, from_time, to_time, reason, missing_trades, repaired_at)
  VALUES (:id, :symbol, :venue, :from, :to, :reason, :missing_trades, :repaired_at)
  ON CONFLICT (id) DO UPDATE SET to_time = greatest(feed_gaps.to_time, excluded.to_time), reason = excluded.reason,
    missing_trades = coalesce(excluded.missing_trades, feed_gaps.missing_trades),
    repaired_at = coalesce(excluded.repaired_at, feed_gaps.repaired_at)`;
const RANGE =
  'venue = :venue AND symbol = :symbol AND data_type = :data_type AND start_date = :start_date AND end_date = :end_date';
/** The table's unique index is only there where an adopted database allows it. */
const HOLD_RANGE = "SELECT pg_advisory_xact_lock(1296125509, hashtext(:venue::text || ' ' || :symbol::text))";
const CHANGE_RANGE = `UPDATE backfill_progress SET status = :status, records_processed = :records_processed,
  error_message = :error_message, started_at = :started_at, completed_at = :completed_at WHERE ${RANGE}`;
const ADD_RANGE = `INSERT INTO backfill_progress (symbol, venue, data_type, start_date, end_date, status, records_processed, error_message, started_at, completed_at)
  VALUES (:symbol, :venue, :data_type, :start_date, :end_date, :status, :records_processed, :error_message, :started_at, :completed_at)`;
const SAVE_STATE = `INSERT INTO engine_state (key, value, updated_at) VALUES (:key, :value, NOW())
  ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`;

/** PostgreSQL reads "yesterday" as a date; a row that means a day says which. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export async function saveNewsItems(t: Transaction, items: readonly NewsItem[]): Promise<void> {
  if (items.length === 0) return;
  const rows = rowsOf(merged(items.map(newsItemToRow)), ITEMS);
  await t.run(changeItems('n.id = r.id'), rows);
  await t.run(changeItems('n.url = r.url AND n.id <> r.id'), rows);
  await t.run(ADD_ITEMS, rows);
}

/** One row an item: the last wins, first seen when the first of them was. */
function merged(rows: readonly NewsItemRow[]): NewsItemRow[] {
  const byId = new Map<string, NewsItemRow>();
  for (const row of rows) {
    const first = Math.min(row.first_seen_at, byId.get(row.id)?.first_seen_at ?? Infinity);
    byId.set(row.id, { ...row, first_seen_at: first });
  }
  return [...byId.values()];
}

export async function saveGap(t: Transaction, gap: GapRow): Promise<void> {
  const times = { from: iso(gap.from), to: iso(gap.to), repaired_at: isoOrNull(gap.repaired_at) };
  await t.run(SAVE_GAP, { ...gap, ...times, reason: cleanText(gap.reason) });
}

export async function saveBackfill(t: Transaction, given: BackfillRow): Promise<void> {
  if (!DAY.test(given.start_date) || !DAY.test(given.end_date) || given.end_date < given.start_date)
    throwFault(
      'bad_input',
      `back-fill from ${given.start_date} to ${given.end_date}: expected two days, YYYY-MM-DD, in order`,
    );
  const times = { started_at: iso(given.started_at), completed_at: isoOrNull(given.completed_at) };
  const row = { ...given, ...times, error_message: cleanTextOrNull(given.error_message) };
  await t.run(HOLD_RANGE, row);
  if ((await t.run(CHANGE_RANGE, row)) === 0) await t.run(ADD_RANGE, row);
}

export async function saveState(t: Transaction, key: string, value: unknown): Promise<void> {
  await t.run(SAVE_STATE, { key: cleanText(key), value: toJson(value) });
}
