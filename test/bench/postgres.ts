/**
 * The store over PostgreSQL: packed journal batches beside a bare COPY of the same rows into an equal table, the reads that a
 * person waits for on a filled database, and catching up after an hour. A server of its own, fsync on, as in use.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import type { PriceSample } from '../../src-shared/market.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import { from as copyFrom } from 'pg-copy-streams';
import { packJournal } from '../../src-main/store/packed-journal.ts';
import { readAddress } from '../../src-main/store/postgres/address.ts';
import { connect, type Connection } from '../../src-main/store/postgres/connection.ts';
import { createJournal } from '../../src-main/store/postgres/journal.ts';
import { migratePostgres } from '../../src-main/store/postgres/migrate.ts';
import { createReader } from '../../src-main/store/postgres/reader.ts';
import { sealSearch } from '../../src-main/store/postgres/search-seal.ts';
import { installedBinaries } from '../fixtures/postgres/binaries.ts';
import { startServer, type RunningServer } from '../fixtures/postgres/server.ts';
import { type Bench, type BenchContext, median, perSecond, promise, ratio, sideBySide, timed } from './harness.ts';
import { allTexts, CANDLE_DAYS, searches, type Texts, weeks } from './reads.ts';
import { seedCandles, seedPostgresTexts, seedPrices } from './seed-postgres.ts';
import { localReads } from './store.ts';
import { priceRows } from './store-write.ts';

const BATCH = 5000;
const FULL = { prices: 20_000_000, narratives: 100_000, candleSymbols: 50, queries: 300, caughtUp: 1_800_000 };
const USUAL = { prices: 1_000_000, narratives: 20_000, candleSymbols: 20, queries: 100, caughtUp: 100_000 };
const QUICK = { prices: 100_000, narratives: 5000, candleSymbols: 5, queries: 20, caughtUp: 20_000 };
const PROMISED_WRITE_SHARE = 0.6;

const sizes = ({ quick, full }: BenchContext): typeof FULL => (full ? FULL : quick ? QUICK : USUAL);

export const postgresBench: Bench = {
  name: 'postgres',
  what: 'journal beside bare COPY, a week of candles, search, catching up; with --size full the local store beside it',
  async run(context) {
    const [binaries] = installedBinaries();
    if (!binaries) return context.print('skipped: no PostgreSQL binaries here');
    const sets = await allTexts(sizes(context).narratives);
    const server = await startServer(binaries, { fsync: true, config: CONFIG });
    try {
      await writes(server, context);
      await reads(server, context, sets);
    } finally {
      await server.stop();
    }
    if (context.full) await localReads(context, sets);
  },
};

// As shipped but for the log, of which the filling makes more than an hour's use; without standbys it may be left out there.
const CONFIG = ['max_wal_size = 4GB', 'wal_level = minimal', 'max_wal_senders = 0', 'shared_buffers = 128MB'];

export async function onFresh<T>(
  server: RunningServer,
  work: (connection: Connection, url: string) => Promise<T>,
): Promise<T> {
  const name = `bench_${process.hrtime.bigint()}`;
  const client = new pg.Client({ connectionString: server.url() });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  const connection = connect(readAddress(server.url(name)));
  try {
    await migratePostgres(connection);
    return await work(connection, server.url(name));
  } finally {
    await connection.close();
    await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await client.end();
  }
}

/** Rows a second by COPY alone, into the tables and indexes of our schema. */
export const bareCopy = (server: RunningServer, batches: readonly (readonly PriceSample[])[]): Promise<number> =>
  onFresh(server, async (connection, url) => {
    await createJournal(connection)(packJournal(priceRows(1), []));
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('DELETE FROM prices');
    const ms = await timed(async () => {
      for (const batch of batches) {
        const lines = batch.map((r) => `${r.symbol}\t${new Date(r.timestamp).toISOString()}\t${r.price}\t${r.volume_24h}\t${r.high_24h}\t${r.low_24h}\t${r.bid}\t${r.ask}\t${r.source}\n`); // prettier-ignore
        await pipeline(Readable.from(lines.join('')), client.query(copyFrom('COPY prices (symbol, timestamp, price, volume_24h, high_24h, low_24h, bid, ask, source) FROM STDIN'))); // prettier-ignore
      }
    });
    await client.end();
    return perSecond(
      batches.reduce((sum, batch) => sum + batch.length, 0),
      ms,
    );
  });

async function writes(server: RunningServer, { quick, rounds, print }: BenchContext): Promise<void> {
  const rows = priceRows(quick ? 20_000 : 100_000);
  const batches = Array.from({ length: rows.length / BATCH }, (_, k) => rows.slice(k * BATCH, (k + 1) * BATCH));
  const rates = await sideBySide(rounds, {
    journal: () =>
      onFresh(server, async (connection) => {
        const journal = createJournal(connection);
        await journal(packJournal(priceRows(1), []));
        const ms = await timed(async () => {
          for (const batch of batches) await journal(packJournal(batch, []));
        });
        return perSecond(rows.length, ms);
      }),
    copy: () => bareCopy(server, batches),
  });
  const [journal, copy] = [median(rates.journal), median(rates.copy)];
  print(
    `prices: journal ${Math.round(journal)} rows/s, bare COPY into the same table and indexes ${Math.round(copy)} rows/s`,
  );
  print(`journal's rate of the bare COPY's: ${promise(journal / copy, '≥', PROMISED_WRITE_SHARE, ratio)}`);
}

async function reads(server: RunningServer, context: BenchContext, sets: readonly Texts[]): Promise<void> {
  const { print } = context;
  const { prices, candleSymbols, queries, caughtUp } = sizes(context);
  await onFresh(server, async (connection, url) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const took = await timed(async () => {
      await seedPrices(client, prices);
      await seedCandles(client, candleSymbols, CANDLE_DAYS * 1440);
      await client.query('VACUUM ANALYZE');
      // What the bulk load left to be written is not the reads' business.
      await client.query('CHECKPOINT');
    });
    print(`server: ${prices} prices, ${candleSymbols} symbols × ${CANDLE_DAYS} days of candles, seeded in ${(took / 1000).toFixed(0)} s`); // prettier-ignore
    print(await weeks(freshReader(connection), queries, candleSymbols));
    for (const texts of sets) {
      await seedPostgresTexts(connection, texts.made());
      print(`moved into blocks in ${((await timed(() => sealSearch(connection))) / 1000).toFixed(1)} s`);
      await client.query('VACUUM ANALYZE');
      print(await searches(freshReader(connection), queries, texts));
    }
    await client.end();
    await catchUp(connection, prices, caughtUp, print);
  });
}

/** What a reader has learned of one set of texts must not be used on the next. */
const freshReader = (connection: Connection): Reader => ({ ...createReader(connection), close: async () => undefined });

/** What 500 symbols leave in an hour of one price a second each, into the same database. */
async function catchUp(
  connection: Connection,
  first: number,
  count: number,
  print: BenchContext['print'],
): Promise<void> {
  const journal = createJournal(connection);
  const took = await timed(async () => {
    for (let at = 0; at < count; at += BATCH) await journal(packJournal(priceRows(BATCH, first + at), []));
  });
  print(`catch-up: ${count} prices of 500 symbols beside ${first} others in ${(took / 1000).toFixed(1)} s, ${Math.round(perSecond(count, took))} rows/s`); // prettier-ignore
}
