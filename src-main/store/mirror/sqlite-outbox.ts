/**
 * What waits for the server, on the local side: taken with its whole state, done only if nothing changed meanwhile. The triggers
 * of migration 0006 queue; this reads the queue, and queues everything once for a server that is new.
 */
import type { EpochMs } from '../../../src-shared/market.ts';
import type { Db } from '../sqlite-open.ts';
import { seriesName } from './fence.ts';
import type { LocalDocuments } from './sqlite-documents.ts';
import type { BackfillJob, Job, MirrorSide, Parked, SeriesKey, Settled } from './side.ts';
import type { Kind } from './tables.ts';

const SETTLED = "coalesce(a.detection_metadata ->> '$.end' < :settledBefore, FALSE)";
const foreignAnd = (
  condition: string,
): string => `o.kind IN ('anomaly', 'window') AND EXISTS (SELECT 1 FROM anomalies a WHERE a.id = o.key
  AND (a.venue || ' ' || a.symbol) IN (SELECT value FROM json_each(:without))
  AND NOT EXISTS (SELECT 1 FROM mirror_base b WHERE b.key = a.id) AND ${condition})`;
/** Not: new to the server and of a series that another machine sends; what the server has anybody may add to. */
const MINE = `NOT (${foreignAnd('TRUE')})`;
/** New there, another machine's to send, and still unsent some time after its end. */
const LEFT_OVER = foreignAnd(SETTLED);
/** What this machine is to send. */
export const DUE = `NOT (${foreignAnd(`NOT ${SETTLED}`)})`;
/** A window waits for its anomaly: the server takes no orphans. */
const AFTER_PARENT = "NOT EXISTS (SELECT 1 FROM mirror_outbox p WHERE p.kind = 'anomaly' AND p.key = o.key)";
const WAITING = 'FROM mirror_outbox o WHERE o.kind = :kind AND o.parked IS NULL';
const OLDEST = 'ORDER BY o.initial, o.queued_at LIMIT :limit';
const BACKFILL = `symbol, venue, data_type, start_date, end_date, status, records_processed, error_message, started_at, completed_at`;

const conditions: Readonly<Record<Kind, string>> = {
  anomaly: ` AND ${MINE}`,
  window: ` AND ${MINE} AND ${AFTER_PARENT}`,
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
  type Asked = { kind: string; limit: number; without?: string; settledBefore?: EpochMs };
  const select = (condition: string) =>
    db.prepare<[Asked], Waiting>(`SELECT o.key, o.seq, o.queued_at AS queuedAt ${WAITING}${condition} ${OLDEST}`);
  const waiting = { anomaly: select(conditions.anomaly), window: select(conditions.window), news_item: select(conditions.news_item), gap: select(conditions.gap) }; // prettier-ignore
  const leftOver = select(` AND ${LEFT_OVER}`);
  const backfills = select('');
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

  function oldest(kind: Kind, limit: number, without: readonly SeriesKey[], settledBefore: EpochMs): Waiting[] {
    if (kind !== 'anomaly' && kind !== 'window') return waiting[kind].all({ kind, limit });
    const asked = { kind, limit, without: JSON.stringify(without.map(seriesName)) };
    const found = waiting[kind].all(asked);
    // Behind the rest: one that gives way to what the server has, and is not read from there yet, holds up nothing.
    if (kind === 'window' || without.length === 0 || found.length >= limit) return found;
    return [...found, ...leftOver.all({ ...asked, limit: limit - found.length, settledBefore })];
  }

  return {
    take: (kind, limit, without, settledBefore = 0): Job[] =>
      oldest(kind, limit, without, settledBefore).map(({ key, seq, queuedAt }) => ({
        kind,
        key,
        seq,
        queuedAt,
        base: kind === 'anomaly' ? (base.get(key) ?? null) : null,
        rows: documents.read(kind, key),
      })),
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
