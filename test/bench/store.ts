/**
 * The store: batched writes beside a bare prepared-statement loop, and how long the two reads that a person waits for take on
 * a database with history: a week of one symbol's candles, and the fuzzy search. Reads go through the store's thread, one
 * at a time, as the window's do.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_MS, MINUTE_MS } from '../../src-shared/market.ts';
import { seededRandom } from '../../src-main/base/random.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import { openStore } from '../../src-main/store/store-client.ts';
import { BENCH_START, BENCH_VENUE, benchSymbols } from './candles.ts';
import {
  type Bench,
  type BenchContext,
  inFolder,
  median,
  millis,
  percentile,
  promise,
  rate,
  ratio,
  sideBySide,
  spread,
  timed,
} from './harness.ts';
import { phrase, seedDatabase } from './seed-db.ts';
import { bareLoop, priceRows, throughStore } from './store-write.ts';

const FULL = { rows: 300_000, prices: 2_000_000, narratives: 100_000, candleSymbols: 50, queries: 500 };
const QUICK = { rows: 100_000, prices: 200_000, narratives: 10_000, candleSymbols: 10, queries: 100 };
const CANDLE_DAYS = 14;
const WEEK_MINUTES = 7 * 1440;
const PROMISED_WRITE_SHARE = 0.6;
const PROMISED_HISTORY_MS = 30;
const PROMISED_SEARCH_MS = 50;

export const storeBench: Bench = {
  name: 'store',
  what: 'batched writes, history and search',
  async run(context) {
    await writes(context);
    await inFolder((folder) => reads(join(folder, 'mane.db'), context));
  },
};

async function writes({ quick, rounds, print }: BenchContext): Promise<void> {
  const rows = priceRows((quick ? QUICK : FULL).rows);
  const results = await sideBySide(rounds, {
    bare: () => bareLoop(rows),
    thread: () => throughStore(rows, true),
    direct: () => throughStore(rows, false),
  });
  print(`${rows.length} price rows of 500 symbols, batches of 5,000`);
  print(`bare prepared-statement loop  ${spread(results.bare, rate)}`);
  print(`store, own thread             ${spread(results.thread, rate)}`);
  print(`store, same thread            ${spread(results.direct, rate)}`);
  const share = median(results.thread) / median(results.bare);
  print(`store's rate of the bare loop's: ${promise(share, '≥', PROMISED_WRITE_SHARE, ratio)}`);
}

async function reads(path: string, { quick, print }: BenchContext): Promise<void> {
  const { prices, narratives, candleSymbols, queries } = quick ? QUICK : FULL;
  const candleMinutes = CANDLE_DAYS * 1440;
  const took = await timed(() =>
    seedDatabase({ path, prices, candleSymbols, candleMinutes, narratives, venue: BENCH_VENUE }),
  );
  print(
    `database: ${prices} prices, ${candleSymbols} symbols × ${CANDLE_DAYS} days of candles, ${narratives} narratives ` +
      `(${(statSync(path).size / 1e6).toFixed(0)} MB, seeded in ${(took / 1000).toFixed(0)} s); the promise is for 20 M prices`,
  );
  const store = await openStore({ path });
  const history = await repeated(queries, (i) => week(store.reader, i % candleSymbols));
  const search = await repeated(queries, (i) => find(store.reader, i));
  await store.close();
  const figures = (values: number[]) => `p50 ${millis(median(values))}, p99 `;
  print(
    `a week of candles, one symbol (${queries} queries): ${figures(history)}` +
      promise(percentile(history, 0.99), '≤', PROMISED_HISTORY_MS, millis),
  );
  print(
    `fuzzy search (${queries} queries): ${figures(search)}` +
      promise(percentile(search, 0.99), '≤', PROMISED_SEARCH_MS, millis),
  );
}

/** ms of each call. */
async function repeated(count: number, call: (i: number) => Promise<void>): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < count; i++) took.push(await timed(() => call(i)));
  return took;
}

async function week(reader: Reader, index: number): Promise<void> {
  const symbol = benchSymbols(index + 1).at(-1) ?? '';
  const from = BENCH_START + (index % 7) * DAY_MS;
  const candles = await reader.candles({ symbol, venue: BENCH_VENUE, from, to: from + WEEK_MINUTES * MINUTE_MS });
  if (candles.length !== WEEK_MINUTES) throw new Error(`${symbol}: ${candles.length} candles of a week`);
}

/** Every third query has a letter missing, every fourth names a symbol too. */
async function find(reader: Reader, i: number): Promise<void> {
  const words = phrase(seededRandom(`query|${i}`), 1 + (i % 3));
  const text = i % 3 === 0 ? words.slice(0, 4) + words.slice(5) : words;
  await reader.search({ text: i % 4 === 0 ? `S${i % 500}-USD ${text}` : text, limit: 50 });
}
