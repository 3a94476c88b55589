/**
 * What people paste as a PostgreSQL address: a URL as a provider shows it (quoted, with `psql` or `DATABASE_URL=` before it, of
 * JDBC or SQLAlchemy), or libpq's `host=… user=…`. Gives the parts; refuses with the part that is wrong or missing and never
 * repeats the text. https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING
 */
import { throwFault } from '../../../src-shared/fault.ts';

/** As given: nothing is filled in. */
export interface AddressParts {
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
  /** When decoding changed it: whether `%41` was written for `A` or is part of the password only the server can say. */
  readonly passwordAsWritten?: string;
  readonly options: ReadonlyMap<string, string>;
}

export const EXPECTED = 'expected postgresql:// followed by user:password@host:5432/database';
export const badAddress = (why: string): never => throwFault('bad_input', `PostgreSQL address: ${why}; ${EXPECTED}`);

const SCHEME = /^(?:jdbc:)?postgres(?:ql)?(?:\+[a-z0-9_]+)?:\/\//i;
/** What providers' pages and shells put before an address. */
const BEFORE =
  /^(?:export\s+)?(?:[a-z_]\w*\s*[=:]\s*|psql\s+(?:-d\s+)?)(?=["'`]?(?:jdbc:)?postgres(?:ql)?(?:\+\w+)?:\/\/)/i;
/** Of a line that a terminal or a mail broke, and what a page's button copies along. */
const BREAKS = /[\r\n\t]/g;
const INVISIBLE_ENDS = /^[\s\u200b\u2060\ufeff]+|[\s\u200b\u2060\ufeff]+$/g;
const KEYWORDS = /^[a-z_]+\s*=/i;

export function readAddressText(text: string): AddressParts {
  const whole = text.replace(INVISIBLE_ENDS, '');
  const plain = whole.replace(BREAKS, '').replace(BEFORE, '');
  const bare = /^(["'`])(.*)\1;?$/s.exec(plain)?.[2]?.trim() ?? plain;
  if (bare === '') badAddress('it is empty');
  const scheme = SCHEME.exec(bare);
  if (scheme) return checkedPassword(ofUrl(bare.slice(scheme[0].length)));
  if (KEYWORDS.test(whole)) return checkedPassword(ofKeywords(whole));
  return badAddress('it does not begin with postgresql://');
}

const PLACE = /^(?:\[([0-9a-f:.%]+)\]|([^/?#:@[\]]*))(?::(\d+))?(?:\/([^/?#]*))?(?:\?([^#]*))?$/i;

function ofUrl(rest: string): AddressParts {
  const { userInfo, place } = splitUser(rest);
  const match = PLACE.exec(place);
  if (!match) return badAddress(whatIsWrong(place));
  const [, bracketed, plain, port, database, query] = match;
  const [user, password] = splitOnce(userInfo, ':');
  const given: Record<string, string | undefined> = {
    host: bracketed ?? (plain ? decode(plain) : undefined),
    port,
    user: user === '' ? undefined : decode(user),
    password: password === null ? undefined : decode(password),
    dbname: database ? decode(database) : undefined,
  };
  const parts = partsOf(new Map([...entriesOf(given), ...new URLSearchParams(query)]));
  return password === null || password === parts.password ? parts : { ...parts, passwordAsWritten: password };
}

/**
 * A pasted password may hold `@`, `/`, `?` and `#` unencoded: the last `@` that leaves a readable place is the one. Without such
 * an `@` nothing of the text is taken for a place, because it may be the password.
 */
function splitUser(rest: string): { userInfo: string; place: string } {
  if (!rest.includes('@') || ONLY_IN_QUERY.test(rest)) return { userInfo: '', place: rest };
  for (let at = rest.lastIndexOf('@'); at >= 0; at = at === 0 ? -1 : rest.lastIndexOf('@', at - 1)) {
    if (PLACE.test(rest.slice(at + 1))) return { userInfo: rest.slice(0, at), place: rest.slice(at + 1) };
  }
  const last = rest.lastIndexOf('@');
  return { userInfo: rest.slice(0, last), place: rest.slice(last + 1) };
}
/** `host/database?user=ann@server&password=…`, as JDBC writes it. */
const ONLY_IN_QUERY = /^[^@?]*\?(?:\w+=[^&@]*&)*(?:user|password)=/;

/** Of the part behind the last `@`, which holds no password when there is one; said without repeating it all the same. */
function whatIsWrong(place: string): string {
  if (/^[^/?#]*,/.test(place)) return 'it names more than one host, and MANE speaks to one';
  if (/^\[[^\]]*$/.test(place)) return 'the bracket around the host is not closed';
  if (/^[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*(\/|$)/i.test(place)) return 'an IPv6 host stands in brackets, as in [::1]';
  if (/^[^/?#]*:[^/?#]*[^\d/?#][^/?#]*/.test(place))
    return 'the port is not a number (or the @ after the password is missing)';
  if (/^[^/?#]*:(\/|$)/.test(place)) return 'the port after the colon is missing';
  return 'host, port or database cannot be read';
}

/** `host=… password='it''s'`: values in single quotes may hold blanks; `\` escapes. */
function ofKeywords(text: string): AddressParts {
  const given = new Map<string, string>();
  const pair = /\s*([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)*))(?:\s+|$)/gy;
  while (pair.lastIndex < text.length) {
    const match = pair.exec(text);
    if (!match) return badAddress('after a name and = a value is expected, in single quotes when it holds blanks');
    given.set(match[1] ?? '', (match[2] ?? match[3] ?? '').replaceAll(/\\(.)/gs, '$1'));
  }
  return partsOf(given);
}

function partsOf(given: ReadonlyMap<string, string>): AddressParts {
  const {
    host,
    hostaddr,
    port,
    user,
    password,
    dbname,
    database = dbname,
  } = Object.fromEntries(given) as Record<string, string | undefined>;
  const named = ['host', 'hostaddr', 'port', 'user', 'password', 'dbname', 'database'];
  if (host?.includes(',')) return badAddress('it names more than one host, and MANE speaks to one');
  if (port !== undefined && !/^\d+$/.test(port)) return badAddress('the port is not a number');
  const parts = {
    host: host ?? hostaddr,
    port: port === undefined ? undefined : Number(port),
    user,
    password,
    database,
  };
  const options = new Map([...given].filter(([name]) => !named.includes(name)));
  return {
    ...Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined && value !== '')),
    options,
  };
}

/** Providers show the address with a word or dots where the password goes. */
const PLACEHOLDER = /^(?:\[your-password\]|<.{0,40}password.{0,40}>|your[-_]?password|[*•]{3,})$/i;

function checkedPassword(parts: AddressParts): AddressParts {
  if (parts.password !== undefined && PLACEHOLDER.test(parts.password))
    return badAddress('in the place of the password stands only a placeholder: put the password there');
  return parts;
}

const entriesOf = (record: Readonly<Record<string, string | undefined>>): [string, string][] =>
  Object.entries(record).filter((entry): entry is [string, string] => entry[1] !== undefined);

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
