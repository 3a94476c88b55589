/**
 * What waits for the server, on the local side: taken with its whole state, done only if nothing changed meanwhile. The triggers
 * of migration 0006 queue; this reads the queue, and queues everything once for a server that is new.
 */
import type { EpochMs } from '../../../src-shared/market.ts';
import type { Db } from '../sqlite-open.ts';
import type { LocalDocuments } from './sqlite-documents.ts';
import type { BackfillJob, Job, MirrorSide, Parked, SeriesKey, Settled } from './side.ts';
import type { Kind } from './tables.ts';

/** New to the server and of a series that another machine sends; what the server has anybody may add to. */
export const HELD = `NOT (o.kind IN ('anomaly', 'window') AND EXISTS (SELECT 1 FROM anomalies a WHERE a.id = o.key
  AND (a.venue || ' ' || a.symbol) IN (SELECT value FROM json_each(:without))
  AND NOT EXISTS (SELECT 1 FROM mirror_base b WHERE b.key = a.id)))`;
/** A window waits for its anomaly: the server takes no orphans. */
const AFTER_PARENT = "NOT EXISTS (SELECT 1 FROM mirror_outbox p WHERE p.kind = 'anomaly' AND p.key = o.key)";
const WAITING = 'FROM mirror_outbox o WHERE o.kind = :kind AND o.parked IS NULL';
const OLDEST = 'ORDER BY o.initial, o.queued_at LIMIT :limit';
const BACKFILL = `symbol, venue, data_type, start_date, end_date, status, records_processed, error_message, started_at, completed_at`;

const conditions: Readonly<Record<Kind, string>> = {
  anomaly: ` AND ${HELD}`,
  window: ` AND ${HELD} AND ${AFTER_PARENT}`,
  news_item: '',
  gap: '',
};

interface Waiting {
  readonly key: string;
  readonly seq: number;
  readonly queuedAt: EpochMs;
}

type Outbox = Pick<MirrorSide, 'take' | 'takeBackfills' | 'settle' | 'settleBackfills' | 'park'>;

/** `quietly`: what it does is not queued again. */
export function createOutbox(db: Db, documents: LocalDocuments, quietly: (work: () => void) => void): Outbox {
  type Asked = { kind: string; limit: number; without?: string };
  const select = (kind: Kind) =>
    db.prepare<[Asked], Waiting>(
      `SELECT o.key, o.seq, o.queued_at AS queuedAt ${WAITING}${conditions[kind]} ${OLDEST}`,
    );
  const waiting = { anomaly: select('anomaly'), window: select('window'), news_item: select('news_item'), gap: select('gap') }; // prettier-ignore
  const backfills = db.prepare<[Asked], Waiting>(`SELECT o.key, o.seq, o.queued_at AS queuedAt ${WAITING} ${OLDEST}`);
  const backfill = db.prepare<[number], BackfillJob['row']>(`SELECT ${BACKFILL} FROM backfill_progress WHERE id = ?`);
  const base = db.prepare<[string], number>('SELECT seq FROM mirror_base WHERE key = ?').pluck();
  const setBase = db.prepare(
    'INSERT INTO mirror_base (key, seq) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET seq = excluded.seq',
  );
  const dropBase = db.prepare('DELETE FROM mirror_base WHERE key = ?');
  const done = db.prepare('DELETE FROM mirror_outbox WHERE kind = ? AND key = ? AND seq = ?');
  const park = db.prepare('UPDATE mirror_outbox SET parked = ? WHERE kind = ? AND key = ? AND seq = ?');

  function settleOne({ kind, key, seq, base: now, outcome }: Settled): void {
    const unchanged = done.run(kind, key, seq).changes === 1;
    // Changed meanwhile: it stays queued, and a conflict is decided anew with what it is by then.
    if (!unchanged && outcome !== undefined) return;
    if (kind === 'anomaly') {
      if (now === null) dropBase.run(key);
      else setBase.run(key, now);
    }
    if (outcome !== undefined) documents.write(kind, key, outcome);
  }

  return {
    take(kind, limit, without: readonly SeriesKey[]): Job[] {
      const names = JSON.stringify(without.map(({ venue, symbol }) => `${venue} ${symbol}`));
      const asked = { kind, limit, ...(kind === 'anomaly' || kind === 'window' ? { without: names } : {}) };
      return waiting[kind].all(asked).map(({ key, seq, queuedAt }) => ({
        kind,
        key,
        seq,
        queuedAt,
        base: kind === 'anomaly' ? (base.get(key) ?? null) : null,
        rows: documents.read(kind, key),
      }));
    },
    takeBackfills: (limit) =>
      backfills
        .all({ kind: 'backfill', limit })
        .map(({ key, seq }) => ({ key, seq, row: backfill.get(Number(key)) ?? null })),
    settle: (all) => quietly(() => all.forEach(settleOne)),
    settleBackfills(all) {
      for (const { key, seq } of all) done.run('backfill', key, seq);
    },
    park(refused: readonly Parked[]) {
      for (const { kind, key, seq, reason } of refused) park.run(reason, kind, key, seq);
    },
  };
}
