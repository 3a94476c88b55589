/**
 * All that MANE keeps on this machine, listed and deleted: the database with its log, backups and safety copies, the archive, and in
 * the data folder settings, thresholds, models and the window's state. Only files whose names are ours; a folder goes when nothing
 * else is in it. The caller holds the engine's lock.
 */
import { existsSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { backupsIn, noteOf } from './backup.ts';
import { archiveLockOf, folderOf, manifestOf } from './archive-format.ts';
import { manifestsIn } from './archive-restore.ts';
import { SIDES, stemOf } from './places.ts';
import { saying } from './whole-file.ts';

export interface OwnFiles {
  readonly what: string;
  readonly paths: readonly string[];
}

export interface OwnPlaces {
  readonly database: string;
  readonly dataFolder: string;
  readonly backupFolder: string;
  readonly archiveFolder: string;
  /** Of the local embedder. */
  readonly modelFolder: string;
  readonly keepSettings: boolean;
}

const SETTINGS = /^(settings\.json(\.broken-.*)?|thresholds\.yaml)$/;
/** The app's window keeps its place in window.json, and Chromium its own folders beside it. */
const WINDOW_STATE =
  /^(window\.json|Cache|Code Cache|GPUCache|Dawn\w*Cache|Local Storage|Session Storage|Shared Dictionary|blob_storage|Network|Local State|Preferences|DIPS.*|Crashpad|Singleton\w+)$/;

/** What there is, in the order in which it goes; empty groups are left out. */
export function ownFiles(places: OwnPlaces): OwnFiles[] {
  const { database, dataFolder, backupFolder, archiveFolder, modelFolder, keepSettings } = places;
  const path = resolve(database);
  const groups: OwnFiles[] = [
    { what: 'database', paths: present([path, ...SIDES.map((side) => `${path}${side}`), `${path}.restoring`]) },
    { what: 'safety copies', paths: matching(dirname(path), safetyOf(stemOf(path))) },
    { what: 'backups', paths: backupsIn(backupFolder, path).flatMap((file) => present([file, noteOf(file)])) },
    { what: 'archive', paths: archiveFiles(archiveFolder) },
    { what: 'model', paths: present([modelFolder]) },
    { what: 'window state', paths: matching(dataFolder, WINDOW_STATE) },
    ...(keepSettings ? [] : [{ what: 'settings', paths: matching(dataFolder, SETTINGS) }]),
  ];
  return groups.filter(({ paths }) => paths.length > 0);
}

const present = (paths: readonly string[]): string[] => paths.filter((path) => existsSync(path));

const safetyOf = (stem: string): RegExp =>
  new RegExp(
    `^${stem.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}-before-restore-\\d{8}-\\d{6}(-\\d+)?\\.db(-wal|-shm|-journal)?$`,
  );

const matching = (folder: string, pattern: RegExp): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => pattern.test(name)).map((name) => join(folder, name)) : []; // prettier-ignore

function archiveFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const months = manifestsIn(folder).flatMap((manifest) =>
    present([
      ...[manifest, ...manifest.superseded].map(({ file }) => join(folderOf(folder, manifest), file)),
      manifestOf(folder, manifest),
    ]),
  );
  return [...months, ...present([`${archiveLockOf(folder)}.lock`])];
}

export function bytesOf(path: string): number {
  const found = statSync(path);
  if (!found.isDirectory()) return found.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}

/** Deletes them, and the folders that this empties. */
export function deleteFiles(groups: readonly OwnFiles[]): void {
  for (const path of groups.flatMap(({ paths }) => paths)) {
    saying(path, () => rmSync(path, { recursive: true, force: true }));
    removeEmpty(dirname(path));
  }
}

/** Up to two levels: a venue's folder and the archive above it. */
function removeEmpty(folder: string, levels = 2): void {
  if (levels === 0 || !['archive', 'backups'].some((name) => isWithin(folder, name))) return;
  try {
    rmdirSync(folder);
  } catch {
    // Something else lies there.
    return;
  }
  removeEmpty(dirname(folder), levels - 1);
}

const isWithin = (folder: string, name: string): boolean =>
  [basename(folder), basename(dirname(folder))].some((part) => part === name || part.endsWith(`-${name}`));
