/**
 * `mane backup`: a checked copy of the database, beside a running engine or without one, and a pg_dump of the PostgreSQL when one is
 * configured. `mane restore`: such a copy, or months of the archive, back in place.
 */
import { z } from 'zod';
import { throwFault } from '../../src-shared/fault.ts';
import { dataFolder } from '../base/paths.ts';
import { openSettings } from '../base/settings-file.ts';
import { makeBackup } from '../store/care/backup.ts';
import { dumpPostgres } from '../store/care/pg-dump.ts';
import { backupFolderOf } from '../store/care/places.ts';
import { countText, isFolder, secondsText, sizeText } from './care-text.ts';
import type { Command, CommandContext } from './context.ts';
import { CountSchema, readOptions, TextSchema } from './options.ts';
import { postgresAddress } from './postgres-access.ts';
import { databaseOf, requireDatabase } from './store-access.ts';

const OptionsSchema = z.object({
  to: TextSchema.optional(),
  keep: CountSchema.optional(),
  postgres: TextSchema.optional(),
});

export const backupCommand: Command = async (context, options) => {
  const { to, keep, postgres } = readOptions(OptionsSchema, options);
  // Read first: a wrong address must not leave half of the work done.
  const address = postgresAddress(postgres);
  const database = databaseOf(context);
  requireDatabase(database);
  const place = placeOf(database, to);
  if ('file' in place && keep !== undefined) throwFault('bad_usage', '--keep: needs a folder in --to, not a file');
  const made = await makeBackup({ database, to: place, keep });
  const { file, bytes, ms, anomalies, schema, removed } = made;
  say(context, { type: 'backup', ...made }, [
    `${file}: ${sizeText(bytes)} in ${secondsText(ms)}; schema ${schema}, ${countText(anomalies)} anomalies; integrity, foreign keys and restore test passed`,
    ...removed.map((old) => `removed ${old}`),
  ]);
  if (address === null) return;
  const folder = 'folder' in place ? place.folder : folderOf(database, undefined);
  const dump = await dumpPostgres({ address, folder, keep, signal: context.signal });
  if ('skipped' in dump) return say(context, { type: 'dump', ...dump }, [`PostgreSQL not dumped: ${dump.skipped}`]);
  say(context, { type: 'dump', ...dump }, [`${dump.file}: ${sizeText(dump.bytes)} in ${secondsText(dump.ms)} by pg_dump ${dump.version}`]); // prettier-ignore
};

const placeOf = (database: string, to: string | undefined): { folder: string } | { file: string } =>
  to === undefined || isFolder(to) ? { folder: folderOf(database, to) } : { file: to };

function folderOf(database: string, to: string | undefined): string {
  const chosen = to ?? openSettings(dataFolder()).get().backup.folder;
  return backupFolderOf(database, chosen);
}

function say(context: CommandContext, object: object, lines: readonly string[]): void {
  if (context.json) context.out(JSON.stringify(object));
  else for (const line of lines) context.out(line);
}
