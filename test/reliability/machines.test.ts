/**
 * Three engines in processes of their own, each with its own SQLite file, over one simulated market and one PostgreSQL: one is
 * killed −9 and comes back, one is frozen and resumed, one is cut off from the database. Nobody ever writes the market of a symbol
 * that it does not hold; afterwards the server has every minute once, no second twice and one account of each episode; each
 * machine shows the same; nobody was notified twice of an episode. How long things take is printed and not asserted.
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
import { handOver, handOverText, holders, notedWrites, noteWriters, shownAt, watchServer, type ServerWatch } from '../fixtures/machine-watch.ts'; // prettier-ignore
import { machineProcess, startMarket, type MachineProcess, type MarketProcess } from '../fixtures/machines.ts';
import { describePostgres, type TestDatabase } from '../fixtures/postgres.ts';

const SPEED = 30;
const SYMBOLS = ['BTC-USD', 'ETH-USD', 'SOL-USD', 'AVAX-USD'];
const PATIENCE_MS = 180_000;
const VENUE = 'simulated';

/** Every 15 market minutes something happens to a symbol, by turns with and without news; AVAX is on two lists only. */
const EVENTS: ScriptedEvent[] = Array.from({ length: 90 }, (_, n) => {
  const symbol = ['AVAX-USD', 'SOL-USD', 'ETH-USD'][n % 3];
  const [minute, up, cause] = [20 + 15 * n, n % 2 === 0, n % 2 === 0 ? 'likely_cause' : 'cause_unknown'] as const;
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
    let watch: ServerWatch;
    beforeAll(async () => {
      database = await server().createDatabase();
      const connection = connect(readAddress(database.url));
      await migratePostgres(connection);
      await connection.close();
      await noteWriters(database);
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

    const states = (): string =>
      machines
        .map(({ name, said }) => {
          const last = said.findLast((line) => line.kind === 'health');
          return `${name} holds ${last?.held ?? 0}, ${last?.state}`;
        })
        .join('; ');
    const everybodyCollects = (): Promise<void> =>
      eventually(PATIENCE_MS, async () => {
        const rows = await holders(database);
        return rows.length === SYMBOLS.length && machines.every(({ name }) => rows.some(({ machine }) => machine === name));
      }, 'a share for everybody'); // prettier-ignore
    /** Until so many more anomalies are on the server with their narratives. */
    async function happens(more: number): Promise<void> {
      const wanted = watch.told() + more;
      await eventually(PATIENCE_MS, () => watch.told() >= wanted, `${more} more anomalies`);
    }
    async function loses(name: string, strike: () => Promise<void> | void): Promise<void> {
      console.log(handOverText(await handOver(database, VENUE, name, strike, PATIENCE_MS)));
      await happens(1);
    }

    it('go through a kill, a freeze and a cut', { timeout: 590_000 }, async () => {
      const [killed, frozen] = machines;
      watch = watchServer(database);
      for (const machine of machines) machine.start();
      await everybodyCollects();
      console.log(states());
      await happens(2);

      await loses('killed', () => killed.kill());
      killed.start();
      await everybodyCollects();
      await loses('frozen', () => frozen.freeze());
      frozen.wake();
      await everybodyCollects();
      await loses('cut off', () => proxy.stall());
      proxy.resume();
      await everybodyCollects();
      await happens(2);
      console.log(states());

      // A hole of a feed is repaired from the exchange, which will be gone in a moment.
      const until = await whole();
      // The market stops; what is on its way arrives everywhere.
      market.stop();
      await eventually(PATIENCE_MS, () => machines.every(({ said }) => said.findLast((line) => line.kind === 'health')?.state === 'in_step'), 'everybody in step'); // prettier-ignore
      await eventually(
        PATIENCE_MS,
        () => machines.every((one) => leftOver(one).length === 0),
        'the last of what ended',
      );
      await settled();
      for (const machine of machines) await machine.stop();
      await watch.stop();

      const noted = await notedWrites(database);
      console.log(`${noted.writes} writes of prices and candles by ${noted.owners} runs, ${noted.unheld} without the lease`); // prettier-ignore
      expect(noted).toMatchObject({ unheld: 0 });
      expect(noted.owners).toBeGreaterThanOrEqual(machines.length);
      await checkMarket(until);
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

    const spans = (until: string) =>
      database.query<{ symbol: string; n: number; span: number }>(
        `SELECT symbol, count(*)::int AS n, (extract(epoch FROM max(open_time) - min(open_time)) / 60 + 1)::int AS span
          FROM candles WHERE venue = '${VENUE}' AND open_time <= $1::timestamptz GROUP BY symbol ORDER BY symbol`,
        [until],
      );
    const newestMinute = async (): Promise<string> =>
      (await database.query<{ at: string }>('SELECT min(at)::text AS at FROM (SELECT max(open_time) AS at FROM candles GROUP BY symbol) x'))[0].at; // prettier-ignore

    /** Until the server lacks no minute before its newest; that minute. */
    async function whole(): Promise<string> {
      const newest = await newestMinute();
      let looks = 0;
      await eventually(PATIENCE_MS, async () => {
        const holed = (await spans(newest)).filter(({ n, span }) => n !== span);
        if (looks++ === 0) for (const { symbol } of holed) await explainMissing(symbol);
        return holed.length === 0;
      }, 'a market without holes'); // prettier-ignore
      if (looks > 1) console.log(`without holes up to ${newest} at look ${looks}`);
      return newest;
    }

    async function checkMarket(until: string): Promise<void> {
      const minutes = await spans(until);
      const doubled = await database.query(
        "SELECT symbol, source, date_trunc('second', timestamp) AS second, count(*)::int AS n FROM prices GROUP BY 1, 2, 3 HAVING count(*) > 1",
      );
      console.log(`${minutes.map(({ symbol, n, span }) => `${symbol} ${n} minutes of ${span}`).join(', ')}; ${doubled.length} seconds twice`); // prettier-ignore
      expect(minutes.map(({ symbol }) => symbol)).toEqual([...SYMBOLS].sort());
      for (const { symbol, n, span } of minutes) if (n !== span) await explainMissing(symbol);
      for (const { symbol, n, span } of minutes) expect(n, symbol).toBe(span);
      expect(doubled).toEqual([]);
    }

    /** Whether a hole is one of the feed (no machine has the minute) or of what was sent (somebody has it). */
    async function explainMissing(symbol: string): Promise<void> {
      const holes = await database.query<{ at: string }>(
        `SELECT m::text AS at FROM generate_series((SELECT min(open_time) FROM candles WHERE symbol = $1), (SELECT max(open_time) FROM candles WHERE symbol = $1), INTERVAL '1 minute') m
          WHERE NOT EXISTS (SELECT 1 FROM candles c WHERE c.symbol = $1 AND c.venue = '${VENUE}' AND c.open_time = m)`,
        [symbol],
      );
      const newest = await database.query<{ at: string }>(
        'SELECT max(open_time)::text AS at FROM candles WHERE symbol = $1',
        [symbol],
      );
      console.log(`${symbol} lacks ${holes.map(({ at }) => at).join(', ')}; its newest is ${newest[0].at}`);
      for (const machine of machines)
        for (const { at } of holes)
          console.log(`${machine.name}: ${JSON.stringify(localMinute(machine, symbol, Date.parse(at)))}`);
    }
    const localMinute = (machine: MachineProcess, symbol: string, at: number) =>
      reading(machine, (db) => ({
        has: db.prepare('SELECT open_time, repaired FROM candles WHERE symbol = ? AND open_time BETWEEN ? AND ?').all(symbol, at - 60_000, at + 60_000),
        waits: db.prepare("SELECT * FROM mirror_ranges WHERE kind = 'candle' AND symbol = ?").all(symbol),
        gaps: db.prepare('SELECT from_time, to_time, reason, repaired_at FROM feed_gaps WHERE symbol = ? AND from_time < ? AND to_time > ?').all(symbol, at + 600_000, at - 600_000),
      })); // prettier-ignore

    function reading<T>({ database: path }: MachineProcess, read: (db: Database.Database) => T): T {
      const db = new Database(path, { readonly: true });
      try {
        return read(db);
      } finally {
        db.close();
      }
    }
    const waiting = (machine: MachineProcess): string[] =>
      reading(machine, (db) => db.prepare<[], string>("SELECT key FROM mirror_outbox WHERE kind = 'anomaly'").pluck().all()); // prettier-ignore
    /** Ended, and still waiting. */
    const leftOver = (machine: MachineProcess): string[] =>
      reading(machine, (db) => db.prepare<[], string>("SELECT o.key FROM mirror_outbox o JOIN anomalies a ON a.id = o.key WHERE o.kind = 'anomaly' AND a.detection_metadata ->> '$.end' IS NOT NULL").pluck().all()); // prettier-ignore
    const raisedBy = (machine: MachineProcess): Set<string> =>
      reading(machine, (db) => new Set(db.prepare<[], string>('SELECT id FROM anomalies WHERE id NOT IN (SELECT anomaly_id FROM mirror_foreign)').pluck().all())); // prettier-ignore

    function checkEpisodes(): void {
      const rows = [...watch.stored.values()].map(({ row }) => row);
      expect(rows.length).toBeGreaterThanOrEqual(7);
      // One machine may tell two episodes apart that another took for one; what it raised itself are two by its own account.
      const raised = machines.map(raisedBy);
      const apart = (a: Row, b: Row): boolean => raised.some((ids) => ids.has(String(a.id)) && ids.has(String(b.id)));
      const twice = rows.flatMap((a, k) => rows.slice(k + 1).flatMap((b) => (isSameEpisode(a, b) && !apart(a, b) ? [[a, b]] : []))); // prettier-ignore
      expect(twice).toEqual([]);
    }

    function checkMachine(machine: MachineProcess): void {
      const { name, said } = machine;
      const ids = reading(machine, (db) =>
        db.prepare<[], string>('SELECT id FROM anomalies ORDER BY id').pluck().all(),
      );
      const gaveWay = new Map(reading(machine, (db) => db.prepare<[], { id: string; by: string }>('SELECT anomaly_id AS id, by_id AS "by" FROM mirror_replaced').all()).map(({ id, by }) => [id, by])); // prettier-ignore
      const notified = said.flatMap((line) => (line.kind === 'notified' ? [gaveWay.get(line.id) ?? line.id] : []));
      // What was still open when the market stopped and is of a symbol that another one collects is shown here and waits.
      const open = new Set(waiting(machine));
      console.log(`${name}: ${ids.length} anomalies, ${notified.length} notified, ${gaveWay.size} gave way, ${open.size} open and another's to send`); // prettier-ignore
      expect(
        ids.filter((id) => watch.stored.has(id) || !open.has(id)),
        name,
      ).toEqual([...watch.stored.keys()].sort());
      expect(notified.length, name).toBe(new Set(notified).size);
    }

    /** Everything of AVAX came to the machine that does not watch it, with its narrative. */
    function checkShown(): void {
      const [killed, frozen, cut] = machines;
      const foreign = [...watch.stored].filter(([, { row, toldAt }]) => row.symbol === 'AVAX-USD' && toldAt < Infinity);
      const delays = foreign.map(([id]) => shownAt(cut, id, true) - Math.min(shownAt(killed, id, true), shownAt(frozen, id, true))); // prettier-ignore
      console.log(`told on one machine, shown with it on another after ${delays.map((ms) => `${Math.round(ms)} ms`).join(', ')}`); // prettier-ignore
      expect(delays.length).toBeGreaterThan(0);
      expect(delays.filter((ms) => !Number.isFinite(ms))).toEqual([]);
    }
  },
  { own: true },
);
