/** Over a real SQLite file: what a crash left open is closed, what is still open or not fetched is left alone. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../src-shared/market.ts';
import type { BackfillRow, GapRow } from '../../../src-shared/ports/reader.ts';
import { gapId } from '../../../src-main/base/ids.ts';
import { closeLeftovers, UNSENT } from '../../../src-main/flow/leftovers.ts';
import { noMirror } from '../../../src-main/flow/mirror.ts';
import { alertOf } from '../../../src-main/publish/alert-text.ts';
import { openStore, type OpenStore } from '../../../src-main/store/store-client.ts';
import { anomalyOf, T0 } from '../../fixtures/anomaly.ts';
import { temporaryFolder } from '../../fixtures/run-mane.ts';

const NOW = T0 + 3_600_000;
const symbols = ['SOL-USD', 'ADA-USD'];
const held = anomalyOf({ symbol: 'ADA-USD' });
const orphan = anomalyOf();
const theirs = anomalyOf({ symbol: 'BTC-USD' });

/** Stores an anomaly as one that another machine raised and wants to tell. */
async function pullFrom({ mirror }: OpenStore, anomaly: typeof theirs): Promise<void> {
  const folder = temporaryFolder();
  const other = await openStore({ path: join(folder.path, 'mane.db'), inThread: false });
  await other.mirror.begin('server');
  await other.writer.raise(anomaly, alertOf(anomaly, T0));
  const jobs = await other.mirror.take('anomaly', 10, []);
  await mirror.apply(jobs.map((job) => ({ ...job, seq: 1 })));
  await other.close();
  folder.remove();
}

const gapOf = (symbol: string, from: number, to: number): GapRow => ({
  id: gapId('simulated', symbol, from),
  symbol,
  venue: 'simulated',
  from,
  to,
  reason: 'disconnect',
  missing_trades: null,
  repaired_at: null,
});
const dayOf = (symbol: string, time: number, status: BackfillRow['status']): BackfillRow => {
  const day = new Date(time).toISOString().slice(0, 10);
  return {
    symbol,
    venue: 'simulated',
    data_type: 'prices',
    start_date: day,
    end_date: day,
    status,
    records_processed: 1,
    error_message: null,
    started_at: NOW,
    completed_at: null,
  };
};

describe('leftovers of a crash', () => {
  const folder = temporaryFolder();
  let store: OpenStore;
  beforeAll(async () => {
    store = await openStore({ path: join(folder.path, 'mane.db'), inThread: false });
    const { reader, writer } = store;
    await writer.raise(orphan, alertOf(orphan, T0));
    await writer.raise(held, null);
    for (const gap of [
      gapOf('SOL-USD', T0 - DAY_MS, T0 - 60_000),
      gapOf('SOL-USD', T0, NOW + 60_000),
      gapOf('ADA-USD', T0, T0 + 1),
    ])
      await writer.saveGap(gap);
    const days = [
      dayOf('SOL-USD', T0 - DAY_MS, 'completed'),
      dayOf('SOL-USD', T0, 'in_progress'),
      dayOf('ADA-USD', T0, 'failed'),
    ];
    for (const day of days) await writer.saveBackfill(day);
    const detection = { openAnomalies: () => [held] } as never;
    await pullFrom(store, theirs);
    const mirror = { ...noMirror, foreign: (ids: readonly string[]) => store.mirror.foreign(ids) };
    await closeLeftovers({ venue: 'simulated', symbols, reader, writer, detection, mirror }, NOW);
  });
  afterAll(async () => {
    await store.close();
    folder.remove();
  });

  it('ends the episode that no state holds, and only that', async () => {
    expect((await store.reader.anomaly(orphan.id))?.anomaly.detection_metadata.end).toBeGreaterThan(orphan.detected_at);
    expect((await store.reader.anomaly(held.id))?.anomaly.detection_metadata.end).toBeNull();
  });

  it('says of an alert that never reached a sender that it was not sent', async () => {
    expect((await store.reader.anomaly(orphan.id))?.alerts).toMatchObject([{ state: 'suppressed', reason: UNSENT }]);
  });

  it('leaves to another machine what it raised: its episode, its alert, its narrative', async () => {
    expect(await store.reader.anomaly(theirs.id)).toMatchObject({
      anomaly: { detection_metadata: { end: null } },
      alerts: [{ state: 'raised' }],
    });
    expect((await store.reader.unfinished(0)).map(({ id }) => id).sort()).toEqual([held.id, orphan.id].sort());
    await store.mirror.adopt([theirs]);
    expect((await store.reader.unfinished(0)).map(({ id }) => id)).toContain(theirs.id);
  });

  it('repairs the gap whose days were fetched, not the one in a failed day nor the one that is too new', async () => {
    const open = await store.reader.gaps({ venue: 'simulated', openOnly: true, limit: 10 });
    expect(open.map((gap) => [gap.symbol, gap.from])).toEqual(
      expect.arrayContaining([
        ['SOL-USD', T0],
        ['ADA-USD', T0],
      ]),
    );
    expect(open).toHaveLength(2);
  });
});
