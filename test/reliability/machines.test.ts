/**
 * Three engines in processes of their own, each with its own SQLite file, over one simulated market and one PostgreSQL: one is
 * killed −9 and comes back, one is frozen and resumed, one is cut off from the database. Afterwards the server has every minute
 * once, no second twice and one account of each episode; each machine shows the same; nobody was notified twice of an episode.
 */
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { isSameEpisode } from '../../src-main/store/mirror/same-episode.ts';
import type { Row } from '../../src-main/store/mirror/tables.ts';
import { readAddress } from '../../src-main/store/postgres/address.ts';
import { connect } from '../../src-main/store/postgres/connection.ts';
import { migratePostgres } from '../../src-main/store/postgres/migrate.ts';
import type { ScriptedEvent } from '../../src-main/simulate/event.ts';
import { headlinesFor } from '../../src-main/simulate/headlines.ts';
import { startProxy, type TcpProxy } from '../fakes/tcp-proxy.ts';
import { eventually } from '../fixtures/eventually.ts';
import { machineProcess, startMarket, type MachineProcess, type MarketProcess } from '../fixtures/machines.ts';
import { describePostgres, type TestDatabase } from '../fixtures/postgres.ts';

const SPEED = 30;
const SYMBOLS = ['BTC-USD', 'ETH-USD', 'SOL-USD', 'AVAX-USD'];
const TAKE_OVER_MS = 10_000;
const SHOWN_MS = 5000;
const PATIENCE_MS = 120_000;
/** A connection that broke is tried again after 10 s at most. */
const RECONNECTED_MS = 15_000;
const VENUE = 'simulated';

/** Every 25 market minutes something happens to a symbol, by turns with and without news; AVAX is on two lists only. */
const EVENTS: ScriptedEvent[] = Array.from({ length: 40 }, (_, n) => {
  const symbol = ['AVAX-USD', 'SOL-USD', 'ETH-USD'][n % 3];
  const [minute, up, cause] = [20 + 25 * n, n % 2 === 0, n % 2 === 0 ? 'likely_cause' : 'cause_unknown'] as const;
  const move = Math.log1p(up ? 0.045 : -0.042);
  const headlines = headlinesFor({ cause, symbol, minute, up, key: `machines ${n}` });
  return {
    cause,
    symbol,
    minute,
    returns: [0.6 * move, 0.3 * move, 0.1 * move],
    volume: [10, 12, 9, 6, 4, 3, 2, 1.5],
    headlines,
  };
});

