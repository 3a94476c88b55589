/** Where backups and the archive of a database lie: in the folder the settings name, else beside the database. */
import { basename, dirname, extname, join, resolve } from 'node:path';
import { freeBytesAt } from './whole-file.ts';

/** The database's name without its ending: several databases may share a folder. */
export const stemOf = (database: string): string => basename(database, extname(database));

export const backupFolderOf = (database: string, chosen = ''): string =>
  chosen === '' ? join(dirname(resolve(database)), 'backups') : resolve(chosen);

export function archiveFolderOf(database: string, chosen = ''): string {
  if (chosen !== '') return resolve(chosen);
  const stem = stemOf(database);
  return join(dirname(resolve(database)), stem === 'mane' ? 'archive' : `${stem}-archive`);
}

/** The files SQLite keeps beside a database. https://sqlite.org/tempfiles.html */
export const SIDES = ['-wal', '-shm', '-journal'] as const;

export const freeBytesOf = (database: string): number | null => freeBytesAt(dirname(resolve(database)));
