/**
 * Three machines that share a symbol, anything in any order: episodes raised alike or dated differently, grown, ended, voted on,
 * the symbol taken over, pushes and pulls. When all is over and quiet, every machine shows what the server has, the server has one
 * account of each episode, nothing that anybody raised is missing from it unless it gave way, and nothing waits.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Anomaly } from '../../src-shared/anomaly.ts';
import { MINUTE_MS } from '../../src-shared/market.ts';
import { settableTime, wallTime, type SettableTime } from '../../src-main/base/clock.ts';
import { createMirrorKeeper } from '../../src-main/store/mirror/mirror-health.ts';
import { SETTLED_MS } from '../../src-main/store/mirror/push-admission.ts';
import { isSameEpisode } from '../../src-main/store/mirror/same-episode.ts';
import { openSession, type Session } from '../../src-main/store/mirror/session.ts';
import type { Row } from '../../src-main/store/mirror/tables.ts';
import type { Connection } from '../../src-main/store/postgres/connection.ts';
import { migratePostgres } from '../../src-main/store/postgres/migrate.ts';
import { alertOf, anomaly, T0, VENUE } from '../conformance/store-samples.ts';
import { connectTo } from '../fixtures/mirror.ts';
import { describePostgres, type TestDatabase } from '../fixtures/postgres.ts';
import { sharing, type Sharing } from '../fixtures/sharing.ts';
import { seed } from './check.ts';

const RUNS = Number(process.env.MANE_MACHINES_RUNS ?? 10);
const NAMES = ['a', 'b', 'c'];
const SYMBOL = 'BTC-USD';
const EPISODES = 3;

const stepOf = fc.record({
  machine: fc.nat(NAMES.length - 1),
  episode: fc.nat(EPISODES - 1),
  what: fc.constantFrom('raise', 'raise', 'end', 'vote', 'later', 'take', 'push', 'push', 'pull'),
});
type Step = typeof stepOf extends fc.Arbitrary<infer T> ? T : never;
/** Of each episode: whether all machines date it alike. */
const world = fc.record({
  alike: fc.array(fc.boolean(), { minLength: EPISODES, maxLength: EPISODES }),
  steps: fc.array(stepOf, { minLength: 5, maxLength: 30 }),
});

/** Minutes that machines disagree by are fewer than an episode has. */
const accountOf = (episode: number, shift: number, end: boolean): Anomaly => {
  const minute = 30 + 200 * episode + shift;
  const one = anomaly(minute);
  return { ...one, detection_metadata: { ...one.detection_metadata, end: end ? T0 + (minute + 4) * MINUTE_MS : null } };
};

const all = async (step: () => Promise<boolean>): Promise<void> => {
  for (let k = 0; k < 200; k++) if (!(await step())) return;
  throw new Error('it never comes to rest');
};

interface Run {
  readonly market: SettableTime;
  /** Who raised what, by id. */
  readonly raised: Map<string, { machine: number; episode: number }[]>;
  readonly database: TestDatabase;
  readonly machines: readonly Sharing[];
  readonly sessions: readonly Session[];
  readonly alike: readonly boolean[];
}

const shiftOf = (run: Run, { machine, episode }: { machine: number; episode: number }): number =>
  run.alike[episode] ? 0 : machine;

async function act(run: Run, step: Step): Promise<void> {
  const { machine, episode, what } = step;
  const { writer } = run.machines[machine].store;
  const account = (end: boolean): Anomaly => accountOf(episode, shiftOf(run, step), end);
  const { id } = account(false);
  const mine = run.raised.get(id) ?? [];
  const isMine = mine.some((one) => one.machine === machine);
  if (what === 'raise' && !isMine) {
    run.raised.set(id, [...mine, { machine, episode }]);
    return writer.raise(account(false), alertOf(account(false)));
  }
  if (what === 'end' && isMine) return writer.updateAnomaly(account(true));
  if (what === 'vote' && isMine) return writer.saveFeedback(id, 'up', NAMES[machine], T0 + machine);
  if (what === 'later') return run.market.set(run.market.now() + 100 * MINUTE_MS);
  if (what === 'take') return take(run, machine);
  if (what === 'push' || what === 'pull') return all(run.sessions[machine][what]);
}

