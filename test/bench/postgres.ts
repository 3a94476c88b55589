/**
 * The store over PostgreSQL beside what the server can do at best: packed journal batches beside a bare COPY of the same rows
 * into an equal table, and searches and history reads on a filled database. A server of its own, fsync on, as in use.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { packJournal } from '../../src-main/store/packed-journal.ts';
import { readAddress } from '../../src-main/store/postgres/address.ts';
import { connect, type Connection } from '../../src-main/store/postgres/connection.ts';
import { createJournal } from '../../src-main/store/postgres/journal.ts';
import { migratePostgres } from '../../src-main/store/postgres/migrate.ts';
import { createReader } from '../../src-main/store/postgres/reader.ts';
import { installedBinaries } from '../fixtures/postgres/binaries.ts';
import { startServer, type RunningServer } from '../fixtures/postgres/server.ts';
import { type Bench, type BenchContext, median, percentile, perSecond, sideBySide, timed } from './harness.ts';
import { priceRows } from './store-write.ts';

const BATCH = 5000;
const NARRATIVES = 100_000;

export const postgresBench: Bench = {
  name: 'postgres',
  what: 'journal beside bare COPY, search over 100,000 narratives, a week of candles',
  async run(context) {
    const [binaries] = installedBinaries();
    if (!binaries) return context.print('skipped: no PostgreSQL binaries here');
    const server = await startServer(binaries, { fsync: true, config: ['max_wal_size = 2GB'] });
    try {
      await writes(server, context);
      await reads(server, context);
    } finally {
      await server.stop();
    }
  },
};

async function onFresh<T>(
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
    copy: () =>
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
        return perSecond(rows.length, ms);
      }),
  });
  const [journal, copy] = [median(rates.journal), median(rates.copy)];
  print(
    `prices: journal ${Math.round(journal)} rows/s, bare COPY into the same table and indexes ${Math.round(copy)} rows/s: ${(journal / copy).toFixed(2)}`,
  );
}

const FILL = `INSERT INTO anomalies (id, symbol, detected_at, anomaly_type)
    SELECT md5(k::text)::uuid, 'S' || k % 50 || '-USD', '2024-01-01T00:00Z'::timestamptz + k * INTERVAL '1 minute', 'combined' FROM generate_series(1, ${NARRATIVES}) k;
  INSERT INTO narratives (anomaly_id, narrative_text) SELECT md5(k::text)::uuid,
    format('S%s-USD fell %s %% in %s minutes. %s reported %s after %s.', k % 50, k % 9, k % 60, (ARRAY['An exchange', 'A regulator', 'A publisher', 'The foundation'])[1 + k % 4],
      (ARRAY['an outage', 'halted withdrawals', 'a lawsuit', 'large liquidations', 'an upgrade'])[1 + k % 5], md5((k * 7)::text)) FROM generate_series(1, ${NARRATIVES}) k;
  INSERT INTO candles (symbol, venue, open_time, open, high, low, close, volume)
    SELECT 'S' || s || '-USD', 'v', '2024-01-01T00:00Z'::timestamptz + m * INTERVAL '1 minute', 1, 2, 0.5, 1, 1 FROM generate_series(1, 50) s, generate_series(0, 20159) m;
  ANALYZE`;

async function reads(server: RunningServer, { quick, print }: BenchContext): Promise<void> {
  await onFresh(server, async (connection) => {
    await connection.transaction((t) => t.script(FILL));
    const reader = createReader(connection);
    const times = async (count: number, work: (k: number) => Promise<unknown>): Promise<number[]> => {
      const taken: number[] = [];
      for (let k = 0; k < count; k++) taken.push(await timed(() => work(k)));
      return taken;
    };
    const count = quick ? 10 : 60;
    const words = ['halted withdrawals', 'large liquidatons', 'regulator lawsuit', 'c4ca4238', 'foundation upgrade'];
    const searches = await times(count, (k) => reader.search({ text: words[k % words.length], limit: 20 }));
    const week = { venue: 'v', from: Date.UTC(2024, 0, 2), to: Date.UTC(2024, 0, 9) };
    const histories = await times(count, (k) => reader.candles({ ...week, symbol: `S${1 + (k % 50)}-USD` }));
    print(
      `search over ${NARRATIVES} narratives: p50 ${median(searches).toFixed(1)} ms, p99 ${percentile(searches, 0.99).toFixed(1)} ms (n = ${count})`,
    );
    print(
      `a week of one symbol's candles among 1 M: p50 ${median(histories).toFixed(1)} ms, p99 ${percentile(histories, 0.99).toFixed(1)} ms (n = ${count})`,
    );
  });
}