describePostgres(
  'machines over one server',
  (server) => {
    let database: TestDatabase;
    let market: MarketProcess;
    let proxy: TcpProxy;
    let machines: MachineProcess[];
    let [cutAt, healedAt] = [Infinity, Infinity];
    beforeAll(async () => {
      database = await server().createDatabase();
      const connection = connect(readAddress(database.url));
      await migratePostgres(connection);
      await connection.close();
      proxy = await startProxy({ host: '127.0.0.1', port: server().own!.port });
      market = await startMarket('machines', SPEED, SYMBOLS, EVENTS);
      const through = new URL(database.url);
      through.port = String(proxy.port);
      const common = { postgres: database.url, symbols: SYMBOLS, market: market.line };
      machines = [
        machineProcess({ ...common, name: 'killed' }),
        machineProcess({ ...common, name: 'frozen' }),
        machineProcess({ ...common, name: 'cut off', postgres: through.href, symbols: SYMBOLS.slice(0, 3) }),
      ];
    }, 120_000);
    afterEach(() => market.stop());
    afterAll(async () => {
      for (const machine of machines) machine.remove();
      await proxy.close();
      await database.drop();
    });

    const held = ({ said }: MachineProcess): number => said.findLast((line) => line.kind === 'health')?.held ?? 0;
    const states = (): string =>
      machines
        .map((one) => `${one.name} ${held(one)} ${one.said.findLast((line) => line.kind === 'health')?.state}`)
        .join(', ');
    const holders = () =>
      database.query<{ symbol: string; owner: string; machine: string }>(
        'SELECT l.symbol, l.owner, c.machine FROM symbol_leases l JOIN collectors c USING (owner) WHERE l.expires_at > now() AND c.expires_at > now()',
      );
    const everybodyCollects = (): Promise<void> =>
      eventually(PATIENCE_MS, async () => {
        const rows = await holders();
        return rows.length === SYMBOLS.length && machines.every(({ name }) => rows.some(({ machine }) => machine === name));
      }, 'a share for everybody'); // prettier-ignore
    const wallNow = async (): Promise<number> =>
      (await database.query<{ at: number }>('SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS at'))[0].at;

    /** By the server's time of the transactions that wrote: how long each symbol's prices paused, at most, since a moment. */
    const PAUSE = `SELECT symbol, max(extract(epoch FROM at - before))::float8 * 1000 AS ms FROM (SELECT symbol, created_at AS at,
        lag(created_at) OVER (PARTITION BY symbol ORDER BY created_at) AS before FROM prices WHERE source = '${VENUE}') x
      WHERE at > to_timestamp($1 / 1000.0) GROUP BY symbol ORDER BY symbol`;

    /** Strikes, waits until others send the victim's symbols, and gives the longest silence of each of them. */
    async function handOver(name: string, strike: () => Promise<void> | void): Promise<void> {
      const lost = (await holders()).filter(({ machine }) => machine === name);
      expect(lost.length).toBeGreaterThan(0);
      const struck = await wallNow();
      await strike();
      await eventually(PATIENCE_MS, async () => {
        const rows = await holders();
        return lost.every(({ symbol, owner }) => rows.some((row) => row.symbol === symbol && row.owner !== owner));
      }, `hand-over from ${name}`); // prettier-ignore
      const taken = (await wallNow()) - struck;
      // Until each of them is written again.
      const since = struck + taken;
      await eventually(PATIENCE_MS, async () => {
        const sql = "SELECT DISTINCT symbol FROM prices WHERE source = $1 AND created_at > to_timestamp($2 / 1000.0) AND symbol = ANY($3)";
        return (await database.query(sql, [VENUE, since, lost.map(({ symbol }) => symbol)])).length === lost.length;
      }, `prices after ${name}`); // prettier-ignore
      const pauses = (await database.query<{ symbol: string; ms: number }>(PAUSE, [struck])).filter(({ symbol }) =>
        lost.some((one) => one.symbol === symbol),
      );
      console.log(
        `${name}: leases taken over within ${Math.round(taken)} ms of the server's time; prices paused for ${pauses.map(({ symbol, ms }) => `${symbol} ${Math.round(ms)} ms`).join(', ')}`,
      );
      expect(taken).toBeLessThanOrEqual(TAKE_OVER_MS);
    }

    interface Stored {
      readonly row: Row;
      /** The wall's time at which its narrative was first seen on the server. */
      readonly toldAt: number;
    }
    const stored = new Map<string, Stored>();
    const ANOMALIES = `SELECT a.id::text AS id, a.venue, a.symbol, a.anomaly_type, a.price_change_pct, extract(epoch FROM a.detected_at)::float8 * 1000 AS detected_at,
      a.detection_metadata::text AS detection_metadata, n.id IS NOT NULL AS told FROM anomalies a LEFT JOIN narratives n ON n.anomaly_id = a.id`;
    async function watchServer(): Promise<void> {
      for (const { told, ...row } of await database.query<Row & { told: boolean }>(ANOMALIES)) {
        const before = stored.get(String(row.id))?.toldAt ?? Infinity;
        stored.set(String(row.id), { row, toldAt: Math.min(before, told ? Date.now() : Infinity) });
      }
    }
    /** Looks all the time, so that the moment at which something is first there is known. */
    function keepWatching(): () => Promise<void> {
      let over = false;
      const watching = (async () => {
        while (!over) {
          await watchServer();
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      })();
      return () => ((over = true), watching);
    }
    /** Until so many more anomalies are on the server with their narratives. */
    async function happens(more: number): Promise<void> {
      const wanted = [...stored.values()].filter(({ toldAt }) => toldAt < Infinity).length + more;
      await eventually(PATIENCE_MS, async () => {
        return [...stored.values()].filter(({ toldAt }) => toldAt < Infinity).length >= wanted;
      }, `${more} more anomalies`); // prettier-ignore
    }

    it('go through a kill, a freeze and a cut', { timeout: 580_000 }, async () => {
      const [killed, frozen] = machines;
      const stopWatching = keepWatching();
      for (const machine of machines) machine.start();
      await everybodyCollects();
      console.log(states());
      await happens(2);

      await handOver('killed', () => killed.kill());
      await happens(1);
      killed.start();
      await everybodyCollects();

      await handOver('frozen', () => frozen.freeze());
      await happens(1);
      frozen.wake();
      await everybodyCollects();

      cutAt = Date.now();
      await handOver('cut off', () => proxy.stall());
      await happens(1);
      proxy.resume();
      healedAt = Date.now();
      await everybodyCollects();
      await happens(2);
      console.log(states());

      // The market stops; what is on its way arrives everywhere.
      market.stop();
      await eventually(
        PATIENCE_MS,
        () => machines.every(({ said }) => said.findLast((line) => line.kind === 'health')?.state === 'in_step'),
        'everybody in step',
      );
      await settled();
      for (const machine of machines) await machine.stop();
      await stopWatching();
      await watchServer();

      await checkMarket();
      checkEpisodes();
      for (const machine of machines) checkMachine(machine);
      checkShown();
    });

    /** The same rows twice, two pulls apart. */
    async function settled(): Promise<void> {
      let before = '';
      await eventually(PATIENCE_MS, async () => {
        const now = JSON.stringify(await database.query('SELECT kind, key, seq FROM mirror_changes ORDER BY kind, key'));
        const same = now === before;
        before = now;
        if (!same) await new Promise((resolve) => setTimeout(resolve, 5000));
        return same;
      }, 'quiet'); // prettier-ignore
    }

    async function checkMarket(): Promise<void> {
      const minutes = await database.query<{ symbol: string; n: number; span: number }>(
        `SELECT symbol, count(*)::int AS n, (extract(epoch FROM max(open_time) - min(open_time)) / 60 + 1)::int AS span
          FROM candles WHERE venue = '${VENUE}' GROUP BY symbol ORDER BY symbol`,
      );
      console.log(minutes.map(({ symbol, n }) => `${symbol} ${n} minutes`).join(', '));
      expect(minutes.map(({ symbol }) => symbol)).toEqual([...SYMBOLS].sort());
      for (const { symbol, n, span } of minutes) expect(n, symbol).toBe(span);
      const doubled = await database.query(
        "SELECT symbol, source, date_trunc('second', timestamp) AS second, count(*)::int AS n FROM prices GROUP BY 1, 2, 3 HAVING count(*) > 1",
      );
      expect(doubled).toEqual([]);
    }

    function raisedBy({ database: path }: MachineProcess): Set<string> {
      const db = new Database(path, { readonly: true });
      const own = 'SELECT id FROM anomalies WHERE id NOT IN (SELECT anomaly_id FROM mirror_foreign)';
      const ids = db.prepare<[], string>(own).pluck().all();
      db.close();
      return new Set(ids);
    }

    function checkEpisodes(): void {
      const rows = [...stored.values()].map(({ row }) => row);
      expect(rows.length).toBeGreaterThanOrEqual(7);
      // One machine may tell two episodes apart that another took for one; what it raised itself are two by its own account.
      const raised = machines.map(raisedBy);
      const apart = (a: Row, b: Row): boolean => raised.some((ids) => ids.has(String(a.id)) && ids.has(String(b.id)));
      const twice = rows.flatMap((a, k) => rows.slice(k + 1).flatMap((b) => (isSameEpisode(a, b) && !apart(a, b) ? [[a, b]] : []))); // prettier-ignore
      expect(twice).toEqual([]);
    }

    function checkMachine({ name, database: path, said }: MachineProcess): void {
      const db = new Database(path, { readonly: true });
      const ids = db.prepare<[], string>('SELECT id FROM anomalies ORDER BY id').pluck().all();
      const gaveWay = new Map(db.prepare<[], { id: string; by: string }>('SELECT anomaly_id AS id, by_id AS "by" FROM mirror_replaced').all().map(({ id, by }) => [id, by])); // prettier-ignore
      const waiting = db.prepare<[], { kind: string; key: string }>('SELECT kind, key FROM mirror_outbox').all();
      db.close();
      const notified = said.flatMap((line) => (line.kind === 'notified' ? [gaveWay.get(line.id) ?? line.id] : []));
      console.log(
        `${name}: ${ids.length} anomalies, ${notified.length} notified, ${gaveWay.size} gave way, ${waiting.length} wait`,
      );
      // What it alone found of a symbol that another one collects is shown here and waits.
      const alone = new Set(waiting.filter(({ kind }) => kind === 'anomaly').map(({ key }) => key));
      expect(ids.filter((id) => stored.has(id) || !alone.has(id)), name).toEqual([...stored.keys()].sort()); // prettier-ignore
      expect(notified.length, name).toBe(new Set(notified).size);
    }

    /** What came from another machine was in the window within 5 s of its being on the server. */
    function checkShown(): void {
      const [, , cut] = machines;
      const foreign = [...stored].filter(([, { row }]) => row.symbol === 'AVAX-USD');
      const delays = foreign.map(([id, { toldAt }]) => {
        const shown = cut.said.find((line) => line.kind === 'shown' && line.id === id && line.told);
        return (shown?.at ?? Infinity) - toldAt;
      });
      console.log(
        `shown elsewhere with their narrative after ${delays.map((ms) => `${Math.round(ms)} ms`).join(', ')}`,
      );
      expect(delays.length).toBeGreaterThan(0);
      for (const [at, ms] of delays.entries()) {
        // Whoever is cut off is shown it afterwards.
        const inTouch = foreign[at][1].toldAt < cutAt || foreign[at][1].toldAt > healedAt + RECONNECTED_MS;
        expect(ms).toBeLessThanOrEqual(inTouch ? SHOWN_MS : PATIENCE_MS);
      }
    }
  },
  { own: true },
);
