/**
 * Tries an address as the mirror would use it, step by step, and says in one line what is wrong and what to do. Mends by itself
 * what only makes the connection safer or plainer (TLS that the server wants, a pooler's ways); everything else is the reader's
 * to decide. Changes nothing on the server.
 */
import { FaultError, faultOf, messageOf } from '../../../src-shared/fault.ts';
import type { TimeSource } from '../../../src-shared/ports/clock.ts';
import {
  POSTGRES_STEPS,
  type PostgresStep,
  type PostgresStepName,
  type PostgresTest,
} from '../../../src-shared/postgres.ts';
import { wallTime } from '../../base/clock.ts';
import { labelOf, type PostgresAddress } from './address.ts';
import { connect } from './connection.ts';
import { mayCreateDatabase, mayNotLine } from './create-database.ts';
import { inspect, type Inspection } from './inspect.ts';
import { findingsOf } from './findings.ts';
import { problemOf, STEP_OF, type PostgresProblem } from './problems.ts';

export interface Probe {
  /** As it works: the given one with what was mended. */
  readonly address: PostgresAddress;
  readonly test: PostgresTest;
}

const MENDED: Partial<Record<PostgresProblem, Partial<PostgresAddress>>> = {
  tls_wanted: { tls: 'require' },
  pooler: { pooled: true },
};

/** A text that cannot be read is a failed first step, not an error. */
export const unreadable = (line: string): PostgresTest => ({
  ok: false,
  label: null,
  line,
  steps: failedAt('address', [], line),
  offer: null,
  server: null,
});

/** `otherPassword`: tried when the first is refused, for a pasted one that can be read in two ways. */
export async function probe(
  given: PostgresAddress,
  wall: TimeSource = wallTime,
  otherPassword: string | null = null,
): Promise<Probe> {
  let address = given;
  for (;;) {
    const found = await ask(address, wall);
    const other =
      found.problem === 'wrong_password' && otherPassword !== null ? { password: otherPassword } : undefined;
    const mended = other ?? (found.problem === null ? undefined : MENDED[found.problem]);
    const better = { ...address, ...mended };
    // Tried once each: what did not help is the trouble itself.
    if (mended === undefined || JSON.stringify(better) === JSON.stringify(address))
      return { address, test: await testOf(address, given, found) };
    address = better;
  }
}

interface Found {
  readonly inspection: Inspection | null;
  readonly problem: PostgresProblem | null;
  /** Null when it answered. */
  readonly line: string | null;
}

async function ask(address: PostgresAddress, wall: TimeSource): Promise<Found> {
  const connection = connect(address);
  try {
    return { inspection: await inspect(connection, wall), problem: null, line: null };
  } catch (error) {
    const cause = error instanceof FaultError ? (error.cause ?? error) : error;
    const problem = problemOf(cause, address);
    const line = lineOf(error, problem, address);
    return { inspection: null, problem, line };
  } finally {
    await connection.close();
  }
}

function lineOf(error: unknown, problem: PostgresProblem | null, address: PostgresAddress): string {
  const known = faultOf(error);
  if (known === null)
    return `${labelOf(address)}: the server does not understand what MANE asks (${messageOf(error)}): is it PostgreSQL?`;
  return problem === null && known.kind === 'network'
    ? `${known.detail}: does PostgreSQL listen on port ${address.port} there?`
    : known.detail;
}

async function testOf(address: PostgresAddress, given: PostgresAddress, found: Found): Promise<PostgresTest> {
  const label = labelOf(address);
  if (found.inspection !== null)
    return { label, offer: null, server: found.inspection.server, ...findingsOf(address, given, found.inspection) };
  const creatable = found.problem === 'no_database' ? await mayCreateDatabase(address) : null;
  const line = creatable === false ? mayNotLine(address) : (found.line ?? '');
  const step = found.problem === null ? 'reach' : STEP_OF[found.problem];
  return {
    ok: false,
    label,
    line,
    steps: failedAt(step, passedBefore(step, address), line),
    offer: creatable === true ? 'create_database' : null,
    server: null,
  };
}

/** What is known of the steps before the one that failed. */
function passedBefore(failed: PostgresStepName, address: PostgresAddress): PostgresStep[] {
  const details: Partial<Record<PostgresStepName, string>> = {
    address: labelOf(address),
    reach: 'the server answers',
    tls: address.tls === 'disable' ? 'not encrypted' : 'encrypted',
    sign_in: `as ${address.user}`,
  };
  const before = POSTGRES_STEPS.slice(0, POSTGRES_STEPS.indexOf(failed));
  return before.map((step) => ({ step, state: 'ok' as const, detail: details[step] ?? '' }));
}

function failedAt(failed: PostgresStepName, passed: readonly PostgresStep[], detail: string): PostgresStep[] {
  const later = POSTGRES_STEPS.slice(POSTGRES_STEPS.indexOf(failed) + 1);
  return [
    ...passed,
    { step: failed, state: 'failed', detail },
    ...later.map((step) => ({ step, state: 'skipped' as const, detail: '' })),
  ];
}
