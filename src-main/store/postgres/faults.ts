/**
 * PostgreSQL's and the network's errors as faults, one line each that says what to do. A broken row is `bad_input`, a missing
 * parent `not_found`; bugs in our SQL stay bugs. Never a password in any text.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
import { fault, FaultError, messageOf, type Fault } from '../../../src-shared/fault.ts';
import { labelOf, type PostgresAddress } from './address.ts';

type Say = (address: PostgresAddress, error: Error) => Fault;

const refused = (detail: string): Fault => fault('refused', detail);
const again = (kind: 'unavailable' | 'storage' | 'network' | 'timeout', detail: string): Fault =>
  fault(kind, detail, { retryable: true });

const wrongPassword: Say = (address) =>
  refused(
    address.password === null
      ? `${labelOf(address)}: the server wants a password for user ${address.user}: put it into the address or into PGPASSWORD`
      : `${labelOf(address)}: the server refused the password of user ${address.user}: correct it (in an address, write special characters percent-encoded, % as %25)`,
  );

const notAllowed: Say = (address, error) =>
  refused(
    address.tls === 'disable'
      ? `${labelOf(address)}: the server does not let user ${address.user} in without TLS, or not from this machine: add sslmode=require to the address, or an entry to the server's pg_hba.conf`
      : `${labelOf(address)}: the server does not let user ${address.user} in from this machine: add an entry to its pg_hba.conf (${messageOf(error)})`,
  );

const noDatabase: Say = (address) =>
  fault(
    'not_found',
    `${labelOf(address)}: there is no database ${address.database}: create it with \`createdb -h ${address.host} -p ${address.port} -U ${address.user} ${address.database}\` or CREATE DATABASE`,
  );

const noRight: Say = (address, error) =>
  refused(
    `${labelOf(address)}: user ${address.user} may not do this (${messageOf(error)}): the database's owner runs \`mane init-db --postgres …\`, or grants it with \`GRANT CREATE ON SCHEMA public TO ${address.user}\` and makes it the tables' owner`,
  );

const full: Say = (address, error) =>
  again('storage', `${labelOf(address)}: the server has no room: ${messageOf(error)}`);

const BY_CODE: Readonly<Record<string, Say>> = {
  '28P01': wrongPassword,
  '28000': notAllowed,
  '3D000': noDatabase,
  '42501': noRight,
  '53100': full,
  '53200': full,
  '53300': (address) =>
    again(
      'unavailable',
      `${labelOf(address)}: the server has no connection left: close others or raise max_connections`,
    ),
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
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT', 'EADDRNOTAVAIL']); // prettier-ignore
const CERTIFICATE = /^(ERR_TLS_CERT|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(GET|VERIFY))/;

export const sqlState = (error: unknown): string | null => {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && 'severity' in (error as Error) ? code : null;
};

/** A row the database will never take, whoever offers it again. */
export const isBadRow = (error: unknown): boolean => BAD_ROW.test(sqlState(error) ?? '');

/** The fault inside an error of the server, the driver or the network, or null when the error is a bug. */
export function postgresFault(error: unknown, address: PostgresAddress): Fault | null {
  if (error instanceof FaultError) return error.fault;
  if (!(error instanceof Error)) return null;
  const safe = withoutPassword(error, address);
  return serverFault(safe, address) ?? networkFault(safe, address);
}

function serverFault(error: Error, address: PostgresAddress): Fault | null {
  const code = sqlState(error);
  if (code === null) return null;
  if (error.message.includes('startup parameter'))
    return refused(`${labelOf(address)}: this is a pooler such as PgBouncer: add pgbouncer=true to the address`);
  const known = BY_CODE[code];
  if (known) return known(address, error);
  if (GOING.test(code)) return again('unavailable', `${labelOf(address)}: ${messageOf(error)}`);
  if (BAD_ROW.test(code)) return fault('bad_input', `the store refused a row: ${messageOf(error)}`);
  return null;
}

function networkFault(error: Error, address: PostgresAddress): Fault | null {
  const { code = '' } = error as NodeJS.ErrnoException;
  const { message } = error;
  if (CERTIFICATE.test(code))
    return refused(
      `${labelOf(address)}: the server's certificate is not proven (${code}): name its authority's file with sslrootcert, or use sslmode=require to encrypt without proof`,
    );
  if (message.includes('does not support SSL'))
    return refused(
      `${labelOf(address)}: the server speaks no TLS: switch it on there, or add sslmode=disable if nobody can listen in between`,
    );
  if (message.includes('password must be a')) return wrongPassword({ ...address, password: null }, error);
  if (/timeout/i.test(message) && !NETWORK.has(code))
    return again('timeout', `${labelOf(address)}: no answer in time: is the server busy, or a firewall in between?`);
  if (NETWORK.has(code))
    return again(
      'network',
      `${labelOf(address)}: cannot be reached (${code}): is the server running, and are host and port right?`,
    );
  if (/terminated|not queryable|Connection ended|closed the connection|after calling end/.test(message))
    return again('network', `${labelOf(address)}: the connection broke`);
  return null;
}

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
