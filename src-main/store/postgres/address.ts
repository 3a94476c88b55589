/**
 * Where the PostgreSQL server is and how to speak to it, from an address (`postgresql://user:password@host:5432/database`) or
 * from parts. Promises that any password gets through and that none ever stands in a text; refuses parameters it does not
 * know. https://www.postgresql.org/docs/current/libpq-connect.html
 */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { checkServerIdentity, type ConnectionOptions } from 'node:tls';
import { messageOf, throwFault } from '../../../src-shared/fault.ts';
import { type AddressParts, badAddress, readAddressText } from './address-text.ts';

/** disable: plain. require: encrypted, whoever answers. verify-ca, verify-full: encrypted and proven, the latter by name too. */
export type TlsMode = 'disable' | 'require' | 'verify-ca' | 'verify-full';
const TLS_MODES: readonly TlsMode[] = ['disable', 'require', 'verify-ca', 'verify-full'];
/** libpq's modes that leave it to the server: here the host decides, as without any mode. */
const UNDECIDED = ['prefer', 'allow'];

export interface PostgresAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | null;
  readonly database: string;
  readonly tls: TlsMode;
  /** PEM file of the authority that signed the server's certificate; the system's own when null. */
  readonly caFile: string | null;
  /** Behind a pooler in transaction mode: no start-up options. */
  readonly pooled: boolean;
}

type Parts = Partial<PostgresAddress>;

const DEFAULT_PORT = 5432;
const PARAMETERS = ['sslmode', 'ssl', 'sslrootcert', 'pgbouncer', 'host', 'port', 'user', 'password', 'dbname'];
/** Often part of a provider's address; nothing here depends on them. */
const WITHOUT_EFFECT = ['application_name', 'channel_binding', 'connect_timeout', 'gssencmode', 'keepalives', 'keepalives_idle', 'keepalives_interval', 'target_session_attrs']; // prettier-ignore
/** Of other drivers. Any other name is not repeated: it may be a piece of a password. */
const REFUSED_BY_NAME = ['connection_limit', 'pool_timeout', 'schema', 'options', 'search_path', 'service', 'passfile', 'sslcert', 'sslkey', 'sslpassword', 'sslcrl', 'sslnegotiation', 'krbsrvname', 'requiressl', 'statement_timeout', 'socket_timeout']; // prettier-ignore

/** Throws `bad_input`; the text never repeats the address, which may hold a password. */
export function readAddress(given: string | Parts, env: NodeJS.ProcessEnv = process.env): PostgresAddress {
  const parts = typeof given === 'string' ? ofText(readAddressText(given), env) : given;
  const { host = 'localhost', port = DEFAULT_PORT, user = env.PGUSER ?? 'mane', caFile = null, pooled = false } = parts;
  if (!Number.isInteger(port) || port < 1 || port > 65_535) badAddress('the port must be between 1 and 65535');
  return {
    host,
    port,
    user,
    password: parts.password ?? env.PGPASSWORD ?? null,
    database: parts.database ?? user,
    tls: parts.tls ?? usualTls(host),
    caFile,
    pooled,
  };
}

/** For people: who and where, without the password. */
export function labelOf({ user, host, port, database }: PostgresAddress): string {
  return `postgresql://${user}@${host.includes(':') ? `[${host}]` : host}:${port}/${database}`;
}

/** To be kept: all but the password, readable by `readAddress` again. */
export function addressWithoutPassword({ user, host, port, database, tls, caFile, pooled }: PostgresAddress): string {
  const socket = host.startsWith('/');
  const place = socket ? '' : host.includes(':') ? `[${host}]` : encodeURIComponent(host);
  const parameters = [
    ...(socket ? [['host', host]] : []),
    ...(tls === usualTls(host) ? [] : [['sslmode', tls]]),
    ...(caFile === null ? [] : [['sslrootcert', caFile]]),
    ...(pooled ? [['pgbouncer', 'true']] : []),
  ] as [string, string][];
  const query = new URLSearchParams(parameters).toString();
  return `postgresql://${encodeURIComponent(user)}@${place}:${port}/${encodeURIComponent(database)}${query === '' ? '' : `?${query}`}`;
}

/** What pg hands to Node's TLS; false for a plain connection. */
export function tlsOptions({ tls, caFile, host }: PostgresAddress): ConnectionOptions | false {
  if (tls === 'disable') return false;
  const ca = caFile === null ? undefined : readCa(caFile);
  const servername = isIP(host) === 0 ? host : '';
  if (tls === 'require') return { rejectUnauthorized: false, servername };
  const byName = tls === 'verify-full';
  // Node would compare a numeric host with nothing at all: the host is compared here, whatever kind it is.
  const identity: ConnectionOptions['checkServerIdentity'] = (_name, certificate) =>
    byName ? checkServerIdentity(host, certificate) : undefined;
  return { rejectUnauthorized: true, servername, ca, checkServerIdentity: identity };
}

function readCa(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return throwFault('bad_input', `sslrootcert ${file}: cannot be read (${messageOf(error)})`);
  }
}

const usualTls = (host: string): TlsMode => (isLocal(host) ? 'disable' : 'require');
const isLocal = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host.startsWith('127.') || host.startsWith('/');

function ofText({ options, passwordAsWritten: _, ...parts }: AddressParts, env: NodeJS.ProcessEnv): Parts {
  for (const name of options.keys()) if (![...PARAMETERS, ...WITHOUT_EFFECT].includes(name)) refuseParameter(name);
  const missing = [
    ...(parts.host === undefined && parts.user === undefined && parts.database === undefined ? ['host'] : []),
    ...(parts.user === undefined && env.PGUSER === undefined ? ['user'] : []),
    ...(parts.database === undefined && parts.user === undefined ? ['database'] : []),
  ];
  if (missing.length > 0) badAddress(`${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} missing`);
  return { ...parts, ...modesOf(options) };
}

const refuseParameter = (name: string): never =>
  badAddress(
    `unknown parameter${REFUSED_BY_NAME.includes(name) ? ` ${JSON.stringify(name)}` : ''} (known: ${PARAMETERS.join(', ')})`,
  );

function modesOf(options: AddressParts['options']): Parts {
  const wanted = options.get('sslmode') ?? (options.get('ssl') === 'true' ? 'require' : undefined);
  // node-postgres' name of the same.
  const mode = wanted === 'no-verify' ? 'require' : wanted;
  if (mode !== undefined && ![...TLS_MODES, ...UNDECIDED].includes(mode))
    badAddress(`sslmode must be ${TLS_MODES.join(', ')}`);
  const caFile = options.get('sslrootcert');
  return {
    ...(mode === undefined || UNDECIDED.includes(mode) ? {} : { tls: mode as TlsMode }),
    ...(caFile === undefined || caFile === 'system' ? {} : { caFile }),
    ...(options.get('pgbouncer') === 'true' ? { pooled: true } : {}),
  };
}
