/**
 * Batched price writes through the store (packed batches, its own thread or this one) beside a bare prepared-statement loop
 * over the same rows and table. All at synchronous NORMAL, as the journal runs.
 */
import { join } from 'node:path';
import type { PriceSample } from '../../src-shared/market.ts';
import { openCore } from '../../src-main/store/sqlite-core.ts';
import { openStore } from '../../src-main/store/store-client.ts';
import { inFolder, perSecond, timed } from './harness.ts';

const BATCH = 5000;
export const SYMBOLS = 500;
export const FROM = 1_700_000_000_000;

/** One price of each of 500 symbols a second, from row `first` on. */
export function priceRows(count: number, first = 0): PriceSample[] {
  return Array.from({ length: count }, (_, row) => first + row).map((index) => ({
    symbol: `S${index % SYMBOLS}-USD`,
    timestamp: FROM + Math.floor(index / SYMBOLS) * 1000,
    price: 100 + (index % 97),
    volume_24h: 12_345.5,
    high_24h: 110,
    low_24h: 90,
    bid: 99.5,
    ask: 100.5,
    source: 'coinbaseexchange',
  }));
}

/** Rows a second: one statement, one transaction for each batch. */
export const bareLoop = (rows: readonly PriceSample[]): Promise<number> =>
  inFolder(async (folder) => {
    const core = openCore({ path: join(folder, 'mane.db') });
    const db = core.db!;
    db.pragma('synchronous = NORMAL');
    const insert = db.prepare(
      'INSERT INTO prices (id, symbol, timestamp, price, volume_24h, high_24h, low_24h, bid, ask, source, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    const write = db.transaction((batch: readonly PriceSample[], from: number) => {
      batch.forEach((r, i) =>
        insert.run(
          from + i,
          r.symbol,
          r.timestamp,
          r.price,
          r.volume_24h,
          r.high_24h,
          r.low_24h,
          r.bid,
          r.ask,
          r.source,
          1,
        ),
      );
    });
    const ms = await timed(() => {
      for (let from = 0; from < rows.length; from += BATCH) write(rows.slice(from, from + BATCH), from);
    });
    core.close();
    return perSecond(rows.length, ms);
  });

/** Rows a second until all of them are committed. */
export const throughStore = (rows: readonly PriceSample[], inThread: boolean): Promise<number> =>
  inFolder(async (folder) => {
    const store = await openStore({ path: join(folder, 'mane.db'), inThread });
    const ms = await timed(async () => {
      for (let from = 0; from < rows.length; from += BATCH) {
        await store.writer.journal({ prices: rows.slice(from, from + BATCH), candles: [] });
      }
      await store.writer.flush();
    });
    await store.close();
    return perSecond(rows.length, ms);
  });
