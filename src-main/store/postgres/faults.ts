/**
 * PostgreSQL's and the network's errors as faults, one line each that says what to do. A broken row is `bad_input`, a missing
 * parent `not_found`; bugs in our SQL stay bugs. Never a password in any text.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
import { fault, FaultError, messageOf, type Fault } from '../../../src-shared/fault.ts';
import { labelOf, type PostgresAddress } from './address.ts';
import { faultOfProblem, quoted } from './problem-lines.ts';
import { problemOf, sqlState } from './problems.ts';

export { sqlState } from './problems.ts';

type Say = (address: PostgresAddress, error: Error) => Fault;

const refused = (detail: string): Fault => fault('refused', detail);
const again = (kind: 'unavailable' | 'storage' | 'network' | 'timeout', detail: string): Fault =>
  fault(kind, detail, { retryable: true });

const noRight: Say = (address, error) =>
  refused(
    `${labelOf(address)}: user ${address.user} may not do this (${messageOf(error)}): the database's owner runs \`mane init-db --postgres …\`, or grants it with \`GRANT CREATE ON SCHEMA public TO ${quoted(address.user)}\` and makes it the tables' owner`,
  );

const full: Say = (address, error) =>
  again('storage', `${labelOf(address)}: the server has no room: ${messageOf(error)}`);

const BY_CODE: Readonly<Record<string, Say>> = {
  '42501': noRight,
  '53100': full,
  '53200': full,
  '53400': full,
  '25006': (address) =>
    again('storage', `${labelOf(address)}: this server is read-only (a standby?): use the primary's address`),
  '42P01': (address, error) =>
    refused(`${labelOf(address)}: ${messageOf(error)}: run \`mane init-db --postgres …\` first`),
  '23503': () => fault('not_found', 'the anomaly this row belongs to is not stored'),
  '40001': (address) => again('unavailable', `${labelOf(address)}: another program changed the same rows`),
  '40P01': (address) => again('unavailable', `${labelOf(address)}: another program held the same rows`),
  '55P03': (address) => again('unavailable', `${labelOf(address)}: another program holds the tables`),
  '57014': (address) => again('timeout', `${labelOf(address)}: the server took too long for a statement`),
};
/** Shutting down, starting up, connection lost on the server's side. */
const GOING = /^(57P0[1-5]|08.{3})$/;
const BAD_ROW = /^2[23].{3}$/;
const NETWORK = new Set(['ECONNRESET', 'EPIPE', 'ENOENT']);

/** A row the database will never take, whoever offers it again. */
export const isBadRow = (error: unknown): boolean => BAD_ROW.test(sqlState(error) ?? '');

/** The fault inside an error of the server, the driver or the network, or null when the error is a bug. */
export function postgresFault(error: unknown, address: PostgresAddress): Fault | null {
  if (error instanceof FaultError) return error.fault;
  if (!(error instanceof Error)) return null;
  const safe = withoutPassword(error, address);
  const problem = problemOf(safe, address);
  if (problem !== null) return faultOfProblem(problem, address, wordOf(safe));
  return sqlState(safe) === null ? networkFault(safe, address) : serverFault(safe, address);
}

/** A system's error often has nothing but its code. */
const wordOf = (error: Error): string => {
  const { code } = error as NodeJS.ErrnoException;
  return sqlState(error) === null && code !== undefined ? code : messageOf(error);
};

function serverFault(error: Error, address: PostgresAddress): Fault | null {
  const code = sqlState(error) ?? '';
  const known = BY_CODE[code];
  if (known) return known(address, error);
  if (GOING.test(code)) return again('unavailable', `${labelOf(address)}: ${messageOf(error)}`);
  if (BAD_ROW.test(code)) return fault('bad_input', `the store refused a row: ${messageOf(error)}`);
  return null;
}

function networkFault(error: Error, address: PostgresAddress): Fault | null {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (NETWORK.has(code) || BROKE.test(error.message))
    return again('network', `${labelOf(address)}: the connection broke${code === '' ? '' : ` (${code})`}`);
  return null;
}
const BROKE = /terminated|not queryable|Connection ended|closed the connection|after calling end/;

/** The error as others wrote it, for quoting; what we say ourselves never holds the password. */
function withoutPassword(error: Error, { password }: PostgresAddress): Error {
  // A shorter one would cut words to pieces.
  if (password === null || password.length < 4) return error;
  const { code, severity } = error as Error & { code?: string; severity?: string };
  const message = error.message
    .replaceAll(password, '[redacted]')
    .replaceAll(encodeURIComponent(password), '[redacted]');
  return Object.assign(new Error(message), { code }, severity === undefined ? {} : { severity });
}
