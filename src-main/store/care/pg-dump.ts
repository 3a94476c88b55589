/**
 * A dump of the PostgreSQL beside the store (custom format) by the pg_dump that is installed, when it is not older than the server.
 * The password travels by the child's environment, never among its arguments, which everybody on the machine may read.
 * https://www.postgresql.org/docs/current/app-pgdump.html
 */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { throwFault } from '../../../src-shared/fault.ts';
import { wallTime } from '../../base/clock.ts';
import { labelOf, type PostgresAddress } from '../postgres/address.ts';
import { postgresStatus } from '../postgres/status.ts';
import { draftOf, makeFolder, publishFile, removeStaleDrafts, stampOf } from './whole-file.ts';

export interface DumpOptions {
  readonly address: PostgresAddress;
  readonly folder: string;
  readonly keep?: number;
  readonly signal?: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
  /** Where pg_dump is looked for; default: PATH, then Debian's folders. */
  readonly folders?: readonly string[];
}

export type DumpReport =
  | { readonly file: string; readonly bytes: number; readonly ms: number; readonly version: string }
  | { readonly skipped: string };

interface Program {
  readonly path: string;
  readonly folder: string;
  readonly version: string;
  readonly major: number;
}

const run = promisify(execFile);
const MOST_OUTPUT = 16 * 1024 * 1024;

/** Throws when the server cannot be reached or the dump fails; `skipped` says why there is no program to make it with. */
export async function dumpPostgres(options: DumpOptions): Promise<DumpReport> {
  const { address, folder, keep, signal, env = process.env, folders = placesOf(env) } = options;
  if (address.pooled) return { skipped: 'the address goes through a pooler; give the server’s own to dump it' };
  const { version: server } = await postgresStatus(address);
  const found = await programsIn(folders);
  const program = found.find(({ major }) => major >= Number.parseInt(server, 10));
  if (program === undefined) return { skipped: whyNone(found, server) };
  const startedAt = wallTime.now();
  makeFolder(folder);
  removeStaleDrafts(folder);
  const file = join(folder, `${dumpStem(address)}-${stampOf(startedAt)}.dump`);
  const draft = draftOf(file);
  try {
    await ask(
      program.path,
      ['--format=custom', '--no-password', `--file=${draft}`],
      environmentOf(address, env),
      address,
      signal,
    );
    await ask(join(program.folder, 'pg_restore'), ['--list', draft], env, address, signal);
    publishFile(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  if (keep !== undefined) rotate(folder, dumpStem(address), keep);
  return { file, bytes: statSync(file).size, ms: wallTime.now() - startedAt, version: program.version };
}

const whyNone = (found: readonly Program[], server: string): string =>
  found[0] === undefined
    ? 'pg_dump is not installed (on Debian: postgresql-client)'
    : `pg_dump ${found[0].version} is older than the server (${server}); install the client of version ${Number.parseInt(server, 10)}`;

/** The database's name may hold anything. */
const dumpStem = ({ database }: PostgresAddress): string => `postgres-${encodeURIComponent(database)}`;

function placesOf(env: NodeJS.ProcessEnv): string[] {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).map((name) => join(debian, name, 'bin')) : [];
  return [...(env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''), ...versions];
}

/** Newest first. */
async function programsIn(folders: readonly string[]): Promise<Program[]> {
  const name = process.platform === 'win32' ? 'pg_dump.exe' : 'pg_dump';
  const present = folders.filter((folder) => existsSync(join(folder, name)));
  const asked = await Promise.all(present.map((folder) => versionOf(folder, join(folder, name))));
  return asked.filter((one) => one !== null).sort((a, b) => b.major - a.major);
}

async function versionOf(folder: string, path: string): Promise<Program | null> {
  try {
    const version = /(\d+)[\d.]*/.exec((await run(path, ['--version'])).stdout);
    return version?.[1] === undefined ? null : { path, folder, version: version[0], major: Number(version[1]) };
  } catch {
    return null;
  }
}

/** https://www.postgresql.org/docs/current/libpq-envars.html */
export function environmentOf(address: PostgresAddress, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { host, port, user, password, database, tls, caFile } = address;
  return {
    ...env,
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGDATABASE: database,
    PGSSLMODE: tls,
    PGCONNECT_TIMEOUT: '15',
    ...(password === null ? {} : { PGPASSWORD: password }),
    ...(caFile === null ? {} : { PGSSLROOTCERT: caFile }),
  };
}

async function ask(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  address: PostgresAddress,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await run(program, [...args], { env, signal, maxBuffer: MOST_OUTPUT });
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? '';
    if (signal?.aborted) throwFault('cancelled', 'the dump was interrupted');
    throwFault('unavailable', `${labelOf(address)}: pg_dump failed: ${said || 'it could not be started'}`);
  }
}

function rotate(folder: string, stem: string, keep: number): void {
  const ours = /^\d{8}-\d{6}\.dump$/;
  const names = readdirSync(folder).filter(
    (name) => name.startsWith(`${stem}-`) && ours.test(name.slice(stem.length + 1)),
  );
  for (const name of names.sort().reverse().slice(keep)) rmSync(join(folder, name), { force: true });
}
