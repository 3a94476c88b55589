/**
 * One line for each trouble on the way to a database: who and where, what is wrong, and what to do, with the exact SQL or
 * parameter where there is one. Never a password.
 */
import { fault, type Fault } from '../../../src-shared/fault.ts';
import { labelOf, type PostgresAddress } from './address.ts';
import type { PostgresProblem } from './problems.ts';

/** As PostgreSQL wants a name in SQL. */
export const quoted = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

type Say = (address: PostgresAddress, message: string) => string;

const NO_ANSWER =
  'no answer in time: is the server busy, or does a firewall (or a cloud’s list of allowed addresses) leave this machine out?';

const LINES: Readonly<Record<PostgresProblem, Say>> = {
  no_host: ({ host }) =>
    `cannot be reached: no server is known by the name ${host}: is it written right, and is this machine online?`,
  nothing_listens: ({ port }) =>
    `cannot be reached: nothing listens there (ECONNREFUSED): is the server running, and is ${port} its port?`,
  no_socket: ({ host, port }) =>
    `cannot be reached: there is no socket of a server for port ${port} in ${host}: is it running, and is this its folder?`,
  no_answer: () => NO_ANSWER,
  timed_out: () => NO_ANSWER,
  no_route: () =>
    'cannot be reached: this machine has no way to that address: is it online, and does it reach that network?',
  not_postgres: ({ port }) => `what answers there does not speak PostgreSQL’s protocol: is ${port} the right port?`,
  starting: (_address, message) => `the server is not ready (${message}): it is tried again by itself`,
  tls_not_offered: () =>
    'the server speaks no TLS: switch it on there, or add sslmode=disable to the address if nobody can listen in between',
  tls_wanted: ({ user }) =>
    `the server does not let user ${user} in without TLS: add sslmode=require to the address (or the server’s pg_hba.conf wants an entry for this machine)`,
  certificate_unproven: (_address, message) =>
    `the server's certificate is not proven (${message}): name its authority's file with sslrootcert, or use sslmode=require to encrypt without proof`,
  certificate_other_host: ({ host }) =>
    `the server's certificate is not for ${host}: use the name it was made for, or sslmode=verify-ca to prove the authority alone`,
  certificate_expired: () =>
    "the server's certificate has expired: renew it there, or use sslmode=require to encrypt without proof",
  tls_failed: (_address, message) =>
    `TLS could not be agreed on with the server (${message}): does something in between change the connection?`,
  wrong_password: ({ user }) =>
    `the server refused the password of user ${user}, or knows no such user: correct them (a % in an address is written %25)`,
  no_password: ({ user }) => `the server wants a password for user ${user}: put it into the address or into PGPASSWORD`,
  no_role: ({ user }) =>
    `the server knows no user ${user}: correct the name, or let its administrator run CREATE ROLE ${quoted(user)} LOGIN PASSWORD '…'`,
  no_login: ({ user }) =>
    `user ${user} may not sign in: let the server's administrator run ALTER ROLE ${quoted(user)} LOGIN`,
  not_from_here: ({ user }, message) =>
    `the server does not let user ${user} in from this machine: its administrator adds an entry to pg_hba.conf (${message})`,
  other_system_user: ({ user }) =>
    `over its socket the server lets user ${user} in only for the system's user of that name: use host 127.0.0.1 and a password instead`,
  client_certificate: () =>
    'the server wants a certificate from its clients, which MANE cannot show: let its administrator allow a password',
  no_connection_left: () =>
    'the server has no connection left: close others, or raise max_connections (or this user’s limit); it is tried again by itself',
  pooler: () => 'this is a pooler such as PgBouncer: add pgbouncer=true to the address',
  no_database: ({ host, port, user, database }) =>
    `there is no database ${database}: create it with \`createdb -h ${host} -p ${port} -U ${user} ${database}\` or CREATE DATABASE, or let MANE do it (\`mane init-db --postgres … --create\`, or the button in Settings)`,
  may_not_connect: ({ user, database }) =>
    `user ${user} may not use database ${database}: let its owner run GRANT CONNECT ON DATABASE ${quoted(database)} TO ${quoted(user)}`,
  database_closed: ({ database }) =>
    `database ${database} takes no connections now: let its administrator run ALTER DATABASE ${quoted(database)} ALLOW_CONNECTIONS true`,
};

const KINDS: Partial<Record<PostgresProblem, Fault['kind']>> = {
  no_host: 'network',
  nothing_listens: 'network',
  no_socket: 'network',
  no_route: 'network',
  no_answer: 'timeout',
  timed_out: 'network',
  starting: 'unavailable',
  no_connection_left: 'unavailable',
  no_database: 'not_found',
};

/** `message`: the other side's, already without the password. */
export const faultOfProblem = (problem: PostgresProblem, address: PostgresAddress, message: string): Fault =>
  fault(KINDS[problem] ?? 'refused', `${labelOf(address)}: ${LINES[problem](address, message)}`);
