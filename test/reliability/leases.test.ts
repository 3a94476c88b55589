/**
 * The experiment that several machines rest on, kept as a test: processes that share symbols, one of them killed, frozen or cut
 * off, directly and behind PgBouncer in transaction mode. By the database's own clock another one writes within 10 s, and in the
 * order of the rows no holder ever comes back under an older token.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAddress } from '../../src-main/store/postgres/address.ts';
import { connect } from '../../src-main/store/postgres/connection.ts';
import { migratePostgres } from '../../src-main/store/postgres/migrate.ts';
import { startProxy, type TcpProxy } from '../fakes/tcp-proxy.ts';
import { describePostgres, type TestDatabase } from '../fixtures/postgres.ts';
import { hasPgBouncer, startPgBouncer, type RunningPooler } from '../fixtures/postgres/pgbouncer.ts';
import { eventually } from '../fixtures/eventually.ts';
import { ROOT } from '../fixtures/run-mane.ts';

const SYMBOLS = ['BTC-USD', 'ETH-USD', 'SOL-USD'];
const TAKE_OVER_MS = 10_000;
const FOUND_MS = 60_000;
const FATES = ['killed', 'frozen', 'cut off', 'broken'] as const;
type Fate = (typeof FATES)[number];

if (!hasPgBouncer) console.log('skipped: transaction pooling needs pgbouncer');
const WAYS = hasPgBouncer ? ['directly', 'behind PgBouncer'] : ['directly'];

describePostgres(
  'leases of several processes',
  (server) => {
    let database: TestDatabase;
    let pooler: RunningPooler | null;
    let proxy: TcpProxy;
    const children = new Set<ChildProcess>();
    beforeEach(async () => {
      database = await server().createDatabase();
      const connection = connect(readAddress(database.url));
      await migratePostgres(connection);
      await connection.close();
      await database.query(
        'CREATE TABLE written (id BIGSERIAL PRIMARY KEY, at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(), symbol TEXT, owner TEXT, token BIGINT)',
      );
      pooler = null;
    });
    afterEach(async () => {
      for (const child of children) child.kill('SIGKILL');
      children.clear();
      await proxy.close();
      await pooler?.stop();
      await database.drop();
    });

    const addressAt = (port: number): string => {
      const url = new URL(database.url);
      url.port = String(port);
      if (pooler) url.searchParams.set('pgbouncer', 'true');
      return url.href;
    };

    function start(owner: string, url: string): ChildProcess {
      const child = spawn(process.execPath, [join(ROOT, 'test/fakes/lease-holder.ts'), url, owner, SYMBOLS.join()], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      children.add(child);
      return child;
    }

    /** Symbols somebody wrote under since row `after`, and by whom. */
    const writers = (after: number): Promise<{ symbol: string; owner: string }[]> =>
      database.query('SELECT DISTINCT symbol, owner FROM written WHERE id > $1', [after]);
    const newest = async (): Promise<number> =>
      Number((await database.query<{ id: string }>('SELECT coalesce(max(id), 0) AS id FROM written'))[0].id);

    async function shared(owners: readonly string[]): Promise<void> {
      await eventually(FOUND_MS, async () => {
        const now = await newest();
        await new Promise((resolve) => setTimeout(resolve, 500));
        const found = await writers(now);
        return (
          owners.every((owner) => found.some((row) => row.owner === owner)) &&
          SYMBOLS.every((symbol) => found.some((row) => row.symbol === symbol))
        );
      });
    }

    function strike(fate: Fate, child: ChildProcess): void {
      if (fate === 'killed') child.kill('SIGKILL');
      if (fate === 'frozen') child.kill('SIGSTOP');
      if (fate === 'cut off') proxy.stall();
      if (fate === 'broken') proxy.cut();
    }

    function heal(fate: Fate, child: ChildProcess, again: () => ChildProcess): void {
      if (fate === 'killed') again();
      if (fate === 'frozen') child.kill('SIGCONT');
      if (fate === 'cut off') proxy.resume();
      if (fate === 'broken') proxy.resume();
    }

    /** Longest silence of a symbol, at each change of its holder, by the database's clock. */
    const HAND_OVERS = `SELECT symbol, owner, previous, extract(epoch FROM at - before) * 1000 AS ms FROM (
      SELECT symbol, owner, at, lag(owner) OVER w AS previous, lag(at) OVER w AS before FROM written WINDOW w AS (PARTITION BY symbol ORDER BY id)) x
      WHERE owner <> previous ORDER BY ms DESC`;
    const OLD_TOKENS = `SELECT count(*)::int AS n FROM (
      SELECT token, max(token) OVER (PARTITION BY symbol ORDER BY id) AS newest FROM written) x WHERE token < newest`;

    describe.each(WAYS)('%s', (way) => {
      it.each(FATES)('one of two is %s', { timeout: 300_000 }, async (fate) => {
        if (way === 'behind PgBouncer') pooler = await startPgBouncer(server().own!);
        const port = pooler?.port ?? server().own!.port;
        proxy = await startProxy({ host: '127.0.0.1', port });
        const victim = (): ChildProcess => start('victim', addressAt(proxy.port));
        const child = victim();
        await shared(['victim']);
        start('other', addressAt(port));
        await shared(['victim', 'other']);

        strike(fate, child);
        const struck = await newest();
        await eventually(FOUND_MS, async () => {
          const found = await writers(struck);
          return SYMBOLS.every((symbol) => found.some((row) => row.symbol === symbol && row.owner === 'other'));
        });
        // Time enough for whatever the victim had in its hands to be tried late.
        heal(fate, child, victim);
        await shared(['victim', 'other']);

        const handOvers = await database.query<{ symbol: string; owner: string; previous: string; ms: number }>(
          HAND_OVERS,
        );
        const taken = handOvers.filter(({ owner, previous }) => owner === 'other' && previous === 'victim');
        console.log(
          `${way}, ${fate}: ${handOvers.map(({ symbol, previous, owner, ms }) => `${symbol} ${previous} → ${owner} ${Math.round(ms)} ms`).join(', ')}`,
        );
        expect(taken.length).toBeGreaterThan(0);
        for (const { ms } of taken) expect(Number(ms)).toBeLessThanOrEqual(TAKE_OVER_MS);
        expect((await database.query<{ n: number }>(OLD_TOKENS))[0].n).toBe(0);
      });
    });
  },
  { own: true },
);
