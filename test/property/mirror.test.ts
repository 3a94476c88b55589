/**
 * Two machines and a server, anything in any order: writes, deletes, pushes, pulls, crashes between a commit and its mark. When all
 * is quiet the three hold the same, nothing twice, and nothing waits.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import Database from 'better-sqlite3';
import type { Alert } from '../../src-shared/anomaly.ts';
import type { Session } from '../../src-main/store/mirror/session.ts';
import { describePostgres } from '../fixtures/postgres.ts';
import { connectTo, differences, manual, openMachine, type Machine } from '../fixtures/mirror.ts';
import { alertOf, anomaly, articleOf, investigationOf, narrativeOf, newsItem, revisionOf, T0 } from '../conformance/store-samples.ts'; // prettier-ignore
import { seed } from './check.ts';

const RUNS = Number(process.env.MANE_MIRROR_RUNS ?? 15);
const WORST = 25;

const stepOf = fc.record({
  machine: fc.nat(1),
  /** Of three anomalies and three items of news. */
  which: fc.nat(2),
  number: fc.nat(4),
  what: fc.constantFrom('raise', 'grow', 'end', 'investigate', 'accept', 'withhold', 'alert', 'vote', 'news', 'gap', 'delete', 'push', 'push', 'pull', 'pull', 'crash'), // prettier-ignore
});
type Step = typeof stepOf extends fc.Arbitrary<infer T> ? T : never;

const STATES: readonly Alert['state'][] = ['raised', 'suppressed', 'delivered', 'seen'];

async function write({ store, path }: Machine, { what, which, number, machine }: Step): Promise<void> {
  const one = anomaly(30 + which, { z_score: -6 - machine });
  const { writer } = store;
  const at = T0 + number * 1000;
  const items = [0, 1, 2].map((k) => newsItem(`item-${k}`, { first_seen_at: at + machine, title: `Title ${number}` }));
  const grown = (end: number | null) => ({
    ...one,
    detection_metadata: { ...one.detection_metadata, peak: { time: at, price: 90, change_pct: -number }, end },
  });
  const passed = { revision: number, updated_at: at + machine, narrative_text: `By ${machine}, revision ${number}.` };
  switch (what) {
    case 'raise':
      return writer.raise({ ...one, created_at: one.created_at + machine }, number > 2 ? alertOf(one) : null);
    case 'grow':
      return writer.updateAnomaly(grown(null));
    case 'end':
      return writer.updateAnomaly(grown(at));
    case 'investigate':
      return writer.saveInvestigation(investigationOf(one, items.slice(0, number).map((item) => articleOf(one, item)))); // prettier-ignore
    case 'accept':
      return writer.saveNarrative(narrativeOf(one, passed), [revisionOf(one, number, machine, true)], 'accepted');
    case 'withhold':
      return writer.saveNarrative(narrativeOf(one, { ...passed, validation_passed: false }), [], 'withheld');
    case 'alert':
      return writer.saveAlert(alertOf(one, { state: STATES[number % 4], seen_at: number === 3 ? at : null }));
    case 'vote':
      return writer.saveFeedback(one.id, number % 2 ? 'up' : 'down', `${machine}`, at + machine);
    case 'news':
      return writer.saveNewsItems(items.slice(0, number));
    case 'gap':
      return writer.saveGap({ id: newsItem(`gap-${which}`).id, symbol: 'BTC-USD', venue: 'x', from: T0, to: at, reason: `r${machine}`, missing_trades: null, repaired_at: number > 2 ? at : null }); // prettier-ignore
    case 'delete': {
      const db = new Database(path);
      db.pragma('foreign_keys = ON');
      db.prepare('DELETE FROM anomalies WHERE id = ?').run(one.id);
      return void db.close();
    }
    default:
      throw new Error(`not a write: ${what}`);
  }
}

const all = async (step: () => Promise<boolean>): Promise<void> => {
  for (let k = 0; k < 500; k++) if (!(await step())) return;
  throw new Error('it never comes to rest');
};

describePostgres('mirror of two machines', (server) => {
  it(`comes to the same whatever happened (${RUNS} runs)`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(stepOf, { minLength: 5, maxLength: WORST }), async (steps) => {
        const database = await server().createDatabase();
        const connection = connectTo(database.url);
        const machines = [await openMachine(), await openMachine()];
        try {
          const sessions: Session[] = [];
          for (const { store } of machines) sessions.push(await manual(store.mirror, connection));
          for (const step of steps) await act(machines[step.machine], sessions, step, connection);
          for (let round = 0; round < 3; round++) {
            for (const session of sessions) await all(session.push);
            for (const session of sessions) await all(session.pull);
          }
          expect((await differences(connection, ...machines)).lines).toEqual([]);
          for (const { store } of machines) expect(await store.mirror.backlog()).toMatchObject({ rows: 0, parked: 0 });
        } finally {
          for (const machine of machines) await machine.close();
          await connection.close();
          await database.drop();
        }
      }),
      { seed, numRuns: RUNS, endOnFailure: true },
    );
  }, 600_000);
});

async function act(
  machine: Machine,
  sessions: Session[],
  step: Step,
  connection: ReturnType<typeof connectTo>,
): Promise<void> {
  const session = sessions[step.machine];
  if (step.what === 'push') return all(session.push);
  if (step.what === 'pull') return all(session.pull);
  if (step.what !== 'crash') return write(machine, step).catch(ignoreOrphans);
  const { mirror } = machine.store;
  const dying = await manual({ ...mirror, settle: () => Promise.reject(new Error('died')) }, connection);
  await dying.push().catch((error: unknown) => expect(error).toMatchObject({ message: 'died' }));
  sessions[step.machine] = await manual(mirror, connection);
}

/** A child of an anomaly that this machine does not have. */
function ignoreOrphans(error: unknown): void {
  expect(error).toMatchObject({ fault: { kind: 'not_found' } });
}
