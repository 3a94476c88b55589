/**
 * SQLite's errors as faults, one clear line each. Disk full, read-only, I/O and busy are retryable `storage`; a broken row
 * is `bad_input`, a missing parent `not_found`, a damaged file `corrupt`. Codes: https://sqlite.org/rescode.html
 */
import Database from 'better-sqlite3';
import { fault, FaultError, messageOf, type Fault } from '../../src-shared/fault.ts';

const RETRYABLE: readonly [prefix: string, words: string][] = [
  ['SQLITE_FULL', 'the disk is full'],
  ['SQLITE_READONLY', 'the database file is read-only'],
  ['SQLITE_IOERR', 'the disk reported an error'],
  ['SQLITE_BUSY', 'another program is holding the database'],
  ['SQLITE_LOCKED', 'another program is holding the database'],
  ['SQLITE_CANTOPEN', 'the database file cannot be opened'],
  ['SQLITE_NOMEM', 'out of memory'],
];

export const sqliteCode = (error: unknown): string | null =>
  error instanceof Database.SqliteError ? error.code : null;

export const isConstraint = (error: unknown): boolean => sqliteCode(error)?.startsWith('SQLITE_CONSTRAINT') ?? false;

/** The fault inside an error that SQLite threw, or null when the error is a bug. */
export function sqliteFault(error: unknown, path: string): Fault | null {
  if (error instanceof FaultError) return error.fault;
  const code = sqliteCode(error);
  if (code === null) return null;
  const storage = RETRYABLE.find(([prefix]) => code.startsWith(prefix));
  if (storage) return fault('storage', `cannot use ${path}: ${storage[1]} (${code})`, { retryable: true });
  if (code === 'SQLITE_CONSTRAINT_FOREIGNKEY')
    return fault('not_found', 'the anomaly this row belongs to is not stored');
  if (code.startsWith('SQLITE_CONSTRAINT')) return fault('bad_input', `the store refused a row: ${messageOf(error)}`);
  return fault('corrupt', `${path} is damaged: ${messageOf(error)} (${code})`);
}

/** Runs `work`; what SQLite throws leaves as a FaultError, bugs pass through. */
export function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const known = sqliteFault(error, path);
    if (known === null) throw error;
    throw new FaultError(known, { cause: error });
  }
}
