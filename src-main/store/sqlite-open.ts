/**
 * Opens the database file: WAL, foreign keys, nothing in the file is trusted, and a file that is not ours is refused.
 * Every way in which opening can fail is one `storage` fault that names the file. https://sqlite.org/wal.html
 */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { FaultError, messageOf, throwFault } from '../../src-shared/fault.ts';
import { sqliteCode } from './sqlite-faults.ts';

export type Db = Database.Database;

/** "MANE" in the header's application_id. https://sqlite.org/fileformat.html#application_id */
const APPLICATION_ID = 0x4d414e45;
const BUSY_TIMEOUT_MS = 5000;
const JOURNAL_SIZE_LIMIT = 16 * 1024 * 1024;

/** A connection that may write; creates the file and its folder when they are missing. */
export function openWriter(path: string): Db {
  return opening(path, (file) => {
    refuseFolder(file);
    mkdirSync(dirname(file), { recursive: true });
    const db = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    return closingOnFailure(db, () => {
      const fresh = refuseForeign(db, file);
      if (fresh) db.pragma('auto_vacuum = INCREMENTAL');
      harden(db);
      db.pragma('journal_mode = WAL');
      db.pragma(`journal_size_limit = ${JOURNAL_SIZE_LIMIT}`);
      db.pragma('fullfsync = ON');
      if (fresh) db.pragma(`application_id = ${APPLICATION_ID}`);
    });
  });
}

/** A connection that cannot write. The file must be there. */
export function openReader(path: string): Db {
  return opening(path, (file) => {
    refuseFolder(file);
    if (!existsSync(file))
      throwFault('storage', `no database at ${file}: run \`mane init-db\` first, or give another --db`);
    const db = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    return closingOnFailure(db, () => {
      refuseForeign(db, file);
      harden(db);
    });
  });
}

function opening(path: string, open: (file: string) => Db): Db {
  const file = resolve(path);
  try {
    return open(file);
  } catch (error) {
    if (error instanceof FaultError) throw error;
    const code = sqliteCode(error) ?? (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    const reason = code === 'SQLITE_NOTADB' ? 'it is not a database' : `${messageOf(error)} (${code})`;
    return throwFault('storage', `cannot open the database ${file}: ${reason}`, { cause: error });
  }
}

function closingOnFailure(db: Db, prepare: () => void): Db {
  try {
    prepare();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function refuseFolder(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throwFault('storage', `cannot open the database ${file}: it is a folder, expected a file`);
  }
}

/** True for an empty database; refuses one that another program made. */
function refuseForeign(db: Db, file: string): boolean {
  const tables = db.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get() ?? 0;
  const id = db.pragma('application_id', { simple: true });
  if (tables === 0) return true;
  if (id === APPLICATION_ID) return false;
  return throwFault('storage', `cannot use ${file}: it is a database of another program; choose another file`);
}

function harden(db: Db): void {
  db.pragma('foreign_keys = ON');
  db.pragma('trusted_schema = OFF');
  db.pragma('cell_size_check = ON');
  db.pragma('temp_store = MEMORY');
}

/** Bytes in use: pages that hold something. The file itself shrinks when retention gives free pages back. */
export const usedBytes = (db: Db): number => createUsedBytes(db)();

/** The same for whoever asks after every write: a pragma compiled anew costs as much as a small write. */
export function createUsedBytes(db: Db): () => number {
  const pragma = (name: string) => db.prepare<[], number>(`PRAGMA ${name}`).pluck();
  const [pages, free, size] = [pragma('page_count'), pragma('freelist_count'), pragma('page_size')];
  return () => ((pages.get() ?? 0) - (free.get() ?? 0)) * (size.get() ?? 0);
}
