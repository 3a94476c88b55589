/**
 * Takes away what runs that were killed left in an archive: drafts that nobody writes any more, and files of a month that its manifest
 * does not name beside the one it does. Their rows are in that one or still in the database, because nothing is deleted before the
 * manifest is there. A file without any manifest is left alone: it may be all there is.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest } from './archive-month.ts';
import { removeStaleDrafts } from './whole-file.ts';

const DATA = /^(.+\.(?:candles|prices)\.\d{4}-\d{2})\.[0-9a-f]{8}\.csv\.gz$/;

/** The caller holds the archive's lock. */
export function sweepArchive(archive: string): void {
  removeStaleDrafts(archive);
  const venues = readdirSync(archive, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of venues) sweepVenue(join(archive, name));
}

function sweepVenue(folder: string): void {
  removeStaleDrafts(folder);
  const months = Map.groupBy(readdirSync(folder), (name) => DATA.exec(name)?.[1] ?? '');
  months.delete('');
  for (const [month, files] of months) {
    const manifest = join(folder, `${month}.json`);
    if (files.length > 1 && existsSync(manifest)) removeUnnamed(folder, manifest, files);
  }
}

function removeUnnamed(folder: string, path: string, files: readonly string[]): void {
  const manifest = readManifest(path);
  const named = new Set([manifest, ...manifest.superseded].map(({ file }) => file));
  for (const file of files) if (!named.has(file)) rmSync(join(folder, file), { force: true });
}
