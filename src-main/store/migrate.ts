/**
 * Brings a database to this program's schema: numbered SQL files, one transaction each, their checksums remembered. Refuses
 * a newer schema than it knows, a shipped file that changed after it was applied, and a set of files with a hole.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { throwFault } from '../../src-shared/fault.ts';
import { wallTime } from '../base/clock.ts';
import type { Db } from './sqlite-open.ts';

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

interface Applied {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

const FILE_NAME = /^(\d{4})-([a-z0-9-]+)\.sql$/;

export function readMigrations(folder: string): Migration[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  const migrations = files.sort().map((file) => readMigration(folder, file));
  migrations.forEach((migration, index) => {
    if (migration.number !== index + 1)
      throw new Error(`migrations in ${folder} must count up from 0001 without a hole`);
  });
  return migrations;
}

function readMigration(folder: string, file: string): Migration {
  const match = FILE_NAME.exec(file);
  if (!match?.[1] || !match[2]) throw new Error(`${join(folder, file)}: expected a name such as 0001-what-it-does.sql`);
  // A checkout may have turned the line ends; the statements are the same.
  const sql = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n');
  return { number: Number(match[1]), name: match[2], sql, checksum: createHash('sha256').update(sql).digest('hex') };
}

/** Applies what is missing and returns the schema's number. */
export function migrate(db: Db, migrations: readonly Migration[]): number {
  checkApplied(db, migrations);
  db.pragma('synchronous = FULL');
  for (const migration of migrations) applyOnce(db, migration);
  return migrations.length;
}

/** The schema's number, after refusing a database that this program cannot work with. */
export function checkApplied(db: Db, migrations: readonly Migration[]): number {
  const applied = appliedOf(db);
  const newest = applied.at(-1)?.number ?? 0;
  if (newest > migrations.length) {
    throwFault(
      'refused',
      `${db.name} was written by a newer MANE (schema ${newest}, this program knows ${migrations.length}): update the program`,
    );
  }
  for (const row of applied) compare(db.name, row, migrations[row.number - 1]);
  return newest;
}

function compare(file: string, row: Applied, shipped: Migration | undefined): void {
  if (shipped?.checksum === row.checksum && shipped.name === row.name) return;
  const label = `${String(row.number).padStart(4, '0')}-${row.name}`;
  throwFault(
    'refused',
    `${file}: migration ${label} is not the one this program ships; its checksum changed after it was applied`,
  );
}

function appliedOf(db: Db): Applied[] {
  const known = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'").get();
  if (known === undefined) return [];
  return db.prepare<[], Applied>('SELECT number, name, checksum FROM schema_migrations ORDER BY number').all();
}

function applyOnce(db: Db, migration: Migration): void {
  const apply = db.transaction(() => {
    // Looked up inside the write lock: another program may be migrating the same file.
    if (appliedOf(db).some((row) => row.number === migration.number)) return;
    db.exec(LEDGER);
    db.exec(migration.sql);
    db.prepare('INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (?, ?, ?, ?)').run(
      migration.number,
      migration.name,
      migration.checksum,
      wallTime.now(),
    );
    db.pragma(`user_version = ${migration.number}`);
  });
  apply.immediate();
}

const LEDGER = `CREATE TABLE IF NOT EXISTS schema_migrations (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_at INTEGER NOT NULL
) STRICT`;
