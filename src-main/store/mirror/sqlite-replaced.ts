/**
 * Episodes that two machines dated differently: the one that is on the server stands, and what was raised here gives way to it.
 * Its alerts and the user's vote go over, so that nobody is told twice or asked again. Only what the server never had gives way.
 */
import type { Db } from '../sqlite-open.ts';
import { isSameEpisode, NEAR_MS } from './same-episode.ts';
import type { Replaced } from './side.ts';
import type { Row } from './tables.ts';

const NEEDED = 'a.id, a.venue, a.symbol, a.detected_at, a.anomaly_type, a.price_change_pct, a.detection_metadata';
const UNKNOWN_THERE = `SELECT ${NEEDED} FROM mirror_outbox o JOIN anomalies a ON a.id = o.key WHERE o.kind = 'anomaly'
  AND NOT EXISTS (SELECT 1 FROM mirror_base b WHERE b.key = a.id) AND NOT EXISTS (SELECT 1 FROM mirror_foreign f WHERE f.anomaly_id = a.id)`;
const FROM_THERE = `SELECT ${NEEDED} FROM anomalies a JOIN mirror_foreign f ON f.anomaly_id = a.id JOIN mirror_base b ON b.key = a.id
  WHERE a.symbol = :symbol AND a.venue = :venue AND a.detected_at BETWEEN :from AND :to ORDER BY a.detected_at`;
const QUEUE = `INSERT INTO mirror_outbox (kind, key) VALUES ('anomaly', ?)
  ON CONFLICT (kind, key) DO UPDATE SET seq = seq + 1, parked = NULL, initial = 0`;

export interface Replacing {
  /** Inside a transaction with the outbox off. */
  reconcile(): Replaced[];
  /** Those of `ids` that were raised here. */
  own(ids: readonly string[]): string[];
  /** Of the last day: an open episode may still be spoken of. */
  lately(): Replaced[];
}

export function createReplacing(db: Db): Replacing {
  const unknownThere = db.prepare<[], Row>(UNKNOWN_THERE);
  const fromThere = db.prepare<[object], Row>(FROM_THERE);
  const moveAlerts = db.prepare('UPDATE OR IGNORE alerts SET anomaly_id = :by WHERE anomaly_id = :id');
  const moveVote = db.prepare('UPDATE OR IGNORE feedback SET anomaly_id = :by WHERE anomaly_id = :id');
  const note = db.prepare('INSERT INTO mirror_replaced (anomaly_id, by_id) VALUES (:id, :by) ON CONFLICT DO NOTHING');
  const forget = db.prepare("DELETE FROM mirror_outbox WHERE kind IN ('anomaly', 'window') AND key = ?");
  const drop = db.prepare('DELETE FROM anomalies WHERE id = ?');
  const queue = db.prepare(QUEUE);
  const lately = db.prepare<[], Replaced>(
    `SELECT anomaly_id AS id, by_id AS "by" FROM mirror_replaced WHERE replaced_at > (unixepoch() - 86400) * 1000`,
  );
  const own = db
    .prepare<[string], string>(
      `SELECT a.id FROM anomalies a JOIN json_each(?) k ON k.value = a.id
        WHERE NOT EXISTS (SELECT 1 FROM mirror_foreign f WHERE f.anomaly_id = a.id)`,
    )
    .pluck();

  function standing(row: Row): Row | undefined {
    const { symbol, venue } = row;
    const at = Number(row.detected_at);
    const near = fromThere.all({ symbol, venue, from: at - NEAR_MS, to: at + NEAR_MS });
    return near.find((other) => isSameEpisode(row, other));
  }

  function replace(given: Replaced): void {
    const moved = moveAlerts.run(given).changes + moveVote.run(given).changes;
    note.run(given);
    drop.run(given.id);
    forget.run(given.id);
    // The server shall know what was told here.
    if (moved > 0) queue.run(given.by);
  }

  return {
    reconcile() {
      const found = unknownThere.all().flatMap((row) => {
        const by = standing(row);
        return by === undefined ? [] : [{ id: String(row.id), by: String(by.id) }];
      });
      found.forEach(replace);
      return found;
    },
    own: (ids) => own.all(JSON.stringify(ids)),
    lately: () => lately.all(),
  };
}