/** As when whoever held it has died; that one believes on until the server tells it. */
async function take({ database, machines }: Run, machine: number): Promise<void> {
  await database.query("UPDATE symbol_leases SET expires_at = now() - INTERVAL '1 ms'");
  await database.query(`UPDATE collectors SET expires_at = now() - INTERVAL '1 ms' WHERE owner <> '${NAMES[machine]}'`);
  await machines[machine].collector.round();
}

async function endAll(run: Run): Promise<void> {
  for (const by of run.raised.values())
    for (const { machine, episode } of by) await act(run, { machine, episode, what: 'end' });
  run.market.set(T0 + 300 * EPISODES * MINUTE_MS + SETTLED_MS);
  for (let round = 0; round < 3; round++) {
    for (const { push } of run.sessions) await all(push);
    for (const { pull } of run.sessions) await all(pull);
  }
}

const ANOMALIES = `SELECT id::text AS id, venue, symbol, anomaly_type, price_change_pct, extract(epoch FROM detected_at)::float8 * 1000 AS detected_at,
  detection_metadata::text AS detection_metadata FROM anomalies ORDER BY id`;

async function check({ database, machines, raised }: Run): Promise<void> {
  const rows = await database.query<Row & { id: string }>(ANOMALIES);
  const there = rows.map(({ id }) => id);
  expect(rows.filter((a, k) => rows.slice(k + 1).some((b) => isSameEpisode(a, b)))).toEqual([]);
  const gaveWay = new Map<string, string>();
  for (const { store } of machines) {
    const shown = await store.reader.anomalies({ limit: 50 });
    expect(shown.map((row) => row.anomaly.id).sort()).toEqual(there);
    for (const { id, by } of await store.mirror.replaced()) gaveWay.set(id, by);
    const others = [{ venue: VENUE, symbol: SYMBOL }];
    expect(await store.mirror.backlog(others, 8e15)).toMatchObject({ rows: 0, parked: 0 });
    expect(await store.mirror.backlog()).toMatchObject({ rows: 0 });
  }
  for (const id of raised.keys()) expect(there).toContain(gaveWay.get(id) ?? id);
}

describePostgres('machines that share a symbol', (server) => {
  async function open(database: TestDatabase, connection: Connection, alike: readonly boolean[]): Promise<Run> {
    const machines: Sharing[] = [];
    for (const name of NAMES) machines.push(await sharing(database.url, connection, name, [SYMBOL], { apart: true }));
    const sessions: Session[] = [];
    const run: Run = { market: settableTime(T0), raised: new Map(), database, machines, sessions, alike };
    for (const { store, fence } of machines)
      sessions.push(await openSession({ local: store.mirror, connection, keeper: createMirrorKeeper('test'), wall: wallTime, market: run.market, fence, signal: new AbortController().signal })); // prettier-ignore
    for (const { collector } of machines) await collector.round();
    return run;
  }

  it(`agree on one account of each episode, and lose none (${RUNS} runs)`, async () => {
    await fc.assert(
      fc.asyncProperty(world, async ({ alike, steps }) => {
        const database = await server().createDatabase();
        const connection = connectTo(database.url);
        await migratePostgres(connection);
        const run = await open(database, connection, alike);
        try {
          for (const step of steps) await act(run, step);
          await endAll(run);
          await check(run);
        } finally {
          for (const machine of run.machines) await machine.close();
          await connection.close();
          await database.drop();
        }
      }),
      { seed, numRuns: RUNS, endOnFailure: true },
    );
  }, 600_000);
});
