/**
 * A backup: VACUUM INTO over a connection of its own (the writer writes on), then integrity and foreign keys of the copy, then a
 * restore test against the source. Only a copy that passed all of it gets its name; older ones go by number. Blocks its thread,
 * so it runs in one of its own beside an engine. https://sqlite.org/lang_vacuum.html#vacuuminto
 */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { throwFault } from '../../../src-shared/fault.ts';
import { isoOf } from '../../../src-shared/format.ts';
import type { BackupReport } from '../../../src-shared/ports/care.ts';
import { wallTime } from '../../base/clock.ts';
import { guarded } from '../sqlite-faults.ts';
import { usedBytes } from '../sqlite-open.ts';
import { compareCopy, factsOf, withReader, type Facts } from './inspect.ts';
import { stemOf } from './places.ts';
import { draftOf, freeBytesAt, makeFolder, orRemove, publishFile, removeStaleDrafts, saying, sha256Of, stampOf, syncPath, writeWhole } from './whole-file.ts'; // prettier-ignore

export interface BackupOptions {
  readonly database: string;
  /** A file that must not be there yet, or a folder in which it gets a name by time. */
  readonly to: { readonly file: string } | { readonly folder: string };
  /** Newest backups of this database that stay in the folder; all when absent. */
  readonly keep?: number;
}

/** Says what a backup holds and how it is told from an altered one; lies beside it. */
export interface BackupNote {
  readonly format: 1;
  readonly made_at: string;
  readonly database: string;
  readonly schema_version: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly anomalies: number;
  readonly narratives: number;
  readonly alerts: number;
  readonly newest_anomaly: string | null;
}

export const noteOf = (file: string): string => `${file}.json`;

/** Room that a copy leaves on the disk for the engine. */
const SPARE_BYTES = 50_000_000;

/** Throws FaultError; then no file of it is left. */
export async function makeBackup({ database, to, keep }: BackupOptions): Promise<BackupReport> {
  const startedAt = wallTime.now();
  const folder = 'file' in to ? dirname(resolve(to.file)) : to.folder;
  makeFolder(folder);
  removeStaleDrafts(folder);
  const file = 'file' in to ? resolve(to.file) : freeName(folder, database, startedAt);
  if (existsSync(file)) throwFault('conflict', `${file} is there already; give another name or a folder`);
  const draft = draftOf(file);
  try {
    const facts = saying(file, () => copyChecked(database, draft, folder));
    const { size: bytes } = statSync(draft);
    const note = describe({ database, facts, bytes, sha256: await sha256Of(draft), madeAt: startedAt });
    // The note first: a backup that has its name has its note.
    writeWhole(noteOf(file), `${JSON.stringify(note, null, 2)}\n`);
    saying(file, () => publishFile(draft, file));
    const removed = keep === undefined ? [] : rotate(folder, database, keep);
    return { file, bytes, ms: wallTime.now() - startedAt, schema: facts.schema, anomalies: facts.anomalies, newestAnomaly: facts.newestAnomaly?.id ?? null, removed }; // prettier-ignore
  } catch (error) {
    rmSync(draft, { force: true });
    rmSync(`${draft}-journal`, { force: true });
    if (!existsSync(file)) rmSync(noteOf(file), { force: true });
    throw error;
  }
}

function copyChecked(database: string, draft: string, folder: string): Facts {
  rmSync(draft, { force: true });
  const { before, after } = orRemove(draft, () => copy(database, draft, folder));
  syncPath(draft);
  return compareCopy(draft, before, after);
}

function copy(database: string, draft: string, folder: string): { before: Facts; after: Facts } {
  return withReader(database, (db) => {
    const needed = usedBytes(db) + SPARE_BYTES;
    const free = freeBytesAt(folder);
    if (free !== null && free < needed)
      throwFault('storage', `${folder}: a backup needs ${Math.ceil(needed / 1e6)} MB, ${Math.floor(free / 1e6)} MB are free`); // prettier-ignore
    const before = factsOf(db);
    // What the copy's disk refuses must name the copy.
    guarded(draft, () => db.prepare('VACUUM INTO ?').run(draft));
    return { before, after: factsOf(db) };
  });
}

function describe(of: { database: string; facts: Facts; bytes: number; sha256: string; madeAt: number }): BackupNote {
  const { anomalies, narratives, alerts, newestAnomaly, schema } = of.facts;
  return {
    format: 1,
    made_at: isoOf(of.madeAt),
    database: stemOf(of.database),
    schema_version: schema,
    bytes: of.bytes,
    sha256: of.sha256,
    anomalies,
    narratives,
    alerts,
    newest_anomaly: newestAnomaly?.id ?? null,
  };
}

function freeName(folder: string, database: string, time: number): string {
  const stamp = stampOf(time);
  // Above the highest of this second: a lower number may be free because its file has made room.
  const n =
    Math.max(
      0,
      ...datedIn(folder, database)
        .filter((one) => one.stamp === stamp)
        .map((one) => one.n),
    ) + 1;
  return join(folder, `${stemOf(database)}-${stamp}${n === 1 ? '' : `-${n}`}.db`);
}

/** Backups of this database in a folder, newest first. */
export const backupsIn = (folder: string, database: string): string[] =>
  datedIn(folder, database).map(({ name }) => join(folder, name));

function datedIn(folder: string, database: string): { name: string; stamp: string; n: number }[] {
  if (!existsSync(folder)) return [];
  const stem = `${stemOf(database)}-`;
  const found = readdirSync(folder).flatMap((name) => {
    const match = name.startsWith(stem) ? OURS.exec(name.slice(stem.length)) : null;
    return match?.[1] === undefined ? [] : [{ name, stamp: match[1], n: Number(match[2] ?? 1) }];
  });
  return found.sort((a, b) => (a.stamp === b.stamp ? b.n - a.n : a.stamp < b.stamp ? 1 : -1));
}

/** Time of the copy, and its number when several were made in one second. */
const OURS = /^(\d{8}-\d{6})(?:-(\d+))?\.db$/;

function rotate(folder: string, database: string, keep: number): string[] {
  const gone = backupsIn(folder, database).slice(keep);
  for (const file of gone) {
    rmSync(file, { force: true });
    rmSync(noteOf(file), { force: true });
  }
  return gone;
}
