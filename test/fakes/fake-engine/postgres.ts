/**
 * A PostgreSQL that is not there, for the window: the pasted address says how it goes. `missing` in it: no such database, which
 * may be made; `wrong`: a refused password; text that is no address; anything else works.
 */
import {
  POSTGRES_STEPS,
  type PostgresConnect,
  type PostgresStep,
  type PostgresTest,
} from '../../../src-shared/postgres.ts';
import type { MirrorHealth } from '../../../src-shared/mirror.ts';
import type { FakeState } from './state.ts';

const LABEL = 'postgresql://ann@db.example.org:5432/mane';
const WELL: Record<string, string> = {
  address: LABEL,
  reach: 'answers in 12 ms',
  tls: 'encrypted',
  sign_in: 'as ann',
  database: 'mane',
  server: 'PostgreSQL 18.4',
  schema: 'empty: the tables are made on connecting',
  rights: 'may create and write tables',
};

const steps = (failed: string | null, line: string): PostgresStep[] =>
  POSTGRES_STEPS.map((step, i) => {
    const at = failed === null ? Infinity : POSTGRES_STEPS.indexOf(failed as typeof step);
    if (i === at) return { step, state: 'failed', detail: line };
    return i < at ? { step, state: 'ok', detail: WELL[step] ?? '' } : { step, state: 'skipped', detail: '' };
  });

const failing = (
  step: string,
  label: string | null,
  what: string,
  offer: PostgresTest['offer'] = null,
): PostgresTest => {
  const line = label === null ? what : `${label}: ${what}`;
  return { ok: false, label, line, steps: steps(step, line), offer, server: null };
};

export const mirrorHealth = (part: Partial<MirrorHealth> = {}): MirrorHealth => ({
  label: LABEL,
  state: 'in_step',
  detail: null,
  backlog: { rows: 0, ranges: 0, oldestAt: null },
  sync: null,
  parked: 0,
  lastPushAt: null,
  lastPullAt: null,
  collectors: null,
  ...part,
});

export function postgresOf(state: FakeState) {
  const test = (pasted: string | null): PostgresTest => {
    if (pasted !== null && !/^postgres(ql)?:\/\//.test(pasted))
      return failing(
        'address',
        null,
        'PostgreSQL address: it does not begin with postgresql://; expected postgresql:// followed by user:password@host:5432/database',
      );
    if (pasted?.includes('wrong'))
      return failing(
        'sign_in',
        LABEL,
        'the server refused the password of user ann, or knows no such user: correct them (a % in an address is written %25)',
      );
    if (pasted?.includes('missing'))
      return failing(
        'database',
        LABEL,
        'there is no database mane: create it with `createdb -h db.example.org -p 5432 -U ann mane` or CREATE DATABASE',
        'create_database',
      );
    const server = {
      version: '18.4',
      encrypted: true,
      schemaState: 'empty' as const,
      schema: 0,
      known: 6,
      trigrams: 'allowed' as const,
      latencyMs: 12,
    };
    return {
      ok: true,
      label: LABEL,
      line: `${LABEL}: PostgreSQL 18.4, TLS, 12 ms; empty: the tables are made on connecting`,
      steps: steps(null, ''),
      offer: null,
      server,
    };
  };
  return {
    test,
    connect({ pasted, createDatabase }: { pasted: string | null; createDatabase: boolean }): PostgresConnect {
      const found = test(createDatabase ? (pasted?.replace('missing', 'made') ?? null) : pasted);
      if (!found.ok) return { ...found, connected: false };
      state.settings = { ...state.settings, postgres: { enabled: true, address: LABEL } };
      state.mirror = mirrorHealth({
        state: 'initial_sync',
        sync: { direction: 'push', done: 4200, total: 18_300 },
        backlog: { rows: 640, ranges: 12, oldestAt: state.market.now() },
      });
      return { ...found, connected: true };
    },
    disconnect() {
      state.settings = { ...state.settings, postgres: { enabled: false, address: LABEL } };
      state.mirror = undefined;
      return { ok: true as const };
    },
  };
}
