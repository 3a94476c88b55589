/**
 * The mirror against everything a server and a network do: connections ended, restarts, absence, cuts in the middle of a batch,
 * silence. Afterwards both sides are equal and nothing stands twice. MANE_FULL=1 runs the counts the product promises.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { seededRandom } from '../../src-main/base/random.ts';
import type { Connection } from '../../src-main/store/postgres/connection.ts';
import { startProxy, type TcpProxy } from '../fakes/tcp-proxy.ts';
import { connectTo, differences, openMachine, type Machine } from '../fixtures/mirror.ts';
import { createLoad, type Load } from '../fixtures/mirror-load.ts';
import { describePostgres, type TestDatabase } from '../fixtures/postgres.ts';

const FULL = process.env.MANE_FULL === '1';
const COUNTS = FULL
  ? { terminate: 100, restart: 20, cut: 50, away: 600 }
  : { terminate: 20, restart: 4, cut: 12, away: 120 };
const SEED = process.env.MANE_SEED ?? '20240101';
console.log(
  `mirror reliability: seed ${SEED}, ${FULL ? 'full counts' : 'a fifth of the counts (MANE_FULL=1 for all)'}`,
);
const HEALS_WITHIN = 120_000;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describePostgres(
  'mirror under trouble',
  (server) => {
    const random = seededRandom(SEED);
    let database: TestDatabase;
    let proxy: TcpProxy;
    let connection: Connection;
    let a: Machine;
    let b: Machine;
    let load: Load;
    beforeAll(async () => {
      const { hostname: host, port } = new URL(server().url());
      proxy = await startProxy({ host, port: Number(port) });
    });
    afterAll(async () => proxy.close());
    beforeEach(async () => {
      database = await server().createDatabase();
      connection = connectTo(database.url);
      [a, b] = [await openMachine(), await openMachine()];
      load = createLoad(a.store, 'A');
    });
    afterEach(async () => {
      proxy.resume();
      await a.close();
      await b.close();
      await connection.close();
      await database.drop();
    });

    /** `a` works through the wire, `b` reads beside it. */
    async function start(): Promise<void> {
      const wire = new URL(database.url);
      wire.port = String(proxy.port);
      a.mirror(wire.href, { answerWithinMs: 2000 });
      b.mirror(wire.href, { answerWithinMs: 2000 });
      await load.beat();
      await expect.poll(() => a.current().health().lastPushAt, { timeout: HEALS_WITHIN }).not.toBeNull();
      await expect.poll(() => b.current().health().lastPullAt, { timeout: HEALS_WITHIN }).not.toBeNull();
    }

    /** Beats for as long as `trouble` lasts. */
    async function working(trouble: () => Promise<void>): Promise<void> {
      let over = false;
      const beating = (async () => {
        while (!over) {
          await load.beat();
          await sleep(20);
        }
      })();
      await trouble().finally(() => (over = true));
      await beating;
    }

    async function comeToRest(): Promise<void> {
      await a.store.writer.flush();
      const quiet = async (): Promise<string> => {
        await a.current().pushNow();
        await b.current().pullNow();
        const { rows, ranges } = await a.store.mirror.backlog();
        return `${rows} ${ranges}`;
      };
      await expect.poll(() => quiet().catch(String), { timeout: HEALS_WITHIN }).toBe('0 0');
      const { lines, compared } = await differences(connection, a);
      expect(lines).toEqual([]);
      // The other machine keeps no series of these; all else it has as well. One that follows late is told apart from one that lost.
      let looks = 0;
      const unlike = async (): Promise<string[]> => (looks++, (await differences(connection, b)).lines);
      await expect.poll(unlike, { timeout: HEALS_WITHIN }).toEqual([]);
      if (looks > 1)
        console.log(`  the other machine agreed at look ${looks} only: ${JSON.stringify(b.current().health())}`);
      const stories = Math.ceil(load.beats / 4);
      expect(compared).toMatchObject({ anomaly: stories, candles: load.beats * 5, prices: load.beats * 20 });
      expect(a.store.writer.health()).toMatchObject({ state: 'ok', dropped: 0 });
      console.log(
        `  ${load.beats} beats, ${stories} anomalies, ${compared.prices} prices, ${compared.candles} candles: equal`,
      );
    }

    it(`connections ended by the server ${COUNTS.terminate} times`, async () => {
      await start();
      let ended = 0;
      await working(async () => {
        while (ended < COUNTS.terminate) {
          await sleep(random.int(20, 400));
          const rows = await database.query<{ n: number }>(
            'SELECT count(pg_terminate_backend(pid))::int AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
          );
          ended += rows[0].n;
        }
      });
      console.log(`  ${ended} connections ended`);
      await comeToRest();
    });

    it(`the server restarted ${COUNTS.restart} times`, async () => {
      await start();
      await working(async () => {
        for (let k = 0; k < COUNTS.restart; k++) {
          await sleep(random.int(100, 1500));
          await server().own?.restart();
        }
      });
      await comeToRest();
    });

    // Most cuts come while a connection is being made again, and each of those waits longer: minutes, most of them waiting.
    it(`the network cut in the middle of a batch ${COUNTS.cut} times`, { timeout: COUNTS.cut * 60_000 }, async () => {
      await start();
      await working(async () => {
        for (let k = 0; k < COUNTS.cut; k++) await proxy.after(random.int(1, 40_000));
      });
      await comeToRest();
    });

    it(`the server away for ${COUNTS.away} market seconds of work`, async () => {
      await start();
      proxy.cut();
      const from = load.beats;
      while (load.beats < from + COUNTS.away) await load.beat();
      await a.store.writer.flush();
      await expect.poll(() => a.current().health().state, { timeout: HEALS_WITHIN }).toBe('unreachable');
      await expect.poll(() => a.current().health().backlog.rows, { timeout: HEALS_WITHIN }).toBeGreaterThan(COUNTS.away / 4); // prettier-ignore
      expect(a.store.writer.health()).toMatchObject({ state: 'ok', queued: 0, dropped: 0 });
      proxy.resume();
      await comeToRest();
      await expect.poll(() => a.current().health().state, { timeout: HEALS_WITHIN }).toBe('in_step');
    });

    it('a network that swallows everything in silence', async () => {
      await start();
      await working(async () => {
        for (let k = 0; k < 3; k++) {
          proxy.stall();
          await expect.poll(() => a.current().health().state, { timeout: HEALS_WITHIN }).toBe('unreachable');
          proxy.resume();
          await expect.poll(() => a.current().health().state, { timeout: HEALS_WITHIN }).not.toBe('unreachable');
        }
      });
      await comeToRest();
    });
  },
  { own: true },
);
