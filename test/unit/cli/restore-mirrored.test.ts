/**
 * An older backup restored where a PostgreSQL is kept in step, by the commands a user has: what was sent since comes back, what was
 * deleted since stays deleted, nothing on the server is lost or changed by the past, and in the end both hold the same.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compareStores } from '../../../src-main/store/mirror/equal.ts';
import type { Connection } from '../../../src-main/store/postgres/connection.ts';
import { openStore } from '../../../src-main/store/store-client.ts';
import type { OpenStore } from '../../../src-main/store/store-client.ts';
import { alertOf, anomaly, candle, narrativeOf, price, revisionOf, T0 } from '../../conformance/store-samples.ts';
import { connectTo, fillStory } from '../../fixtures/mirror.ts';
import { describePostgres, type TestDatabase } from '../../fixtures/postgres.ts';
import { mane, temporaryFolder } from '../../fixtures/run-mane.ts';

describePostgres('restore beside a mirror', (server) => {
  let database: TestDatabase;
  let connection: Connection;
  let folder: ReturnType<typeof temporaryFolder>;
  let db: string;
  beforeEach(async () => {
    database = await server().createDatabase();
    connection = connectTo(database.url);
    folder = temporaryFolder();
    db = join(folder.path, 'mane.db');
  });
  afterEach(async () => {
    await connection.close();
    await database.drop();
    folder.remove();
  });

  const on = (path: string, ...args: string[]) =>
    mane([...args, '--db', path], { MANE_DATA: folder.path, MANE_POSTGRES_URL: database.url });
  const run = (...args: string[]) => on(db, ...args);
  async function succeeds(...args: string[]): Promise<string> {
    const done = await run(...args);
    expect(done).toMatchObject({ code: 0, stderr: '' });
    return done.stdout;
  }

  async function write<T>(work: (store: OpenStore) => Promise<T>, path = db): Promise<T> {
    const store = await openStore({ path, inThread: false });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  }
  const story = (minute: number, path = db): Promise<string> =>
    write((store) => fillStory({ store } as Parameters<typeof fillStory>[0], minute), path);

  async function differing(): Promise<readonly string[]> {
    const local = new Database(db, { readonly: true });
    const { differences } = await compareStores(local, connection);
    local.close();
    return differences;
  }

  /** Every row of the server's, table by table, in the order of its text. */
  async function serverRows(): Promise<Record<string, string>> {
    const tables = ['anomalies', 'narratives', 'narrative_revisions', 'news_articles', 'article_facts', 'news_clusters', 'alerts', 'feedback', 'anomaly_prices', 'news_items', 'feed_gaps', 'candles', 'prices']; // prettier-ignore
    const found: Record<string, string> = {};
    for (const table of tables) {
      const rows = await database.query<{ row: string }>(`SELECT t::text AS row FROM ${table} t ORDER BY 1`);
      found[table] = `${rows.length} ${createHash('sha256')
        .update(rows.map(({ row }) => row).join('\n'))
        .digest('hex')}`;
    }
    return found;
  }

  it(
    'takes back what was sent since the backup, and puts nothing of the past over it',
    { timeout: 180_000 },
    async () => {
      const minutes = (from: number, to: number) => Array.from({ length: to - from }, (_, k) => candle(from + k));
      const seconds = (from: number, to: number) => Array.from({ length: to - from }, (_, k) => price(60 * (from + k)));
      const one = await story(30);
      const doomed = await story(40);
      await write(({ writer }) => writer.journal({ candles: minutes(0, 45), prices: seconds(0, 45) }));
      await succeeds('mirror', 'push');
      expect(await differing()).toEqual([]);
      const file = join(folder.path, 'older.db');
      await succeeds('backup', '--to', file);

      // After the backup: the market around the first anomaly is completed, it is told anew and voted on, one is deleted, one is found.
      await write(async ({ writer }) => {
        await writer.journal({ candles: minutes(45, 90), prices: seconds(45, 90) });
        const of = anomaly(30);
        await writer.saveNarrative(
          narrativeOf(of, { revision: 2, narrative_text: 'Newer.' }),
          [revisionOf(of, 2, 1, true)],
          'accepted',
        );
        await writer.saveAlert(alertOf(of, { state: 'seen', seen_at: T0 + 9 }));
        await writer.saveFeedback(one, 'down', 'later', T0 + 1e6);
      });
      const two = await story(70);
      const local = new Database(db);
      local.pragma('foreign_keys = ON');
      local.prepare('DELETE FROM anomalies WHERE id = ?').run(doomed);
      local.close();
      await succeeds('mirror', 'push');
      // And another machine adds its own.
      const other = join(folder.path, 'other.db');
      const theirs = await story(900, other);
      expect(await on(other, 'mirror', 'push')).toMatchObject({ code: 0 });
      const before = await serverRows();

      expect(await succeeds('restore', file)).toMatch(/: restored from .*, 2 anomalies\n/);
      await succeeds('mirror', 'pull');
      await succeeds('mirror', 'push');
      expect(await serverRows()).toEqual(before);
      expect(await differing()).toEqual([]);
      await write(async ({ reader }) => {
        const rows = await reader.anomalies({ limit: 9 });
        expect(rows.map((row) => row.anomaly.id)).toEqual([theirs, two, one]);
        const detail = await reader.anomaly(one);
        expect(detail).toMatchObject({ narrative: { narrative_text: 'Newer.', revision: 2 }, feedback: { note: 'later' }, alerts: [{ state: 'seen' }] }); // prettier-ignore
      });
      // What is found from now on goes there as before.
      await story(1200);
      await succeeds('mirror', 'push');
      expect(await differing()).toEqual([]);
    },
  );

  it('does not run beside an engine that is connected', async () => {
    await story(30);
    await succeeds('mirror', 'push');
    const file = join(folder.path, 'older.db');
    await succeeds('backup', '--to', file);
    const { acquireEngineLock } = await import('../../../src-main/base/lock-file.ts');
    const lock = acquireEngineLock(db, { pid: process.pid });
    if (!lock.ok) throw new Error(lock.fault.detail);
    const refused = await run('restore', file);
    lock.value.release();
    expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/stop it first/) as string });
    expect(await differing()).toEqual([]);
  });
});
