/**
 * What keeping a PostgreSQL in step costs the engine: the journal's rate with the outbox on and off, beside a trigger for each row
 * (the other way it could have been done); and how long a batch takes to be on the disk while a server is in step, or cannot be
 * reached, or swallows everything in silence.
 */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Candle, PriceSample } from '../../src-shared/market.ts';
import { MINUTE_MS } from '../../src-shared/market.ts';
import { wallTime } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { seededRandom } from '../../src-main/base/random.ts';
import { startMirror } from '../../src-main/store/mirror/mirror.ts';
import { readAddress } from '../../src-main/store/postgres/address.ts';
import { openStore } from '../../src-main/store/store-client.ts';
import { startProxy } from '../fakes/tcp-proxy.ts';
import { installedBinaries } from '../fixtures/postgres/binaries.ts';
import { freePort, startServer } from '../fixtures/postgres/server.ts';
import { type Bench, type BenchContext, inFolder, median, millis, percentile, perSecond, promise, rate, ratio, sideBySide, spread, timed } from './harness.ts'; // prettier-ignore
import { mirrorRate } from './mirror-rate.ts';
import { priceRows } from './store-write.ts';

const BATCH = 5000;
const PROMISED_SHARE = 0.8;
const EACH_ROW = `CREATE TABLE bench_outbox (symbol TEXT, source TEXT, timestamp INTEGER, PRIMARY KEY (timestamp, symbol, source)) WITHOUT ROWID;
  CREATE TRIGGER bench_each_row AFTER INSERT ON prices WHEN (SELECT value FROM counters WHERE name = 'mirror') = 1 BEGIN
    INSERT INTO bench_outbox VALUES (new.symbol, new.source, new.timestamp) ON CONFLICT DO NOTHING; END`;

export const mirrorBench: Bench = {
  name: 'mirror',
  what: 'the write path with a PostgreSQL beside it',
  async run(context) {
    await writePath(context);
    await latencies(context);
    await rates(context);
  },
};

type Rows = { readonly prices: readonly PriceSample[]; readonly candles: readonly Candle[] };

function candleRows(count: number): Candle[] {
  return Array.from({ length: count }, (_, index) => ({
    symbol: `S${index % 500}-USD`,
    venue: 'coinbaseexchange',
    openTime: 1_700_000_040_000 + Math.floor(index / 500) * MINUTE_MS,
    open: 100,
    high: 101,
    low: 99,
    close: 100.5,
    volume: 3,
    trades: 12,
    repaired: false,
  }));
}

/** Rows a second until all are committed, in this thread. */
const journaled = ({ prices, candles }: Rows, mirrored: boolean, eachRow = false): Promise<number> =>
  inFolder(async (folder) => {
    const path = join(folder, 'mane.db');
    const store = await openStore({ path, inThread: false });
    if (eachRow) new Database(path).exec(EACH_ROW).close();
    if (mirrored) await store.mirror.begin('bench');
    const count = Math.max(prices.length, candles.length);
    const ms = await timed(async () => {
      for (let from = 0; from < count; from += BATCH) {
        const to = from + BATCH;
        await store.writer.journal({ prices: prices.slice(from, to), candles: candles.slice(from, to) });
      }
      await store.writer.flush();
    });
    await store.close();
    return perSecond(prices.length + candles.length, ms);
  });

async function writePath({ quick, rounds, print }: BenchContext): Promise<void> {
  const prices = { prices: priceRows(quick ? 50_000 : 200_000), candles: [] };
  const candles = { prices: [], candles: candleRows(quick ? 50_000 : 200_000) };
  const results = await sideBySide(rounds, {
    off: () => journaled(prices, false),
    stretches: () => journaled(prices, true),
    eachRow: () => journaled(prices, true, true),
    candlesOff: () => journaled(candles, false),
    candlesOn: () => journaled(candles, true),
  });
  print(`${prices.prices.length} prices, and as many candles, of 500 symbols, batches of 5,000`);
  print(`prices, no mirror                 ${spread(results.off, rate)}`);
  print(`prices, stretches of time queued  ${spread(results.stretches, rate)}`);
  print(`prices, a trigger for each row    ${spread(results.eachRow, rate)}`);
  print(`candles, no mirror                ${spread(results.candlesOff, rate)}`);
  print(`candles, stretches queued         ${spread(results.candlesOn, rate)}`);
  const shareOf = (on: number[], off: number[]): number => median(on) / median(off);
  print(`prices, of the rate without: ${promise(shareOf(results.stretches, results.off), '≥', PROMISED_SHARE, ratio)}; each row queued: ${ratio(shareOf(results.eachRow, results.off))}`); // prettier-ignore
  print(`candles, of the rate without: ${promise(shareOf(results.candlesOn, results.candlesOff), '≥', PROMISED_SHARE, ratio)}`); // prettier-ignore
}

/** From handing over a batch to its commit, ms each; the store in its own thread, as in use. */
const latencyWith = (url: string | null, batches: number): Promise<number[]> =>
  inFolder(async (folder) => {
    const path = join(folder, 'mane.db');
    const store = await openStore({ path });
    const random = seededRandom(path);
    const mirror = url === null ? null : startMirror({ local: store.mirror, address: readAddress(url), wall: wallTime, logger: silentLogger, random: () => random.next() }); // prettier-ignore
    await wallTime.sleep(1500);
    const rows = priceRows(batches * 125);
    const times: number[] = [];
    for (let k = 0; k < batches; k++) {
      times.push(
        await timed(async () => {
          await store.writer.journal({ prices: rows.slice(k * 125, (k + 1) * 125), candles: [] });
          await store.writer.flush();
        }),
      );
      await wallTime.sleep(20);
    }
    await mirror?.stop();
    await store.close();
    return times;
  });

async function latencies({ quick, print }: BenchContext): Promise<void> {
  const [binaries] = installedBinaries();
  if (!binaries) return print('skipped: no PostgreSQL binaries here');
  const server = await startServer(binaries, { fsync: true });
  const proxy = await startProxy({ host: server.host, port: server.port });
  const stalled = new URL(server.url());
  stalled.port = String(proxy.port);
  proxy.stall();
  const nobody = new URL(server.url());
  nobody.port = String(await freePort());
  const batches = quick ? 100 : 500;
  const cases = [
    ['no mirror', null],
    ['in step', server.url()],
    ['nobody answers', nobody.href],
    ['all is swallowed', stalled.href],
    ['no mirror', null],
  ] as const;
  print(`a batch of 125 prices, 40 times a second, until it is committed (${batches} batches each)`);
  for (const [name, url] of cases) {
    const times = await latencyWith(url, batches);
    print(`${name.padEnd(18)} median ${millis(median(times))}, p99 ${millis(percentile(times, 0.99))}`);
  }
  await proxy.close();
  await server.stop();
}

async function rates(context: BenchContext): Promise<void> {
  const [binaries] = installedBinaries();
  if (!binaries) return;
  const server = await startServer(binaries, { fsync: true });
  try {
    await mirrorRate(server, context);
  } finally {
    await server.stop();
  }
}
