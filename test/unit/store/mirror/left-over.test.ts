/**
 * What a machine finds that does not collect the symbol: sent once the episode is over for a while and nobody else has told of it,
 * judged on the server one after the other. Real leases, real SQLite files, a real server.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settableTime, wallTime, type SettableTime } from '../../../../src-main/base/clock.ts';
import { createMirrorKeeper } from '../../../../src-main/store/mirror/mirror-health.ts';
import { SETTLED_MS } from '../../../../src-main/store/mirror/push-admission.ts';
import { isSameEpisode } from '../../../../src-main/store/mirror/same-episode.ts';
import { openSession, type Session } from '../../../../src-main/store/mirror/session.ts';
import type { AsyncMirrorSide } from '../../../../src-main/store/mirror/side.ts';
import type { Row } from '../../../../src-main/store/mirror/tables.ts';
import type { Connection } from '../../../../src-main/store/postgres/connection.ts';
import { migratePostgres } from '../../../../src-main/store/postgres/migrate.ts';
import type { Anomaly } from '../../../../src-shared/anomaly.ts';
import { MINUTE_MS } from '../../../../src-shared/market.ts';
import { alertOf, anomaly, candle, narrativeOf, price, revisionOf, T0, VENUE } from '../../../conformance/store-samples.ts'; // prettier-ignore
import { connectTo, differences, settle, type Machine } from '../../../fixtures/mirror.ts';
import { describePostgres, type TestDatabase } from '../../../fixtures/postgres.ts';
import { sharing, type Sharing } from '../../../fixtures/sharing.ts';

const SYMBOLS = ['BTC-USD'];

/** From minute − 5 to minute + 4. */
function ended(minute: number, end = minute + 4): Anomaly {
  const one = anomaly(minute);
  return { ...one, detection_metadata: { ...one.detection_metadata, end: T0 + end * MINUTE_MS } };
}

