/** A full disk, a dying thread and a full queue: the caller lives, health says so, and what was kept is written later. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultOf } from '../../../src-shared/fault.ts';
import { wallTime } from '../../../src-main/base/clock.ts';
import { createJournalQueue, type JournalQueueOptions } from '../../../src-main/store/journal-queue.ts';
import { CANDLE_WIDTH, PRICE_WIDTH } from '../../../src-main/store/packed-journal.ts';
import { openCore, type StoreCore } from '../../../src-main/store/sqlite-core.ts';
import { storeOver, type OpenStore } from '../../../src-main/store/store-client.ts';
import { directTransport, threadTransport } from '../../../src-main/store/transport.ts';
import {
  alertOf,
  anomaly,
  candle,
  price,
  temporaryFolder,
  VENUE,
  type TemporaryFolder,
} from '../../conformance/store-samples.ts';

let here: TemporaryFolder;
beforeEach(() => {
  here = temporaryFolder();
});
afterEach(() => here.remove());

const many = (count: number, from = 0) => Array.from({ length: count }, (_, second) => price(from + second));

describe('a full disk', () => {
  let core: StoreCore;
  let store: OpenStore;
  const pages = (count: number): void => void core.db!.pragma(`max_page_count = ${count}`);
  beforeEach(() => {
    core = openCore({ path: here.db });
    store = storeOver(directTransport(core), { path: here.db, retryForMs: 5000 });
    pages(Number(core.db!.pragma('page_count', { simple: true })));
  });

  it('degrades the journal, which tries on and loses nothing', async () => {
    await store.writer.journal({ prices: many(4000), candles: [candle(1)] });
    const error = await store.writer.flush().catch((value: unknown) => value);
    expect(faultOf(error)).toMatchObject({
      kind: 'storage',
      retryable: true,
      detail: expect.stringMatching(/the disk is full \(SQLITE_FULL\)$/) as string,
    });
    expect(store.writer.health()).toMatchObject({
      state: 'degraded',
      queued: 4001,
      dropped: 0,
      detail: expect.stringMatching(/disk is full/) as string,
    });
    expect(await store.reader.metrics(1)).toMatchObject({ totals: { prices: 0, candles: 0 } });
    pages(1_000_000);
    await expect.poll(() => store.writer.health().queued, { timeout: 8000 }).toBe(0);
    expect(store.writer.health()).toMatchObject({ state: 'ok', detail: null });
    expect((await store.reader.metrics(1)).totals).toMatchObject({ prices: 4000, candles: 1 });
    await store.close();
  });

  it('holds a raise back until there is room, all or nothing', async () => {
    let minute = 0;
    const fill = async (): Promise<void> => {
      for (; minute < 200; minute++) core.writer!.raise(anomaly(minute), alertOf(anomaly(minute)));
    };
    await expect(fill()).rejects.toThrow(/disk is full/);
    const waiting = store.writer.raise(anomaly(minute), alertOf(anomaly(minute)));
    await wallTime.sleep(300);
    expect(store.writer.health().state).toBe('degraded');
    expect(await store.reader.anomaly(anomaly(minute).id)).toBeNull();
    pages(1_000_000);
    await waiting;
    expect((await store.reader.anomaly(anomaly(minute).id))?.alerts).toHaveLength(1);
    expect(store.writer.health().state).toBe('ok');
    await store.close();
  });

  it('is said at closing, when rows could not be written', async () => {
    await store.writer.journal({ prices: many(4000), candles: [] });
    await expect(store.close()).rejects.toThrow(/disk is full/);
    expect(core.db!.open).toBe(false);
  });
});

describe('another program that holds the file', () => {
  it('is waited for', async () => {
    const store = storeOver(await threadTransport({ path: here.db }), { path: here.db });
    const other = new Database(here.db);
    other.exec('BEGIN IMMEDIATE');
    const waiting = store.writer.raise(anomaly(1), null);
    await wallTime.sleep(100);
    other.exec('COMMIT');
    other.close();
    await waiting;
    expect(await store.reader.anomalies({ limit: 1 })).toHaveLength(1);
    await store.close();
  });
});

describe('a store whose thread dies', () => {
  it('rejects what is pending and everything after, and health says failed', async () => {
    const transport = await threadTransport({ path: here.db });
    const store = storeOver(transport, { path: here.db });
    await store.writer.raise(anomaly(1), null);
    const pending = transport.call('store', 'close', []).then(() => store.reader.anomalies({ limit: 1 }));
    await expect(pending).rejects.toThrow(/the store's thread for .*mane\.db stopped: exit code 0/);
    expect(store.writer.health()).toMatchObject({
      state: 'failed',
      detail: expect.stringMatching(/stopped/) as string,
    });
    await expect(store.writer.raise(anomaly(2), null)).rejects.toThrow(/stopped/);
    await expect(store.writer.journal({ prices: [], candles: [] })).rejects.toThrow(/stopped/);
    await store.close();
    const again = openCore({ path: here.db });
    expect(again.reader.anomalies({ limit: 9 })).toHaveLength(1);
    again.close();
  });

  it('answers a request it does not know as a bug and goes on', async () => {
    const transport = await threadTransport({ path: join(here.folder, 'a', 'b', 'mane.db') });
    await expect(transport.call('reader', 'drop', [])).rejects.toThrow(/the store has no reader\.drop/);
    expect(await transport.call('reader', 'coverage', [VENUE])).toEqual([]);
    await transport.close();
    await expect(transport.call('reader', 'coverage', [VENUE])).rejects.toThrow(/is closed/);
  });
});

describe('the journal’s queue', () => {
  interface Sent {
    readonly rows: number;
    done(): void;
    fail(error: unknown): void;
  }
  function queueOver(limit: number) {
    const sent: Sent[] = [];
    const send: JournalQueueOptions['send'] = ({ prices, candles }) =>
      new Promise((resolve, reject) => {
        const rows = prices.length / PRICE_WIDTH + candles.length / CANDLE_WIDTH;
        sent.push({ rows, done: () => resolve({ refused: 0, reason: null }), fail: reject });
      });
    const nothing = (): void => undefined;
    return {
      sent,
      queue: createJournalQueue({ send, limit, wall: wallTime, random: () => 0, onWritten: nothing, onFault: nothing }),
    };
  }

  it('gives up the oldest samples when full, counts them, and never a candle', () => {
    const { queue } = queueOver(100);
    void queue.push({ prices: many(80), candles: Array.from({ length: 300 }, (_, minute) => candle(minute)) });
    void queue.push({ prices: many(80, 80), candles: [] });
    expect([queue.queued(), queue.dropped()]).toEqual([400, 60]);
    queue.stop();
  });

  it('groups rows into batches of at most 5,000 and one on its way at a time', async () => {
    const { queue, sent } = queueOver(1e6);
    void queue.push({ prices: many(12_000), candles: [] });
    expect(sent.map((batch) => batch.rows)).toEqual([5000]);
    sent[0].done();
    await expect.poll(() => sent.length).toBe(2);
    sent[1].done();
    await expect.poll(() => sent.map((batch) => batch.rows)).toEqual([5000, 5000, 2000]);
    sent[2].done();
    await queue.flush();
    expect(queue.queued()).toBe(0);
  });

  it('holds back a caller that waits, until there is room', async () => {
    const { queue, sent } = queueOver(20_000);
    let through = false;
    const pushed = queue.push({ prices: many(14_000), candles: [] }).then(() => (through = true));
    await wallTime.sleep(20);
    expect(through).toBe(false);
    sent[0].done();
    await pushed;
    expect(queue.queued()).toBe(9000);
    queue.stop();
  });
});
