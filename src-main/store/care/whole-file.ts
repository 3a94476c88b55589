/**
 * Files that are there whole or not at all: written beside their place, synced, renamed, and the folder synced, so that neither a
 * kill nor a power cut leaves half of one. https://man7.org/linux/man-pages/man2/rename.2.html
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { faultOf, messageOf, throwFault } from '../../../src-shared/fault.ts';

/** Pushes a file's content (or a folder's names) to the disk. Windows has no handle on folders and needs none. */
export function syncPath(path: string, isFolder = false): void {
  if (isFolder && process.platform === 'win32') return;
  const handle = openSync(path, isFolder ? 'r' : 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Gives a finished file its name, replacing what had it. */
export function publishFile(draft: string, path: string): void {
  syncPath(draft);
  renameSync(draft, path);
  syncPath(dirname(path), true);
}

/** Writes a small file whole. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const draft = draftOf(path);
  orRemove(draft, () => {
    writeFileSync(draft, content, { mode: 0o600 });
    publishFile(draft, path);
  });
}

/** Where a file is written before it has its name; the pid tells a later run whether anybody is still at it. */
export const draftOf = (path: string): string => `${path}.partial-${process.pid}`;

/** Takes away what killed runs left in a folder. */
export function removeStaleDrafts(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /\.partial-(\d+)(-journal)?$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Runs `work`; when it throws nothing of the draft stays. */
export function orRemove<T>(draft: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}

/** Throws a `storage` fault that names the folder. */
export function makeFolder(folder: string): void {
  saying(folder, () => mkdirSync(folder, { recursive: true }));
}

/** What the file system refuses leaves as a `storage` fault that names the path. */
export function saying<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (faultOf(error) !== null || typeof code !== 'string' || !/^E[A-Z]+$/.test(code)) throw error;
    return throwFault('storage', `${path}: ${WORDS[code] ?? messageOf(error)}`, { cause: error });
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
  EACCES: 'permission denied',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of the path is no folder',
};

/** SHA-256 of a file in hex, read in pieces. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Bytes that this user may still write on the volume of `path`; null where that cannot be told. */
export function freeBytesAt(path: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return null;
  }
}

/** `20261126-041500` in UTC, for names that sort by time. */
export const stampOf = (time: number): string => {
  const digits = new Date(time).toISOString().replaceAll(/[-:]/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(9, 15)}`;
};