describePostgres('left over', (server) => {
  let database: TestDatabase;
  let connection: Connection;
  let opened: Machine[];
  let market: SettableTime;
  beforeEach(async () => {
    database = await server().createDatabase();
    connection = connectTo(database.url);
    await migratePostgres(connection);
    opened = [];
    market = settableTime(T0);
  });
  afterEach(async () => {
    for (const machine of opened) await machine.close();
    await connection.close();
    await database.drop();
  });

  async function machine(owner: string, apart = false): Promise<Sharing> {
    const one = await sharing(database.url, connection, owner, SYMBOLS, { market, apart });
    opened.push(one);
    await one.collector.round();
    return one;
  }
  const there = () =>
    database.query<Row & { id: string }>(
      `SELECT id::text AS id, venue, symbol, anomaly_type, price_change_pct, extract(epoch FROM detected_at)::float8 * 1000 AS detected_at,
        detection_metadata::text AS detection_metadata FROM anomalies ORDER BY detected_at`,
    );
  const ids = async () => (await there()).map(({ id }) => id);
  const shown = async ({ store }: Machine) =>
    (await store.reader.anomalies({ limit: 50 })).map((row) => row.anomaly.id);
  const later = (end: number): void => market.set(T0 + end * MINUTE_MS + SETTLED_MS + 1);

  it('is sent with all that hangs on it ten minutes after its end, and not before', async () => {
    const [a, b] = [await machine('a'), await machine('b')];
    expect([a.fence.holds(VENUE, 'BTC-USD'), b.fence.holds(VENUE, 'BTC-USD')]).toEqual([true, false]);
    const one = ended(30);
    await b.store.writer.journal({ candles: [candle(30)], prices: [price(1800)] });
    await b.store.writer.raise(one, alertOf(one));
    await b.store.writer.saveNarrative(narrativeOf(one), [revisionOf(one, 1, 1, true)], 'accepted');
    market.set(T0 + 34 * MINUTE_MS + SETTLED_MS);
    await settle(b, a);
    expect(await ids()).toEqual([]);
    later(34);
    await settle(b, a);
    expect(await ids()).toEqual([one.id]);
    expect(await a.store.reader.anomaly(one.id)).toEqual({ ...(await b.store.reader.anomaly(one.id)), foreign: true });
    expect(await b.store.mirror.backlog(SYMBOLS.map((symbol) => ({ venue: VENUE, symbol })))).toMatchObject({
      rows: 0,
    });
    // The market itself stays the collector's to send.
    expect(await database.query('SELECT 1 FROM prices')).toEqual([]);
    const { lines } = await differences(connection, a, b);
    expect(lines.filter((line) => !/: (candles|prices): only here/.test(line))).toEqual([]);
  });

  it('waits while it is open, and is a backlog once it is due', async () => {
    const b = (await machine('a'), await machine('b', true));
    await b.store.mirror.begin('server');
    const [open, over] = [anomaly(30), ended(200)];
    for (const one of [open, over]) await b.store.writer.raise(one, null);
    const others = [{ venue: VENUE, symbol: 'BTC-USD' }];
    const due = async (before: number) =>
      (await b.store.mirror.take('anomaly', 9, others, before)).map(({ key }) => key);
    const end = T0 + 204 * MINUTE_MS;
    expect([await due(end), await due(end + 1), await due(8e15)]).toEqual([[], [over.id], [over.id]]);
    expect([(await b.store.mirror.backlog(others, end)).rows, (await b.store.mirror.backlog(others, end + 1)).rows]).toEqual([0, 1]); // prettier-ignore
    // Behind what is this machine's own to send.
    const own = anomaly(400, { symbol: 'ETH-USD' });
    await b.store.writer.raise(own, null);
    expect(await due(8e15)).toEqual([own.id, over.id]);
  });

  it.each([
    ['the collector', 'a'],
    ['another one that does not collect it', 'c'],
  ])('gives way to the account that %s sent first', async (_, first) => {
    const [a, b, c] = [await machine('a'), await machine('b'), await machine('c')];
    const [theirs, mine] = [ended(30), ended(31)];
    const other = first === 'a' ? a : c;
    await other.store.writer.raise(theirs, null);
    later(40);
    await settle(other);
    await b.store.writer.raise(mine, alertOf(mine));
    await b.current().pushNow();
    expect(await ids()).toEqual([theirs.id]);
    await settle(b, a);
    expect(b.replaced).toEqual([{ id: mine.id, by: theirs.id }]);
    for (const one of [a, b]) expect(await shown(one)).toEqual([theirs.id]);
  });

  it('stays beside what tells of something else', async () => {
    const [a, b] = [await machine('a'), await machine('b')];
    const up = { anomaly_type: 'price_spike', price_change_pct: 4 } as const;
    const mine = [ended(60), { ...ended(31), ...up }, { ...ended(10, 12) }];
    await a.store.writer.raise(ended(30), null);
    for (const one of mine) await b.store.writer.raise(one, null);
    later(64);
    await settle(a, b, a);
    expect(await ids()).toHaveLength(4);
    expect((await shown(a)).sort()).toEqual((await shown(b)).sort());
    expect(b.replaced).toEqual([]);
  });

  /** A push that stops on the server after it looked for other accounts, and before it writes its own. */
  async function pausing({
    store,
    fence,
  }: Sharing): Promise<{ push: () => Promise<boolean>; looked: Promise<void>; go: () => void }> {
    let [go, looks]: [() => void, () => void] = [() => undefined, () => undefined];
    const gate = new Promise<void>((resolve) => (go = resolve));
    const looked = new Promise<void>((resolve) => (looks = resolve));
    const own = (found: readonly string[]) => (looks(), gate.then(() => store.mirror.own(found)));
    const { push } = await session({ ...store.mirror, own }, fence);
    return { push, looked, go };
  }

  const session = (local: AsyncMirrorSide, fence: Sharing['fence']): Promise<Session> =>
    openSession({ local, connection, keeper: createMirrorKeeper('test'), wall: wallTime, market, fence, signal: new AbortController().signal }); // prettier-ignore

  describe('is told once, whoever comes at the same time:', () => {
    it.each([
      ['two that do not collect it', 'b', 'c'],
      ['one that does not, then the collector', 'b', 'a'],
      ['the collector, then one that does not', 'a', 'b'],
    ])('%s', async (_, first, second) => {
      const all = { a: await machine('a', true), b: await machine('b', true), c: await machine('c', true) };
      const [one, other] = [all[first as 'a'], all[second as 'b']];
      await one.store.writer.raise(ended(30), null);
      await other.store.writer.raise(ended(31), null);
      later(40);
      const slow = await pausing(one);
      const { push } = await session(other.store.mirror, other.fence);
      const pushing = slow.push();
      await slow.looked;
      let done = false;
      const late = push().finally(() => (done = true));
      const waiting = "SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
      await expect.poll(async () => (await database.query<{ n: number }>(waiting))[0].n, { timeout: 30_000 }).toBe(1);
      expect(done).toBe(false);
      slow.go();
      await Promise.all([pushing, late]);
      expect(await ids()).toEqual([ended(30).id]);
    });

    it('many at once from two machines leave no two accounts of one episode', async () => {
      await machine('a', true);
      const [b, c] = [await machine('b'), await machine('c')];
      const minutes = Array.from({ length: 25 }, (_, n) => 30 + 60 * n);
      for (const minute of minutes) {
        await b.store.writer.raise(ended(minute), null);
        await c.store.writer.raise(ended(minute + 1), null);
      }
      later(2000);
      await Promise.all([b.current().pushNow(), c.current().pushNow()]);
      await settle(b, c);
      const rows = await there();
      expect(rows).toHaveLength(minutes.length);
      expect(rows.filter((x, k) => rows.slice(k + 1).some((y) => isSameEpisode(x, y)))).toEqual([]);
      for (const one of [b, c]) expect((await shown(one)).sort()).toEqual(rows.map(({ id }) => id).sort());
    });
  });
});

describePostgres('while nobody knows who collects what', (server) => {
  it('the mirror does not say that it is in step, and tells what waits', async () => {
    const database = await server().createDatabase();
    const connection = connectTo(database.url);
    let passed = 0;
    const a = await sharing(database.url, connection, 'a', SYMBOLS, { passed: () => passed });
    await a.current().pushNow();
    await a.store.writer.journal({ candles: [candle(1)], prices: [] });
    await a.store.writer.flush();
    await a.current().pushNow();
    await a.current().pullNow();
    expect(a.current().health()).toMatchObject({
      state: 'connecting',
      detail: expect.stringMatching(/which symbols are its own/) as string,
      backlog: { ranges: 1 },
    });
    await a.collector.round();
    await settle(a);
    expect(a.current().health()).toMatchObject({ state: 'in_step', detail: null, backlog: { rows: 0, ranges: 0 } });
    // The server answers the mirror and not the leases: what is sent is not known to be all.
    passed = 7000;
    expect(a.current().health().state).toBe('connecting');
    await a.close();
    await connection.close();
    await database.drop();
  });
});
