/**
 * Puts a backup in the database's place: verified first, then staged beside it, the present database kept under a name of its own,
 * and one rename at the end. The caller holds the engine's lock. A kill at any moment leaves the old database or the new one, never
 * one with the other's write-ahead log: that log is emptied and gone before the rename. https://sqlite.org/howtocorrupt.html
 */
import { constants, copyFileSync, existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { faultOf, throwFault } from '../../../src-shared/fault.ts';
import { wallTime } from '../../base/clock.ts';
import { guarded } from '../sqlite-faults.ts';
import { openWriter } from '../sqlite-open.ts';
import { noteOf } from './backup.ts';
import { inspect, withReader, type Facts } from './inspect.ts';
import { SIDES, stemOf } from './places.ts';
import { draftOf, freeBytesAt, makeFolder, orRemove, publishFile, removeStaleDrafts, saying, sha256Of, stampOf, syncPath } from './whole-file.ts'; // prettier-ignore

export interface RestoreReport {
  readonly facts: Facts;
  /** The database that was there before, as a file that can be restored; null when there was none. */
  readonly safetyCopy: string | null;
}

const NoteSchema = z.object({ sha256: z.string(), bytes: z.number() });

/** Throws FaultError: `refused`, `corrupt` and `not_found` mean that nothing was touched. */
export async function restoreBackup(backup: string, database: string): Promise<RestoreReport> {
  const [file, target] = [resolve(backup), resolve(database)];
  const facts = await verifyBackup(file);
  if (file === target) throwFault('bad_usage', `${file} is the database itself; restore another file`);
  makeFolder(dirname(target));
  removeStaleDrafts(dirname(target));
  refuseWithoutRoom(file, target);
  const staged = `${target}.restoring`;
  rmSync(staged, { force: true });
  rmSync(`${staged}-journal`, { force: true });
  try {
    saying(target, () => stage(file, staged, facts));
    const safetyCopy = saying(target, () => setAside(target));
    saying(target, () => {
      for (const side of SIDES) rmSync(`${target}${side}`, { force: true });
      syncPath(dirname(target), true);
      renameSync(staged, target);
      syncPath(dirname(target), true);
    });
    return { facts, safetyCopy };
  } finally {
    rmSync(staged, { force: true });
  }
}

/** Whole, ours, of a schema we know, and byte for byte what its note says when it has one. */
export async function verifyBackup(file: string): Promise<Facts> {
  if (!existsSync(file)) throwFault('not_found', `${file}: no such file`);
  await checkNote(file);
  return inspect(file);
}

/** The staged copy and the safety copy lie beside the database for a while. */
function refuseWithoutRoom(file: string, target: string): void {
  const needed = statSync(file).size + (existsSync(target) ? statSync(target).size : 0);
  const free = freeBytesAt(dirname(target));
  if (free !== null && free < needed)
    throwFault('storage', `${dirname(target)}: a restore needs ${Math.ceil(needed / 1e6)} MB, ${Math.floor(free / 1e6)} MB are free`); // prettier-ignore
}

async function checkNote(file: string): Promise<void> {
  if (!existsSync(noteOf(file))) return;
  const note = NoteSchema.safeParse(jsonOf(noteOf(file)));
  if (!note.success)
    throwFault('corrupt', `${noteOf(file)}: it is not the note of a backup; remove it to restore without`);
  const { size } = statSync(file);
  if (size !== note.data.bytes)
    throwFault('corrupt', `${file}: ${size} bytes, its note says ${note.data.bytes}: truncated or altered`);
  if ((await sha256Of(file)) !== note.data.sha256)
    throwFault(
      'corrupt',
      `${file}: its checksum is not its note's: altered since it was made; remove ${noteOf(file)} to restore it all the same`,
    );
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** VACUUM INTO also takes what a copied live database still has in its log. */
function stage(file: string, staged: string, facts: Facts): void {
  withReader(file, (db) => guarded(staged, () => db.prepare('VACUUM INTO ?').run(staged)));
  syncPath(staged);
  const now = inspect(staged);
  if (now.anomalies !== facts.anomalies || now.newestAnomaly?.id !== facts.newestAnomaly?.id)
    throwFault('corrupt', `${file}: its copy does not hold what it holds`);
}

function setAside(target: string): string | null {
  if (!existsSync(target)) return null;
  const safety = freeName(target);
  if (!settled(target)) {
    // Damaged, or not a database at all: kept as it lies there, with its log.
    for (const side of SIDES) if (existsSync(`${target}${side}`)) keep(`${target}${side}`, `${safety}${side}`);
  }
  keep(target, safety);
  syncPath(dirname(target), true);
  return safety;
}

/** True when everything is in the main file and the log is empty. */
function settled(target: string): boolean {
  try {
    guarded(target, () => {
      const db = openWriter(target);
      try {
        const [result] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
        if (result?.busy !== 0)
          throwFault('conflict', `${target}: another program is reading it; close that and try again`);
      } finally {
        db.close();
      }
    });
    return true;
  } catch (error) {
    const kind = faultOf(error)?.kind;
    if (kind === 'conflict' || faultOf(error)?.retryable === true) throw error;
    if (kind === undefined) throw error;
    return false;
  }
}

/**
 * A whole second file, cloned where the disk can. Not a second name: a kill would leave two names of one live database, which
 * SQLite cannot guard.
 */
function keep(from: string, to: string): void {
  const draft = draftOf(to);
  orRemove(draft, () => {
    copyFileSync(from, draft, constants.COPYFILE_FICLONE);
    publishFile(draft, to);
  });
}

function freeName(target: string): string {
  const name = join(dirname(target), `${stemOf(target)}-before-restore-${stampOf(wallTime.now())}`);
  for (let n = 1; ; n++) {
    const file = n === 1 ? `${name}.db` : `${name}-${n}.db`;
    if (!existsSync(file)) return file;
  }
}
