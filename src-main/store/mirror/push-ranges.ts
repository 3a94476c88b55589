/**
 * Prices, candles and back-fill progress to the server: the journal's own bulk write, in a transaction that names this machine and
 * asks the fence first. Rows the server refuses are counted and told; all are upserts by key, so a chunk may be pushed twice.
 */
import { fault, FaultError, faultOf, messageOf } from '../../../src-shared/fault.ts';
import type { BackfillRow } from '../../../src-shared/ports/reader.ts';
import type { Connection } from '../postgres/connection.ts';
import { isBadRow } from '../postgres/faults.ts';
import { createJournal } from '../postgres/journal.ts';
import { saveBackfill } from '../postgres/ledger.ts';
import type { JournalReceipt } from '../sqlite-journal.ts';
import { nameOrigin, PREPARE, type PushOptions } from './push.ts';
import type { BackfillJob, Parked, RangeChunk, SeriesKey } from './side.ts';

/** Null: a lease of one of its series was lost, and nothing was written. */
export function createRangePush({
  connection,
  machine,
  fence,
}: PushOptions): (chunk: RangeChunk) => Promise<JournalReceipt | null> {
  const lost = new FaultError(fault('conflict', 'another machine collects one of these symbols now'));
  let keys: readonly SeriesKey[] = [];
  const guarded: Connection = {
    ...connection,
    transaction: (work) =>
      connection.transaction(async (t) => {
        await t.rows(PREPARE);
        await nameOrigin(t, machine);
        if (fence && (await fence.check(t, keys)).length > 0) throw lost;
        return work(t);
      }),
  };
  const journal = createJournal(guarded, { onceASecond: fence !== undefined });
  return async (chunk) => {
    keys = chunk.keys;
    try {
      return await journal(chunk.rows);
    } catch (error) {
      if (faultOf(error) === lost.fault) return null;
      throw error;
    }
  };
}

/** Those that are done, and those the server refuses. */
export async function pushBackfills(
  { connection }: Pick<PushOptions, 'connection'>,
  jobs: readonly BackfillJob[],
): Promise<{ done: readonly BackfillJob[]; refused: readonly Parked[] }> {
  const refused: Parked[] = [];
  await connection.transaction(async (t) => {
    refused.length = 0;
    for (const { key, seq, row } of jobs) {
      if (row === null) continue;
      try {
        await t.attempt(() => saveBackfill(t, row as unknown as BackfillRow));
      } catch (error) {
        if (!isBadRow(error)) throw error;
        refused.push({ kind: 'backfill', key, seq, reason: messageOf(error) });
      }
    }
  });
  const lost = new Set(refused.map(({ key }) => key));
  return { done: jobs.filter(({ key }) => !lost.has(key)), refused };
}
