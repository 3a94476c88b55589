/**
 * The first copy: everything that is here is queued once, key by key in steps that a stop may interrupt. How far it came stands
 * in the store, so that the next start goes on from there.
 */
import { MINUTE_MS } from '../../../src-shared/market.ts';
import type { Db } from '../sqlite-open.ts';
import { fromJson } from '../sqlite-values.ts';
import type { RangeBook } from './sqlite-ranges.ts';

/** What is queued, in this order: outbox kind, and where its keys are. */
const SOURCES = [
  ['anomaly', 'id', 'anomalies'],
  ['news_item', 'id', 'news_items'],
  ['gap', 'id', 'feed_gaps'],
  ['window', 'id', '(SELECT id FROM anomalies a WHERE EXISTS (SELECT 1 FROM anomaly_prices p WHERE p.anomaly_id = a.id))'],
  ['backfill', 'CAST(id AS TEXT)', 'backfill_progress'],
] as const; // prettier-ignore

interface Progress {
  /** Place in SOURCES; beyond the last one: the stretches, then nothing. */
  readonly source: number;
  readonly after: string;
}

const KEY = 'mirror_fill';
const DONE = SOURCES.length + 1;

export interface FirstCopy {
  restart(): void;
  /** Queues up to `limit` keys; 0 when all are. */
  fill(limit: number): number;
  /** Nothing waits any more. */
  forget(): void;
}

export function createFirstCopy(db: Db, book: RangeBook): FirstCopy {
  const load = db.prepare<[], string>(`SELECT value FROM engine_state WHERE key = '${KEY}'`).pluck();
  const save = db.prepare(
    `INSERT INTO engine_state (key, value) VALUES ('${KEY}', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
  );
  const next = SOURCES.map(([, key, table]) =>
    db
      .prepare<[string, number], string>(`SELECT ${key} AS k FROM ${table} WHERE ${key} > ? ORDER BY k LIMIT ?`)
      .pluck(),
  );
  const queue = db.prepare(
    'INSERT INTO mirror_outbox (kind, key, initial) VALUES (?, ?, 1) ON CONFLICT (kind, key) DO NOTHING',
  );
  const series = db.prepare<[], { venue: string; symbol: string; from: number; to: number }>(
    'SELECT venue, symbol, first_open AS "from", last_open AS "to" FROM series WHERE candles > 0',
  );
  const prices = db.prepare<[], { from: number | null; to: number | null }>(
    'SELECT min(timestamp) AS "from", max(timestamp) AS "to" FROM prices',
  );
  const progress = (): Progress =>
    fromJson<Progress>(load.get() ?? null, `engine_state.${KEY}`, { source: DONE, after: '' });
  const keep = (at: Progress): void => void save.run(JSON.stringify(at));

  function forget(): void {
    book.forget();
    db.exec('DELETE FROM mirror_outbox; DELETE FROM mirror_ranges; DELETE FROM mirror_base;');
    keep({ source: DONE, after: '' });
  }

  function queueStretches(): number {
    const held = series.all();
    for (const one of held) book.add({ kind: 'candle', ...one, to: one.to + MINUTE_MS, initial: 1 });
    const { from, to } = prices.get() ?? { from: null, to: null };
    if (from !== null && to !== null) book.add({ kind: 'price', venue: '', symbol: '', from, to: to + 1, initial: 1 });
    return held.length + 1;
  }

  function queueKeys({ source, after }: Progress, limit: number): number {
    const keys = next[source]?.all(after, limit) ?? [];
    for (const key of keys) queue.run(SOURCES[source]?.[0], key);
    const last = keys.at(-1);
    keep(last === undefined ? { source: source + 1, after: '' } : { source, after: last });
    return keys.length;
  }

  return {
    forget,
    restart() {
      forget();
      keep({ source: 0, after: '' });
    },
    fill(limit) {
      for (;;) {
        const at = progress();
        if (at.source >= DONE) return 0;
        if (at.source === SOURCES.length) {
          keep({ source: DONE, after: '' });
          return queueStretches();
        }
        const queued = queueKeys(at, limit);
        if (queued > 0) return queued;
      }
    },
  };
}
