/**
 * Which of the known troubles an error of the server, the driver or the network is. Knows codes and, where one code has
 * several causes, the server's English wording (its messages before sign-in are never translated by us: lc_messages of another
 * language falls back to the code's general case). https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
import type { PostgresStepName } from '../../../src-shared/postgres.ts';
import type { PostgresAddress } from './address.ts';

/** Everything that can stand between an address and a working connection, with the step at which it shows. */
export const STEP_OF = {
  no_host: 'reach',
  nothing_listens: 'reach',
  no_socket: 'reach',
  no_answer: 'reach',
  /** By the system, also of a connection in use. */
  timed_out: 'reach',
  no_route: 'reach',
  not_postgres: 'reach',
  starting: 'reach',
  tls_not_offered: 'tls',
  tls_wanted: 'tls',
  certificate_unproven: 'tls',
  certificate_other_host: 'tls',
  certificate_expired: 'tls',
  tls_failed: 'tls',
  wrong_password: 'sign_in',
  no_password: 'sign_in',
  no_role: 'sign_in',
  no_login: 'sign_in',
  not_from_here: 'sign_in',
  other_system_user: 'sign_in',
  client_certificate: 'sign_in',
  no_connection_left: 'sign_in',
  pooler: 'sign_in',
  no_database: 'database',
  may_not_connect: 'database',
  database_closed: 'database',
} as const satisfies Readonly<Record<string, PostgresStepName>>;
export type PostgresProblem = keyof typeof STEP_OF;

export const sqlState = (error: unknown): string | null => {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && 'severity' in (error as Error) ? code : null;
};

/** Null: none of them, or not about connecting. */
export function problemOf(error: unknown, address: PostgresAddress): PostgresProblem | null {
  if (!(error instanceof Error)) return null;
  const code = sqlState(error);
  return code === null ? onTheWay(error, address) : atTheServer(code, error.message, address);
}

function atTheServer(code: string, message: string, address: PostgresAddress): PostgresProblem | null {
  // PgBouncer answers for the server, with codes of its own choice.
  if (message.includes('startup parameter')) return 'pooler';
  if (code === '08P01' && /^(?:no such database|database .* does not exist)/i.test(message)) return 'no_database';
  if (code === '08P01' && /no such user/i.test(message)) return 'wrong_password';
  if (code === '28P01') return address.password === null ? 'no_password' : 'wrong_password';
  if (code === '28000') return ofAuthorisation(message, address);
  if (code === '3D000') return 'no_database';
  if (code === '42501' && /^permission denied for database/.test(message)) return 'may_not_connect';
  if (code === '55000' && message.includes('not currently accepting connections')) return 'database_closed';
  if (code === '53300') return 'no_connection_left';
  return code === '57P03' ? 'starting' : null;
}

/** invalid_authorization_specification: what the server's pg_hba.conf, or the role itself, says no to. */
function ofAuthorisation(message: string, { tls }: PostgresAddress): PostgresProblem {
  if (/^role .* does not exist/.test(message)) return 'no_role';
  if (message.includes('not permitted to log in')) return 'no_login';
  if (/^(?:peer|ident) authentication failed/i.test(message)) return 'other_system_user';
  if (message.includes('client certificate')) return 'client_certificate';
  // "…, no encryption" (14 and later), "…, SSL off" (before).
  if (tls === 'disable' && /no encryption|SSL off/.test(message)) return 'tls_wanted';
  return 'not_from_here';
}

const BY_SYSTEM_CODE: Readonly<Record<string, PostgresProblem>> = {
  ENOTFOUND: 'no_host',
  EAI_AGAIN: 'no_host',
  ECONNREFUSED: 'nothing_listens',
  ENOENT: 'no_socket',
  ETIMEDOUT: 'timed_out',
  EHOSTUNREACH: 'no_route',
  ENETUNREACH: 'no_route',
  EADDRNOTAVAIL: 'no_route',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate_other_host',
  CERT_HAS_EXPIRED: 'certificate_expired',
};
const UNPROVEN = /^(ERR_TLS_CERT|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(GET|VERIFY))/;

function onTheWay(error: Error, address: PostgresAddress): PostgresProblem | null {
  const { code = '' } = error as NodeJS.ErrnoException;
  const { message } = error;
  const known = BY_SYSTEM_CODE[code];
  if (known) return known === 'no_socket' && !address.host.startsWith('/') ? null : known;
  if (UNPROVEN.test(code)) return 'certificate_unproven';
  if (code === 'EPROTO' || /^ERR_(SSL|TLS)_/.test(code)) return 'tls_failed';
  if (message.includes('does not support SSL')) return 'tls_not_offered';
  if (message.includes('error establishing an SSL connection')) return 'not_postgres';
  if (message.includes('password must be a')) return 'no_password';
  return /timeout/i.test(message) ? 'no_answer' : null;
}
