/**
 * Where the PostgreSQL server is and how to speak to it, from an address (`postgresql://user:password@host:5432/database`) or
 * from parts. Promises that any password gets through and that none ever stands in a text; refuses parameters it does not
 * know. https://www.postgresql.org/docs/current/libpq-connect.html
 */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { checkServerIdentity, type ConnectionOptions } from 'node:tls';
import { messageOf, throwFault } from '../../../src-shared/fault.ts';

/** disable: plain. require: encrypted, whoever answers. verify-ca, verify-full: encrypted and proven, the latter by name too. */
export type TlsMode = 'disable' | 'require' | 'verify-ca' | 'verify-full';
const TLS_MODES: readonly TlsMode[] = ['disable', 'require', 'verify-ca', 'verify-full'];

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

const EXPECTED = 'expected postgresql:// followed by user:password@host:5432/database';
const DEFAULT_PORT = 5432;
const PARAMETERS = ['sslmode', 'sslrootcert', 'pgbouncer', 'host'] as const;

/** Throws `bad_input`; the text never repeats the address, which may hold a password. */
export function readAddress(given: string | Parts, env: NodeJS.ProcessEnv = process.env): PostgresAddress {
  const parts = typeof given === 'string' ? parseUrl(given) : given;
  const { host = 'localhost', port = DEFAULT_PORT, user = env.PGUSER ?? 'mane', caFile = null, pooled = false } = parts;
  const tls = parts.tls ?? (isLocal(host) ? 'disable' : 'require');
  if (!Number.isInteger(port) || port < 1 || port > 65_535) bad('the port must be between 1 and 65535');
  return {
    host,
    port,
    user,
    password: parts.password ?? env.PGPASSWORD ?? null,
    database: parts.database ?? user,
    tls,
    caFile,
    pooled,
  };
}

/** For people: who and where, without the password. */
export function labelOf({ user, host, port, database }: PostgresAddress): string {
  return `postgresql://${user}@${host.includes(':') ? `[${host}]` : host}:${port}/${database}`;
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

const isLocal = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host.startsWith('127.') || host.startsWith('/');

const bad = (why: string): never => throwFault('bad_input', `PostgreSQL address: ${why}; ${EXPECTED}`);

function parseUrl(url: string): Parts {
  const scheme = /^postgres(?:ql)?:\/\//i.exec(url.trim());
  if (!scheme) return bad('it does not begin with postgresql://');
  const { userInfo, place } = splitUser(url.trim().slice(scheme[0].length));
  const match = PLACE.exec(place);
  if (!match) return bad('host, port or database cannot be read');
  const [, bracketed, plain, port, database, query] = match;
  const [user, password] = splitOnce(userInfo, ':');
  const options = parseQuery(query ?? '');
  const parts: Record<string, unknown> = {
    ...options,
    host: options.host ?? bracketed ?? (plain ? decode(plain) : undefined),
    port: port === undefined ? undefined : Number(port),
    user: user === '' ? undefined : decode(user),
    password: password === null ? undefined : decode(password),
    database: database ? decode(database) : undefined,
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

const PLACE = /^(?:\[([0-9a-f:.%]+)\]|([^/?#:@[\]]*))(?::(\d+))?(?:\/([^/?#]*))?(?:\?([^#]*))?$/i;

/** A pasted password may hold `@`, `/`, `?` and `#` unencoded: the last `@` that leaves a readable place is the one. */
function splitUser(rest: string): { userInfo: string; place: string } {
  for (let at = rest.lastIndexOf('@'); at >= 0; at = at === 0 ? -1 : rest.lastIndexOf('@', at - 1)) {
    if (PLACE.test(rest.slice(at + 1))) return { userInfo: rest.slice(0, at), place: rest.slice(at + 1) };
  }
  return { userInfo: '', place: rest };
}

function splitOnce(text: string, by: string): [string, string | null] {
  const at = text.indexOf(by);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}

/** Percent-decoded where that is possible; a password with a lone `%` is taken as it stands. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function parseQuery(query: string): Parts {
  const given = new URLSearchParams(query);
  for (const name of given.keys()) {
    if (!(PARAMETERS as readonly string[]).includes(name))
      bad(`unknown parameter ${JSON.stringify(name.slice(0, 40))} (known: ${PARAMETERS.join(', ')})`);
  }
  const mode = given.get('sslmode');
  if (mode !== null && !(TLS_MODES as readonly string[]).includes(mode)) bad(`sslmode must be ${TLS_MODES.join(', ')}`);
  return {
    ...(mode === null ? {} : { tls: mode as TlsMode }),
    ...(given.get('sslrootcert') === null ? {} : { caFile: given.get('sslrootcert') }),
    ...(given.get('host') === null ? {} : { host: given.get('host') ?? '' }),
    ...(given.get('pgbouncer') === 'true' ? { pooled: true } : {}),
  };
}
