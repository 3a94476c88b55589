/**
 * Batched price writes through the store (its own thread, packed batches) beside a bare prepared-statement loop over the same rows
 * and table, in one run. Prints medians and their ratio; the promise is ≥ 0.6. Run: node test/bench/store-write.ts [rows]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PriceSample } from '../../src-shared/market.ts';
import { openCore } from '../../src-main/store/sqlite-core.ts';
import { openStore } from '../../src-main/store/store-client.ts';

const ROWS = Number(process.argv[2] ?? 300_000);
const ROUNDS = 5;
const BATCH = 5000;
const SYMBOLS = 500;

const rows: PriceSample[] = Array.from({ length: ROWS }, (_, index) => ({
  symbol: `S${index % SYMBOLS}-USD`,
  timestamp: 1_700_000_000_000 + Math.floor(index / SYMBOLS) * 1000,
  price: 100 + (index % 97),
  volume_24h: 12_345.5,
  high_24h: 110,
  low_24h: 90,
  bid: 99.5,
  ask: 100.5,
  source: 'coinbaseexchange',
}));

async function inFolder<T>(run: (path: string) => Promise<T> | T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'mane-bench-'));
  try {
    return await run(join(folder, 'mane.db'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Rows per second of a bare loop: one statement, one transaction for each batch. */
const bare = (): Promise<number> =>
  inFolder((path) => {
    const core = openCore({ path });
    const db = core.db!;
    db.pragma('synchronous = NORMAL');
    const insert = db.prepare(
      'INSERT INTO prices (id, symbol, timestamp, price, volume_24h, high_24h, low_24h, bid, ask, source, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    const started = performance.now();
    for (let from = 0; from < ROWS; from += BATCH) {
      db.transaction(() => {
        for (let at = from; at < Math.min(ROWS, from + BATCH); at++) {
          const r = rows[at];
          insert.run(
            at,
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
          );
        }
      })();
    }
    const perSecond = ROWS / ((performance.now() - started) / 1000);
    core.close();
    return perSecond;
  });

const throughStore = (inThread: boolean): Promise<number> =>
  inFolder(async (path) => {
    const store = await openStore({ path, inThread });
    const started = performance.now();
    for (let from = 0; from < ROWS; from += BATCH) {
      await store.writer.journal({ prices: rows.slice(from, from + BATCH), candles: [] });
    }
    await store.writer.flush();
    const perSecond = ROWS / ((performance.now() - started) / 1000);
    await store.close();
    return perSecond;
  });

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const results = { bare: [] as number[], thread: [] as number[], direct: [] as number[] };
for (let round = 0; round < ROUNDS; round++) {
  results.bare.push(await bare());
  results.thread.push(await throughStore(true));
  results.direct.push(await throughStore(false));
}
const [loop, thread, direct] = [median(results.bare), median(results.thread), median(results.direct)];
console.log(
  `node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${ROWS} rows, ${SYMBOLS} symbols, median of ${ROUNDS}`,
);
console.log(`bare loop          ${Math.round(loop)} rows/s`);
console.log(`store, own thread  ${Math.round(thread)} rows/s, ratio ${(thread / loop).toFixed(2)} (promised ≥ 0.6)`);
console.log(`store, same thread ${Math.round(direct)} rows/s, ratio ${(direct / loop).toFixed(2)}`);
