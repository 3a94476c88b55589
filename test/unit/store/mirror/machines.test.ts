/**
 * Two machines with a store each over one server, both seeing the whole market: what the server holds once, what each of them
 * shows once, and what becomes of it when the symbols change hands. Real leases, real SQLite files, a real server.
 */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { migratePostgres } from '../../../../src-main/store/postgres/migrate.ts';
import type { Connection } from '../../../../src-main/store/postgres/connection.ts';
import type { Anomaly } from '../../../../src-shared/anomaly.ts';
import {
  alertOf,
  anomaly,
  candle,
  narrativeOf,
  price,
  revisionOf,
  T0,
  VENUE,
} from '../../../conformance/store-samples.ts';
import { connectTo, settle, type Machine } from '../../../fixtures/mirror.ts';
import { describePostgres, type TestDatabase } from '../../../fixtures/postgres.ts';
import { sharing, type Sharing } from '../../../fixtures/sharing.ts';

const SYMBOLS = ['BTC-USD'];

describePostgres('machines', (server) => {
  let database: TestDatabase;
  let connection: Connection;
  let a: Sharing;
  let b: Sharing;
  beforeEach(async () => {
    database = await server().createDatabase();
    connection = connectTo(database.url);
    await migratePostgres(connection);
    a = await sharing(database.url, connection, 'a', SYMBOLS);
    b = await sharing(database.url, connection, 'b', SYMBOLS);
    await a.collector.round();
    await b.collector.round();
    expect([a.collector.tokenOf(VENUE, 'BTC-USD'), b.collector.tokenOf(VENUE, 'BTC-USD')]).toEqual([
      expect.any(Number),
      null,
    ]);
  });
  afterEach(async () => {
    await a.close();
    await b.close();
    await connection.close();
    await database.drop();
  });

  /** The symbol goes from `a` to `b`, as when `a` has died. */
  async function handOver(): Promise<void> {
    await database.query("UPDATE symbol_leases SET expires_at = now() - INTERVAL '1 ms'");
    await database.query("UPDATE collectors SET expires_at = now() - INTERVAL '1 ms' WHERE owner = 'a'");
    await b.collector.round();
    expect(b.collector.tokenOf(VENUE, 'BTC-USD')).not.toBeNull();
  }

  const told = (of: Anomaly) => alertOf(of, { state: 'delivered', delivered_at: of.detected_at + 1000 });
  const shown = async ({ store }: Machine): Promise<string[]> =>
    (await store.reader.anomalies({ limit: 50 })).map((row) => row.anomaly.id);
  const there = async (): Promise<string[]> =>
    (await database.query<{ id: string }>('SELECT id::text AS id FROM anomalies ORDER BY detected_at')).map(
      ({ id }) => id,
    );
  const tell = async ({ store }: Machine, of: Anomaly, text?: string): Promise<void> => {
    await store.writer.saveNarrative(narrativeOf(of, text === undefined ? {} : { narrative_text: text }), [revisionOf(of, 1, 1, true)], 'accepted'); // prettier-ignore
  };

  it('store one anomaly where both date it alike, and each adds what it alone knows', async () => {
    const one = anomaly(30);
    await b.store.writer.raise(one, alertOf(one));
    await b.store.writer.saveAlert(told(one));
    await settle(b);
    // Not the holder: what it raised waits here and is no backlog.
    expect(await there()).toEqual([]);
    expect(b.current().health()).toMatchObject({ state: 'in_step', backlog: { rows: 0, ranges: 0 } });
    await a.store.writer.raise(one, alertOf(one));
    await tell(a, one, 'The holder tells why.');
    await settle(a, b, a);
    expect(await there()).toEqual([one.id]);
    for (const { store } of [a, b]) {
      const detail = await store.reader.anomaly(one.id);
      expect(detail?.narrative?.narrative_text).toBe('The holder tells why.');
      expect(detail?.alerts).toEqual([told(one)]);
    }
    // A vote needs no lease.
    await b.store.writer.saveFeedback(one.id, 'down', 'no', T0);
    await settle(b, a);
    expect((await a.store.reader.anomaly(one.id))?.feedback).toMatchObject({ vote: 'down' });
    expect([...a.replaced, ...b.replaced]).toEqual([]);
  });

  it.each(['before', 'after'])('keep the account of the server where the other was raised %s it came', async (when) => {
    const [theirs, mine] = [anomaly(30), anomaly(32)];
    const raiseMine = async (): Promise<void> => {
      await b.store.writer.raise(mine, alertOf(mine));
      await b.store.writer.saveAlert(told(mine));
      await b.store.writer.saveFeedback(mine.id, 'up', null, T0);
    };
    if (when === 'before') await raiseMine();
    await a.store.writer.raise(theirs, null);
    await tell(a, theirs);
    await settle(a, b);
    if (when === 'after') await raiseMine();
    await settle(b, a);
    expect(await there()).toEqual([theirs.id]);
    expect(b.replaced).toEqual([{ id: mine.id, by: theirs.id }]);
    // What this engine still learns of its own account goes nowhere; what its user is told and says is kept.
    await b.store.writer.updateAnomaly({ ...mine, confidence: 0.99 });
    await b.store.writer.raise(mine, alertOf(mine));
    await tell(b, mine, 'Another story.');
    await b.store.writer.saveAlert({ ...told(mine), state: 'seen', seen_at: T0 + 9 });
    await settle(b, a);
    for (const machine of [a, b]) {
      expect(await shown(machine)).toEqual([theirs.id]);
      const detail = await machine.store.reader.anomaly(theirs.id);
      expect(detail?.narrative).toEqual(narrativeOf(theirs));
      expect(detail?.alerts).toMatchObject([{ state: 'seen', delivered_at: mine.detected_at + 1000, seen_at: T0 + 9 }]);
      expect(detail?.feedback).toMatchObject({ vote: 'up' });
    }
    expect(await b.store.mirror.backlog()).toMatchObject({ rows: 0, parked: 0 });
  });

  it('send at a take-over what the server lacks, and not a second account of what it has', async () => {
    const [both, theirs, mine, late] = [anomaly(10), anomaly(30), anomaly(31), anomaly(200)];
    await a.store.writer.raise(both, null);
    await a.store.writer.raise(theirs, null);
    await settle(a);
    // Nothing has been read from the server when its symbols come here: it is asked.
    for (const one of [both, mine, late]) await b.store.writer.raise(one, null);
    await handOver();
    await b.current().pushNow();
    expect(await there()).toEqual([both.id, theirs.id, late.id]);
    await settle(b, a);
    expect(b.replaced).toEqual([{ id: mine.id, by: theirs.id }]);
    expect(await shown(b)).toEqual([late.id, theirs.id, both.id]);
    expect(await shown(a)).toEqual([late.id, theirs.id, both.id]);
  });

  it('leave two episodes apart: another time, another direction, another symbol', async () => {
    const rise = { anomaly_type: 'price_spike', price_change_pct: 4.1 } as const;
    const theirs = anomaly(30);
    const mine = [anomaly(60), anomaly(31, rise), anomaly(30, { symbol: 'ETH-USD' })];
    await a.store.writer.raise(theirs, null);
    await settle(a, b);
    for (const one of mine) await b.store.writer.raise(one, null);
    await handOver();
    await settle(b, a);
    expect(b.replaced).toEqual([]);
    expect((await there()).sort()).toEqual([theirs, ...mine].map(({ id }) => id).sort());
  });

  it('are refused as a whole when they were frozen: what was pushed late is not there, and is sent by the other', async () => {
    await handOver();
    const one = anomaly(30);
    // `a` still believes that it holds the symbol.
    expect(a.collector.tokenOf(VENUE, 'BTC-USD')).not.toBeNull();
    await a.store.writer.raise(one, null);
    await a.store.writer.journal({ candles: [candle(1)], prices: [price(1)] });
    await settle(a);
    expect(await there()).toEqual([]);
    expect(await database.query('SELECT symbol FROM candles')).toEqual([]);
    expect(await database.query('SELECT symbol FROM prices')).toEqual([]);
    expect(a.current().health()).toMatchObject({ state: 'in_step' });
    await b.store.writer.raise(one, null);
    await settle(b, a);
    expect(await there()).toEqual([one.id]);
    expect(await shown(a)).toEqual([one.id]);
  });

  it('keep every minute once and every second once through a hand-over', async () => {
    const minutes = Array.from({ length: 30 }, (_, m) => candle(m));
    const at = (second: number, ms: number) => ({ ...price(second), timestamp: T0 + second * 1000 + ms });
    const seconds = Array.from({ length: 300 }, (_, s) => s);
    // Both see everything, each at moments of its own; `a` lives until minute 20 and second 200.
    await a.store.writer.journal({
      candles: minutes.slice(0, 20),
      prices: seconds.slice(0, 200).map((s) => at(s, 100)),
    });
    await b.store.writer.journal({ candles: minutes, prices: seconds.map((s) => at(s, 700)) });
    await settle(a, b);
    expect(await database.query('SELECT count(*)::int AS n FROM prices')).toEqual([{ n: 200 }]);
    await handOver();
    await settle(b);
    const candles = await database.query<{ at: number }>(
      'SELECT extract(epoch FROM open_time)::float8 * 1000 AS at FROM candles ORDER BY 1',
    );
    expect(candles.map((row) => row.at)).toEqual(minutes.map((one) => one.openTime));
    const prices = await database.query<{ at: number }>(
      'SELECT extract(epoch FROM timestamp)::float8 * 1000 AS at FROM prices ORDER BY 1',
    );
    expect(prices.map((row) => Math.round(row.at - T0))).toEqual(seconds.map((s) => s * 1000 + (s < 200 ? 100 : 700)));
    expect(await b.store.mirror.backlog()).toMatchObject({ rows: 0, ranges: 0 });
  });

  it('without a server go on, and are reconciled afterwards', async () => {
    await a.stopMirror();
    const [first, dated] = [anomaly(30), anomaly(31)];
    // Cut off, `a` raises and tells; `b` takes over and sends its own account of the same episode.
    await a.store.writer.raise(first, alertOf(first));
    await a.store.writer.saveAlert(told(first));
    await a.store.writer.journal({ candles: [candle(1), candle(2)], prices: [price(1), price(2)] });
    await handOver();
    await b.store.writer.raise(dated, null);
    await b.store.writer.journal({
      candles: [candle(1), candle(2), candle(3)],
      prices: [price(1), price(2), price(3)],
    });
    await settle(b);
    const waiting = await a.store.mirror.backlog();
    expect(waiting.rows).toBeGreaterThan(0);
    await a.collector.round();
    a.mirror(database.url, { fence: a.fence, onReplaced: (some) => a.replaced.push(...some) });
    await settle(a, b, a);
    expect(await there()).toEqual([dated.id]);
    for (const machine of [a, b]) expect(await shown(machine)).toEqual([dated.id]);
    expect((await b.store.reader.anomaly(dated.id))?.alerts).toMatchObject([{ state: 'delivered' }]);
    expect(await database.query('SELECT count(*)::int AS n FROM candles')).toEqual([{ n: 3 }]);
    expect(await database.query('SELECT count(*)::int AS n FROM prices')).toEqual([{ n: 3 }]);
  });
});
