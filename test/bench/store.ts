/**
 * The store: batched writes beside a bare prepared-statement loop, and how long the two reads that a person waits for take on
 * a database with history. Reads go through the store's thread. `--size full` fills in what the promises speak of.
 */
import { copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../../src-main/store/store-client.ts';
import { BENCH_VENUE } from './candles.ts';
import { type Bench, type BenchContext, inFolder, median, promise, rate, ratio, sideBySide, spread, timed } from './harness.ts'; // prettier-ignore
import { allTexts, CANDLE_DAYS, searches, type Texts, weeks } from './reads.ts';
import { seedDatabase, seedTexts } from './seed-db.ts';
import { bareLoop, priceRows, throughStore } from './store-write.ts';

export interface ReadSizes {
  readonly prices: number;
  readonly narratives: number;
  readonly candleSymbols: number;
  readonly queries: number;
}

const PROMISED_WRITE_SHARE = 0.6;
const ROWS = { usual: 300_000, quick: 100_000 };
const USUAL: ReadSizes = { prices: 2_000_000, narratives: 100_000, candleSymbols: 50, queries: 300 };
const FULL: ReadSizes = { ...USUAL, prices: 20_000_000 };
const QUICK: ReadSizes = { prices: 200_000, narratives: 10_000, candleSymbols: 10, queries: 100 };

export const readSizes = ({ quick, full }: BenchContext): ReadSizes => (full ? FULL : quick ? QUICK : USUAL);

export const storeBench: Bench = {
  name: 'store',
  what: 'batched writes, history and search',
  async run(context) {
    await writes(context);
    await localReads(context, await allTexts(readSizes(context).narratives));
  },
};

async function writes({ quick, rounds, print }: BenchContext): Promise<void> {
  const rows = priceRows(quick ? ROWS.quick : ROWS.usual);
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

/** Reads on a file of its own for each set of texts, all with the same prices and candles. */
export async function localReads(context: BenchContext, sets: readonly Texts[]): Promise<void> {
  const { print } = context;
  const { prices, candleSymbols, queries } = readSizes(context);
  await inFolder(async (folder) => {
    const base = join(folder, 'base.db');
    const candleMinutes = CANDLE_DAYS * 1440;
    const took = await timed(() =>
      seedDatabase({ path: base, prices, candleSymbols, candleMinutes, venue: BENCH_VENUE }),
    );
    print(`local file: ${prices} prices, ${candleSymbols} symbols × ${CANDLE_DAYS} days of candles (${(statSync(base).size / 1e6).toFixed(0)} MB, seeded in ${(took / 1000).toFixed(0)} s)`); // prettier-ignore
    for (const [k, texts] of sets.entries()) {
      const path = join(folder, `${k}.db`);
      copyFileSync(base, path);
      seedTexts(path, texts.made());
      const store = await openStore({ path });
      if (k === 0) print(await weeks(store.reader, queries, candleSymbols));
      print(await searches(store.reader, queries, texts));
      await store.close();
    }
  });
}
