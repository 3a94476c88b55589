/** Conflicts, refusals and crashes, step by step over a real server: who wins, and that both sides agree afterwards. */
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Alert } from '../../../../src-shared/anomaly.ts';
import { wallTime } from '../../../../src-main/base/clock.ts';
import { createMirrorKeeper } from '../../../../src-main/store/mirror/mirror-health.ts';
import { openSession, type Session } from '../../../../src-main/store/mirror/session.ts';
import type { Connection } from '../../../../src-main/store/postgres/connection.ts';
import { describePostgres, type TestDatabase } from '../../../fixtures/postgres.ts';
import { connectTo, differences, fillStory, manual, openMachine, type Machine } from '../../../fixtures/mirror.ts';
import { alertOf, anomaly, candle, narrativeOf, newsItem, price, T0 } from '../../../conformance/store-samples.ts';

const ONE = anomaly(30);
const all = async (step: () => Promise<boolean>): Promise<void> => {
  while (await step());
};

describePostgres('mirror, step by step', (server) => {
  let database: TestDatabase;
  let connection: Connection;
  let a: Machine;
  let b: Machine;
  let onA: Session;
  let onB: Session;
  beforeEach(async () => {
    database = await server().createDatabase();
    connection = connectTo(database.url);
    [a, b] = [await openMachine(), await openMachine()];
    [onA, onB] = [await manual(a.store.mirror, connection), await manual(b.store.mirror, connection)];
  });
  afterEach(async () => {
    await a.close();
    await b.close();
    await connection.close();
    await database.drop();
  });

  async function settleAll(): Promise<void> {
    for (let round = 0; round < 2; round++) {
      for (const { store } of [a, b]) await store.writer.flush();
      for (const session of [onA, onB]) await all(session.push);
      for (const session of [onA, onB]) await all(session.pull);
    }
    expect((await differences(connection, a, b)).lines).toEqual([]);
    for (const { store } of [a, b]) expect(await store.mirror.backlog()).toMatchObject({ rows: 0, ranges: 0 });
  }
  const detail = async (machine: Machine, id = ONE.id) => {
    const found = await machine.store.reader.anomaly(id);
    if (!found) throw new Error('not stored');
    return found;
  };
  /** Both have it, and each changes it without having seen the other's change. */
  async function shared(): Promise<void> {
    await a.store.writer.raise(ONE, alertOf(ONE));
    await settleAll();
  }

  describe('a narrative is won by', () => {
    const accepted = { validation_passed: true, validation_reason: null } as const;
    const withheld = { validation_passed: false, validation_reason: 'no source' } as const;
    const cases = [
      ['whether it passed', { ...accepted, revision: 1 }, { ...withheld, revision: 7 }],
      ['its revision', { ...accepted, revision: 3 }, { ...accepted, revision: 2, updated_at: T0 + 9e9 }],
      ['when it was written', { ...accepted, revision: 2, updated_at: T0 + 9e9 }, { ...accepted, revision: 2 }],
    ] as const;
    for (const [why, winner, loser] of cases) {
      for (const first of ['winner', 'loser'] as const) {
        it(`${why}, though the ${first} is pushed first`, async () => {
          await shared();
          const texts = { winner: 'The one that wins.', loser: 'The one that loses.' };
          const write = (machine: Machine, side: 'winner' | 'loser') => {
            const fields = side === 'winner' ? winner : loser;
            const stage = fields.validation_passed ? 'accepted' : 'withheld';
            return machine.store.writer.saveNarrative(
              narrativeOf(ONE, { ...fields, narrative_text: texts[side] }),
              [],
              stage,
            );
          };
          await write(a, first);
          await write(b, first === 'winner' ? 'loser' : 'winner');
          await settleAll();
          for (const machine of [a, b]) {
            const { narrative, anomaly: stored } = await detail(machine);
            expect(narrative).toMatchObject({ narrative_text: texts.winner, revision: winner.revision });
            expect(stored.stage).toBe('accepted');
          }
          expect((await a.store.reader.search({ text: 'The one that', limit: 5 })).map((hit) => hit.narrative?.narrative_text)).toEqual([texts.winner]); // prettier-ignore
        });
      }
    }

    it('nobody when one machine alone wrote it: a later revision that was withheld stands', async () => {
      await shared();
      await a.store.writer.saveNarrative(narrativeOf(ONE), [], 'accepted');
      await settleAll();
      await a.store.writer.saveNarrative(narrativeOf(ONE, { ...withheld, revision: 2 }), [], 'withheld');
      await settleAll();
      expect((await detail(b)).narrative).toMatchObject({ revision: 2, validation_passed: false });
      expect((await detail(b)).anomaly.stage).toBe('withheld');
    });
  });

  it('an alert only goes forward: raised, delivered, seen', async () => {
    const states: Alert['state'][] = ['raised', 'delivered', 'seen'];
    for (const [minute, [x, y]] of (
      [
        [0, 1],
        [1, 0],
        [1, 2],
        [2, 1],
        [0, 2],
      ] as const
    ).entries()) {
      const one = anomaly(100 + minute);
      await a.store.writer.raise(one, alertOf(one));
      await settleAll();
      const of = (k: number) => ({
        state: states[k],
        delivered_at: k > 0 ? T0 + k : null,
        seen_at: k > 1 ? T0 + 9 : null,
      });
      await a.store.writer.saveAlert(alertOf(one, of(x)));
      await b.store.writer.saveAlert(alertOf(one, of(y)));
      await settleAll();
      const [alert] = (await detail(a, one.id)).alerts;
      expect([alert.state, alert.seen_at]).toEqual([states[Math.max(x, y)], Math.max(x, y) > 1 ? T0 + 9 : null]);
    }
  });

  it('of two votes the newer one counts', async () => {
    await shared();
    await a.store.writer.saveFeedback(ONE.id, 'up', 'newer', T0 + 2000);
    await b.store.writer.saveFeedback(ONE.id, 'down', 'older', T0 + 1000);
    await settleAll();
    expect((await detail(b)).feedback).toMatchObject({ vote: 'up', note: 'newer' });
  });

  it('an episode that went further is the one that is kept, an end most of all', async () => {
    await shared();
    const grown = (peak: number, end: number | null) => ({
      ...ONE,
      confidence: 0.95,
      detection_metadata: { ...ONE.detection_metadata, peak: { time: T0, price: 90, change_pct: peak }, end },
    });
    await a.store.writer.updateAnomaly(grown(-5, T0 + 60_000));
    await b.store.writer.updateAnomaly(grown(-9, null));
    await settleAll();
    expect((await detail(b)).anomaly.detection_metadata).toMatchObject({ end: T0 + 60_000, peak: { change_pct: -5 } });
  });

  it('what two machines raised alike is one anomaly with the votes and alerts of both', async () => {
    await a.store.writer.raise(ONE, alertOf(ONE));
    await b.store.writer.raise({ ...ONE, z_score: -7, created_at: ONE.created_at + 5 }, null);
    await b.store.writer.saveFeedback(ONE.id, 'down', null, T0);
    await settleAll();
    expect(await detail(b)).toMatchObject({
      anomaly: { z_score: -6.25 },
      feedback: { vote: 'down' },
      alerts: [{ state: 'raised' }],
    });
  });

  it('a delete wins over a change that did not know of it', async () => {
    await shared();
    const local = new Database(a.path);
    local.pragma('foreign_keys = ON');
    local.prepare('DELETE FROM anomalies WHERE id = ?').run(ONE.id);
    local.close();
    await all(onA.push);
    await b.store.writer.saveFeedback(ONE.id, 'up', null, T0);
    await settleAll();
    expect(await b.store.reader.anomaly(ONE.id)).toBeNull();
    expect(await database.query('SELECT 1 FROM anomalies')).toEqual([]);
  });

  it('an item of news was first seen when the first of them saw it', async () => {
    await a.store.writer.saveNewsItems([newsItem('x', { first_seen_at: T0 + 9000 })]);
    await b.store.writer.saveNewsItems([newsItem('x', { first_seen_at: T0 + 4000 })]);
    await settleAll();
    for (const { store } of [a, b])
      expect((await store.reader.news({ from: 0, to: 8e12, limit: 5 }))[0]?.first_seen_at).toBe(T0 + 4000);
  });

  describe('a row the server refuses', () => {
    beforeEach(() => database.query("ALTER TABLE anomalies ADD CHECK (symbol <> 'BAD-USD')"));

    it('is parked and told, and the queue moves on; a further change offers it again', async () => {
      const bad = anomaly(50, { symbol: 'BAD-USD' });
      const good = [0, 1, 2, 3, 4].map((k) => anomaly(60 + k));
      await a.store.writer.raise(good[0], null);
      await a.store.writer.journal({ candles: [candle(50, { symbol: 'BAD-USD' })], prices: [] });
      await a.store.writer.raise(bad, alertOf(bad));
      for (const one of good) await a.store.writer.raise(one, alertOf(one));
      await a.store.writer.flush();
      await all(onA.push);
      expect(await database.query('SELECT count(*)::int AS n FROM anomalies')).toEqual([{ n: 5 }]);
      const backlog = await a.store.mirror.backlog();
      expect(backlog.parked).toBe(1);
      expect(backlog.parkedReason).toMatch(/violates check constraint/);
      await database.query('ALTER TABLE anomalies DROP CONSTRAINT anomalies_symbol_check');
      await a.store.writer.saveFeedback(bad.id, 'up', null, T0);
      await all(onA.push);
      expect(await a.store.mirror.backlog()).toMatchObject({ rows: 0, parked: 0 });
      await settleAll();
      expect(await database.query('SELECT count(*)::int AS n FROM anomalies')).toEqual([{ n: 6 }]);
    });
  });

  it('a row of the server that cannot be stored here is told, and the others come', async () => {
    const insert = (symbol: string) => `INSERT INTO anomalies (symbol, detected_at, anomaly_type) VALUES ('${symbol}', NOW(), 'price_drop')`; // prettier-ignore
    for (const symbol of ['A-USD', '', 'B-USD']) await database.query(insert(symbol));
    const keeper = createMirrorKeeper('test');
    const signal = new AbortController().signal;
    await all((await openSession({ local: a.store.mirror, connection, keeper, wall: wallTime, signal })).pull);
    expect((await a.store.reader.anomalies({ limit: 9 })).map(({ anomaly: { symbol } }) => symbol).sort()).toEqual(['A-USD', 'B-USD']); // prettier-ignore
    expect(keeper.report(0).detail).toMatch(/^1 rows of the server cannot be stored here, the first: anomaly .*CHECK/);
  });

  describe('a crash', () => {
    const dying = new Error('the machine lost its power');
    const dies = (): Promise<never> => Promise.reject(dying);

    it('between the server’s commit and the mark here only sends it again', async () => {
      const session = await manual({ ...a.store.mirror, settle: dies }, connection);
      await fillStory(a, 30);
      await expect(session.push()).rejects.toBe(dying);
      expect((await database.query('SELECT count(*)::int AS n FROM anomalies'))[0]).toEqual({ n: 1 });
      const before = await database.query('SELECT kind, seq FROM mirror_changes ORDER BY 1, 2');
      await all((await manual(a.store.mirror, connection)).push);
      // Sent again, nothing was written again.
      expect((await database.query('SELECT kind, seq FROM mirror_changes ORDER BY 1, 2')).filter(({ kind }) => kind === 'anomaly')).toEqual(before.filter(({ kind }) => kind === 'anomaly')); // prettier-ignore
      await settleAll();
    });

    it('after a conflict was decided loses neither side', async () => {
      await shared();
      await b.store.writer.saveNarrative(narrativeOf(ONE), [], 'accepted');
      await all(onB.push);
      await a.store.writer.saveFeedback(ONE.id, 'up', null, T0);
      const session = await manual({ ...a.store.mirror, settle: dies }, connection);
      await expect(session.push()).rejects.toBe(dying);
      onA = await manual(a.store.mirror, connection);
      await settleAll();
      for (const machine of [a, b])
        expect(await detail(machine)).toMatchObject({ feedback: { vote: 'up' }, narrative: { revision: 1 } });
    });

    it('while prices travel leaves them waiting', async () => {
      await a.store.writer.journal({ candles: [candle(1)], prices: [price(1), price(2)] });
      await a.store.writer.flush();
      const session = await manual({ ...a.store.mirror, rangeDone: dies }, connection);
      await expect(session.push()).rejects.toBe(dying);
      expect(await a.store.mirror.takeRange(10, [])).not.toMatchObject({ kind: 'x' });
      onA = await manual(a.store.mirror, connection);
      await settleAll();
      expect(await database.query('SELECT count(*)::int AS n FROM prices')).toEqual([{ n: 2 }]);
    });
  });

  it('rows journaled while their stretch travels are sent as well', async () => {
    await a.store.writer.journal({ candles: [candle(1)], prices: [] });
    await a.store.writer.flush();
    const late = { ...a.store.mirror, rangeDone: async (ids: readonly number[]) => {
      await a.store.writer.journal({ candles: [candle(1, { repaired: true, volume: 9 })], prices: [] });
      await a.store.writer.flush();
      await a.store.mirror.rangeDone(ids);
    } }; // prettier-ignore
    await (await manual(late, connection)).push();
    await settleAll();
    expect(await database.query('SELECT volume, repaired FROM candles')).toEqual([{ volume: 9, repaired: true }]);
  });

  it('a transaction that commits late is not passed over', async () => {
    await all(onA.pull);
    const slow = anomaly(70);
    await connection.transaction(async (t) => {
      await t.run(`INSERT INTO anomalies (id, symbol, detected_at, anomaly_type, venue) VALUES (:id, 'ETH-USD', NOW(), 'price_drop', 'x')`, { id: slow.id }); // prettier-ignore
      // Others commit and are read meanwhile; this one has the lower number.
      await b.store.writer.raise(ONE, null);
      await all(onB.push);
      for (let k = 0; k < 3; k++) await all(onA.pull);
      expect(await a.store.reader.anomaly(ONE.id)).not.toBeNull();
      expect(await a.store.reader.anomaly(slow.id)).toBeNull();
    });
    await all(onA.pull);
    expect(await a.store.reader.anomaly(slow.id)).toMatchObject({ anomaly: { symbol: 'ETH-USD', stage: 'withheld' } });
    await settleAll();
  });

  it('a window written before its anomaly’s last change comes along with it', async () => {
    const prices = Array.from({ length: 40 }, (_, k) => price(k * 60));
    await a.store.writer.journal({ candles: Array.from({ length: 40 }, (_, m) => candle(m)), prices });
    await a.store.writer.raise(ONE, null);
    await a.store.writer.flush();
    await all(onA.push);
    await a.store.writer.saveFeedback(ONE.id, 'up', null, T0);
    await all(onA.push);
    await settleAll();
    const db = new Database(b.path, { readonly: true });
    expect(db.prepare("SELECT kind, count(*) AS n FROM anomaly_prices GROUP BY kind ORDER BY kind").all()).toEqual([{ kind: 'candle', n: 40 }, { kind: 'sample', n: 40 }]); // prettier-ignore
    db.close();
  });

  it('a backup that was restored takes back what was sent since, and pushes nothing old over it', async () => {
    await shared();
    await a.store.writer.saveNarrative(narrativeOf(ONE), [], 'accepted');
    const db = new Database(a.path);
    const backup = await db.backup(`${a.path}.backup`).then(() => new Database(`${a.path}.backup`, { readonly: true }));
    await a.store.writer.saveNarrative(narrativeOf(ONE, { revision: 2, narrative_text: 'Newer.' }), [], 'accepted');
    const two = await fillStory(a, 60);
    await settleAll();
    // As a restore at the same place would leave it: the rows, the marks and the position of before.
    for (const table of ['anomalies', 'narratives', 'mirror_base', 'news_items', 'engine_state', 'mirror_outbox']) {
      db.exec(`UPDATE counters SET value = 0 WHERE name = 'mirror'; DELETE FROM ${table}`);
      const rows = backup.prepare(`SELECT * FROM ${table}`).all() as Record<string, unknown>[];
      for (const row of rows) db.prepare(`INSERT INTO ${table} (${Object.keys(row).join()}) VALUES (${Object.keys(row).map((name) => `:${name}`).join()})`).run(row); // prettier-ignore
    }
    db.close();
    backup.close();
    expect(await a.store.reader.anomaly(two)).toBeNull();
    onA = await manual(a.store.mirror, connection);
    await all(onA.pull);
    await settleAll();
    expect((await detail(a)).narrative).toMatchObject({ revision: 2, narrative_text: 'Newer.' });
    expect((await detail(a, two)).articles).toHaveLength(1);
    expect(await a.store.reader.news({ from: 0, to: 8e12, limit: 9 })).toHaveLength(1);
  });

  it('another database is copied to from the beginning, and off means nothing waits', async () => {
    await fillStory(a, 30);
    await settleAll();
    await a.store.mirror.end();
    await fillStory(a, 40);
    expect(await a.store.mirror.backlog()).toMatchObject({ rows: 0, ranges: 0 });
    const other = await server().createDatabase();
    const second = connectTo(other.url);
    const session = await manual(a.store.mirror, second);
    await all(session.push);
    expect((await differences(second, a)).lines).toEqual([]);
    expect((await differences(second, a)).compared).toMatchObject({ anomaly: 2 });
    await second.close();
    await other.drop();
  });
});
