/** An inspected database as steps for people: what is well, what to know, and the first thing that stands in the way. */
import type { PostgresStep, PostgresTest, SchemaState } from '../../../src-shared/postgres.ts';
import { labelOf, type PostgresAddress } from './address.ts';
import type { Inspection } from './inspect.ts';
import { quoted } from './problem-lines.ts';

const OLDEST = 14;

export function findingsOf(
  address: PostgresAddress,
  given: PostgresAddress,
  inspection: Inspection,
): Pick<PostgresTest, 'ok' | 'line' | 'steps'> {
  const label = labelOf(address);
  const steps: PostgresStep[] = [
    { step: 'address', state: 'ok', detail: label },
    { step: 'reach', state: 'ok', detail: `answers in ${inspection.server.latencyMs} ms` },
    tlsStep(address, given, inspection),
    {
      step: 'sign_in',
      state: 'ok',
      detail: `as ${address.user}${address.pooled && !given.pooled ? ', through a pooler (pgbouncer=true)' : ''}`,
    },
    { step: 'database', state: 'ok', detail: address.database },
    serverStep(inspection),
    schemaStep(inspection),
    rightsStep(address, inspection),
  ];
  const first = steps.findIndex(({ state }) => state === 'failed');
  const failed = steps[first];
  if (failed === undefined) return { ok: true, line: readyLine(label, inspection), steps };
  const told = steps.map((step, i) => (i <= first ? step : { ...step, state: 'skipped' as const, detail: '' }));
  const { detail } = failed;
  return { ok: false, line: detail.startsWith(label) ? detail : `${label}: ${detail}`, steps: told };
}

function tlsStep(address: PostgresAddress, given: PostgresAddress, { server }: Inspection): PostgresStep {
  const step = 'tls';
  if (!server.encrypted) return { step, state: 'ok', detail: 'not encrypted' };
  if (address.tls !== given.tls)
    return { step, state: 'ok', detail: 'encrypted, as the server wants it (sslmode=require)' };
  const proven = { 'verify-full': ', proven by name', 'verify-ca': ', authority proven' }[address.tls as string] ?? '';
  return { step, state: 'ok', detail: `encrypted${proven}` };
}

function serverStep({ server, versionNumber, writable, standby }: Inspection): PostgresStep {
  const [step, version] = ['server', `PostgreSQL ${server.version}`] as const;
  if (versionNumber < OLDEST * 10_000)
    return {
      step,
      state: 'failed',
      detail: `this is ${version}, and MANE needs ${OLDEST} or newer: update the server, or use another`,
    };
  if (standby)
    return { step, state: 'failed', detail: "this server is a read-only standby: use the primary's address" };
  if (!writable)
    return {
      step,
      state: 'failed',
      detail:
        'this user or database is set to read-only (default_transaction_read_only): switch it off there, or use another',
    };
  return { step, state: 'ok', detail: version };
}

const FOUND: Readonly<Record<SchemaState, string>> = {
  empty: 'empty: the tables are made on connecting',
  ours: 'MANE’s own tables are there',
  older: 'MANE’s own tables of an older version: brought up to date on connecting',
  adoptable: 'the tables of another MANE: only added to, no row changes',
  newer: 'of a newer MANE',
  foreign: 'tables of another program',
};
const SEARCH: Partial<Record<Inspection['server']['trigrams'], string>> = {
  not_allowed:
    'no pg_trgm yet (only the narratives’ own % query wants it): an administrator may run CREATE EXTENSION pg_trgm',
  missing: 'the server has no pg_trgm (only the narratives’ own % query wants it)',
};

function schemaStep({ server, schemaName, refusal }: Inspection): PostgresStep {
  const step = 'schema';
  if (refusal !== null) return { step, state: 'failed', detail: refusal };
  if (schemaName === null)
    return {
      step,
      state: 'failed',
      detail: 'the search path names no schema that is there: let an administrator run CREATE SCHEMA public',
    };
  const search = SEARCH[server.trigrams];
  const found = FOUND[server.schemaState];
  return search === undefined
    ? { step, state: 'ok', detail: found }
    : { step, state: 'note', detail: `${found}; ${search}` };
}

function rightsStep({ user }: PostgresAddress, inspection: Inspection): PostgresStep {
  const { server, schemaName, mayCreateTables, owners, unwritable } = inspection;
  const step = 'rights';
  const me = quoted(user);
  const changes = server.schemaState !== 'ours';
  if (changes && !mayCreateTables) {
    const grant = `GRANT USAGE, CREATE ON SCHEMA ${quoted(schemaName ?? 'public')} TO ${me}`;
    return {
      step,
      state: 'failed',
      detail: `user ${user} may not create tables here: ask the database's owner to run ${grant}`,
    };
  }
  if (changes && owners.length > 0)
    return { step, state: 'failed', detail: `the tables belong to ${owners.join(', ')}, and only their owner may add to them: connect as that user, or let an administrator run GRANT ${owners.map(quoted).join(', ')} TO ${me}` }; // prettier-ignore
  if (unwritable !== null)
    return { step, state: 'failed', detail: `user ${user} may not write table ${unwritable}: ask its owner to run GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${quoted(schemaName ?? 'public')} TO ${me}` }; // prettier-ignore
  return { step, state: 'ok', detail: changes ? 'may create and write tables' : 'may write the tables' };
}

function readyLine(label: string, { server: { version, encrypted, schemaState, latencyMs } }: Inspection): string {
  const wire = encrypted ? 'TLS' : 'not encrypted';
  return `${label}: PostgreSQL ${version}, ${wire}, ${latencyMs} ms; ${FOUND[schemaState]}`;
}
