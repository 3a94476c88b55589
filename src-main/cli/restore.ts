/**
 * `mane restore FILE`: a backup in the database's place, the present one kept. `mane restore --archive [FOLDER]`: archived months back
 * into the database. Both hold the engine's lock, so neither runs beside an engine.
 */
import { dirname } from 'node:path';
import { z } from 'zod';
import { throwFault } from '../../src-shared/fault.ts';
import { acquireEngineLock } from '../base/lock-file.ts';
import { dataFolder } from '../base/paths.ts';
import { openSettings } from '../base/settings-file.ts';
import { restoreArchive } from '../store/care/archive-restore.ts';
import { archiveFolderOf } from '../store/care/places.ts';
import { restoreBackup } from '../store/care/restore.ts';
import { countText } from './care-text.ts';
import type { Command, CommandContext } from './context.ts';
import { readOptions, TextSchema } from './options.ts';
import { databaseOf, makeFolder, withWriting } from './store-access.ts';

const OptionsSchema = z.object({
  archive: z.union([z.boolean(), TextSchema]).optional(),
  symbol: TextSchema.transform((s) => s.toUpperCase()).optional(),
  month: TextSchema.refine((m) => /^\d{4}-(0[1-9]|1[0-2])$/.test(m), 'expected a month such as 2026-02').optional(),
});

export const restoreCommand: Command = async (context, options, [file]) => {
  const { archive, ...wanted } = readOptions(OptionsSchema, options);
  if ((file === undefined) === (archive === undefined))
    throwFault('bad_usage', 'restore: give a backup file, or --archive with the folder of an archive');
  if (file === undefined) return fromArchive(context, archive === true ? undefined : String(archive), wanted);
  if (wanted.symbol !== undefined || wanted.month !== undefined)
    throwFault('bad_usage', 'restore: --symbol and --month go with --archive');
  await fromBackup(context, file);
};

async function fromBackup(context: CommandContext, file: string): Promise<void> {
  const database = databaseOf(context);
  makeFolder(dirname(database));
  const lock = acquireEngineLock(database, { pid: process.pid });
  if (!lock.ok) throwFault(lock.fault.kind, `${lock.fault.detail}; stop it first`);
  try {
    const { facts, safetyCopy } = await restoreBackup(file, database);
    const report = { type: 'restored', database, from: file, ...facts, safety_copy: safetyCopy };
    if (context.json) return context.out(JSON.stringify(report));
    context.out(`${database}: restored from ${file}; schema ${facts.schema}, ${countText(facts.anomalies)} anomalies`);
    if (safetyCopy !== null)
      context.out(`the database before is kept; undo: mane restore ${safetyCopy} --db ${database}`);
  } finally {
    lock.value.release();
  }
}

async function fromArchive(
  context: CommandContext,
  given: string | undefined,
  wanted: { symbol?: string; month?: string },
): Promise<void> {
  const { retention } = openSettings(dataFolder()).get();
  const folder = archiveFolderOf(databaseOf(context), given ?? retention.archiveFolder);
  await withWriting(context, async (store, path) => {
    const report = await restoreArchive({ folder, ...wanted, store });
    if (context.json)
      return context.out(JSON.stringify({ type: 'archive_restored', database: path, folder, ...report }));
    const { files, rows, added } = report;
    context.out(`${path}: ${countText(files)} files with ${countText(rows)} rows verified, ${countText(added)} rows were missing and are back`); // prettier-ignore
    context.out('rows older than the settings keep go again at the next retention; raise retention.candlesDays and pricesDays to keep them'); // prettier-ignore
  });
}
