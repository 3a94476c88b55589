/**
 * The synchronous SQLite store: one writer and one reader connection over one file, every call guarded so that what the disk
 * or the data did wrong leaves as a fault. Runs in the store's thread, or in the caller's for the CLI and tests.
 */
import type { Writer } from '../../src-shared/ports/writer.ts';
import { throwFault } from '../../src-shared/fault.ts';
import { migrationsFolder } from '../base/paths.ts';
import { checkApplied, migrate, readMigrations } from './migrate.ts';
import type { PackedJournal } from './packed-journal.ts';
import { createAnomalyWriter } from './sqlite-anomaly-writer.ts';
import type { MirrorSide } from './mirror/side.ts';
import { createRangeBook } from './mirror/sqlite-ranges.ts';
import { createMirrorSide } from './mirror/sqlite-side.ts';
import { guarded, sqliteCode } from './sqlite-faults.ts';
import { createJournal, type JournalReceipt } from './sqlite-journal.ts';
import { createLedger } from './sqlite-ledger.ts';
import { createUsedBytes, openReader, openWriter, type Db } from './sqlite-open.ts';
import { createReader, type Sync, type SyncReader } from './sqlite-reader.ts';
import { createRetention, type Retaining } from './sqlite-retention.ts';
import { createSealer } from './sqlite-search-seal.ts';
import { createSynchronous, type SetSynchronous } from './sqlite-synchronous.ts';
import { createUsageWriter } from './sqlite-usage.ts';
import { createWindows } from './sqlite-windows.ts';

type Durable = Omit<Writer, 'journal' | 'retain' | 'flush' | 'health' | 'close'>;
export type SyncWriter = Sync<Durable> & {
  journal(batch: PackedJournal): JournalReceipt;
  retain(...args: Parameters<Writer['retain']>): Retaining;
};

export interface StoreCore {
  readonly path: string;
  readonly reader: SyncReader;
  /** Null when opened for reading only. */
  readonly writer: SyncWriter | null;
  /** What PostgreSQL beside this store needs of it; null as the writer is. */
  readonly mirror: MirrorSide | null;
  /** The writing connection, for tests and maintenance. */
  readonly db: Db | null;
  sizeBytes(): number;
  close(): void;
}

export interface CoreOptions {
  readonly path: string;
  readonly readOnly?: boolean;
  /** The file is thrown away after use: commits do not wait for the disk. */
  readonly transient?: boolean;
  /** Where the migrations lie; the program's own by default. */
  readonly migrations?: string;
}

/** Opens, migrates and prepares. Throws FaultError (`storage`, `refused`, `corrupt`) with one clear line. */
export function openCore({
  path,
  readOnly = false,
  transient = false,
  migrations = migrationsFolder('sqlite'),
}: CoreOptions): StoreCore {
  const shipped = readMigrations(migrations);
  return guarded(path, () => {
    const open: Db[] = [];
    try {
      const db = readOnly ? null : keep(open, openWriter(path));
      if (db) migrate(db, shipped);
      const readDb = keep(open, openReader(path));
      if (readOnly) refuseOlder(readDb, checkApplied(readDb, shipped), shipped.length);
      return assemble(path, db, readDb, transient);
    } catch (error) {
      for (const connection of open) connection.close();
      throw error;
    }
  });
}

function keep(open: Db[], db: Db): Db {
  open.push(db);
  return db;
}

function refuseOlder(db: Db, schema: number, known: number): void {
  if (schema < known) {
    throwFault(
      'refused',
      `${db.name} has schema ${schema}, this program reads ${known}: run \`mane init-db\` to migrate it`,
    );
  }
}

function assemble(path: string, db: Db | null, readDb: Db, transient: boolean): StoreCore {
  const reader = guardAll(path, createReader(readDb));
  const usedBytes = createUsedBytes(db ?? readDb);
  const writing = db ? createWriting(path, db, createSynchronous(db, transient)) : null;
  return {
    path,
    reader,
    writer: writing?.writer ?? null,
    mirror: writing?.mirror ?? null,
    db,
    sizeBytes: () => guarded(path, usedBytes),
    close() {
      readDb.close();
      if (!db?.open) return;
      try {
        guarded(path, () => db.pragma('optimize'));
      } finally {
        db.close();
      }
    },
  };
}

function createWriting(
  path: string,
  db: Db,
  setSynchronous: SetSynchronous,
): { writer: SyncWriter; mirror: MirrorSide } {
  const windows = createWindows(db);
  const ranges = createRangeBook(db);
  const single = { ...createAnomalyWriter(db, windows), ...createLedger(db), ...createUsageWriter(db) };
  const durable: Sync<Durable> = {
    ...single,
    together(calls) {
      for (const { method, args } of calls) (single[method] as (...args: readonly unknown[]) => void)(...args);
    },
  };
  const journal = createJournal(db, windows, setSynchronous, ranges);
  const retain = createRetention(db, windows, setSynchronous);
  const seal = createSealer(db);
  /** What was journalled stays so, whatever hinders this; it is tried again with the next batch. */
  const sealed = (): void => {
    try {
      seal();
    } catch (error) {
      if (sqliteCode(error) === null) throw error;
    }
  };
  const undone = (): void => {
    windows.reload();
    ranges.forget();
  };
  // What is done for the mirror is only ever done again: it need not be on the disk at once.
  const mirror = transactions(db, createMirrorSide(db, windows, ranges), () => setSynchronous('NORMAL'), undone);
  const writer: SyncWriter = {
    ...guardAll(
      path,
      transactions(db, durable, () => setSynchronous('FULL'), undone),
    ),
    journal: (batch) =>
      guarded(path, () => {
        const receipt = journal(batch);
        sealed();
        return receipt;
      }),
    *retain(policy, now) {
      const steps = retain(policy, now);
      for (;;) {
        const step = guarded(path, () => steps.next());
        if (step.done) return step.value;
        yield;
      }
    },
  };
  return { writer, mirror: guardAll(path, mirror) };
}

type Methods = Record<string, (...args: never[]) => unknown>;

/** Each method as one transaction; `prepare` says how far it has to be on the disk before it returns. */
function transactions<T extends object>(db: Db, methods: T, prepare: () => void, undone: () => void): T {
  return mapMethods(methods, (method) => {
    const transaction = db.transaction(method);
    return (...args) => {
      prepare();
      try {
        return transaction.immediate(...args);
      } catch (error) {
        undone();
        throw error;
      }
    };
  });
}

function guardAll<T extends object>(path: string, methods: T): T {
  return mapMethods(
    methods,
    (method) =>
      (...args) =>
        guarded(path, () => method(...args)),
  );
}

function mapMethods<T extends object>(methods: T, wrap: (method: Methods[string]) => Methods[string]): T {
  return Object.fromEntries(
    Object.entries(methods as unknown as Methods).map(([name, method]) => [name, wrap(method)]),
  ) as T;
}
