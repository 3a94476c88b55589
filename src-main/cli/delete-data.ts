/**
 * `mane delete-data`: all that MANE keeps, listed first and then deleted. On a terminal it asks, elsewhere it wants `--yes`. Never
 * beside an engine. A PostgreSQL only when `--postgres` names it, and then only the rows that are MANE's own.
 */
import { createInterface } from 'node:readline/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { throwFault } from '../../src-shared/fault.ts';
import { acquireEngineLock } from '../base/lock-file.ts';
import { dataFolder } from '../base/paths.ts';
import { openSettings } from '../base/settings-file.ts';
import { bytesOf, deleteFiles, ownFiles, type OwnFiles } from '../store/care/delete-data.ts';
import { deleteRows } from '../store/care/delete-rows.ts';
import { archiveFolderOf, backupFolderOf } from '../store/care/places.ts';
import { countText, sizeText } from './care-text.ts';
import type { Command, CommandContext } from './context.ts';
import { readOptions, TextSchema } from './options.ts';
import { postgresAddress } from './postgres-access.ts';
import { databaseOf } from './store-access.ts';

const OptionsSchema = z.object({
  yes: z.boolean().default(false),
  keepSettings: z.boolean().default(false),
  postgres: TextSchema.optional(),
});
type Options = z.infer<typeof OptionsSchema>;

export const deleteDataCommand: Command = async (context, options) => {
  const wanted = readOptions(OptionsSchema, options);
  if (wanted.postgres !== undefined) return onServer(context, wanted.postgres, wanted);
  await onThisMachine(context, wanted);
};

async function onThisMachine(context: CommandContext, wanted: Options): Promise<void> {
  const database = databaseOf(context);
  const lock = acquireEngineLock(database, { pid: process.pid });
  if (!lock.ok) throwFault(lock.fault.kind, `${lock.fault.detail}; stop it first`);
  try {
    const groups = listed(database, wanted);
    if (groups.length === 0) return tell(context, { type: 'deleted', groups: [] }, ['there is nothing to delete']);
    for (const group of groups) context.err(lineOf(group));
    await confirm(context, wanted, `Delete all of this? There is no undo. Type "delete" to go on: `);
    const report = groups.map(({ what, paths }) => ({ what, files: paths.length }));
    deleteFiles(groups);
    tell(context, { type: 'deleted', groups: report }, [`deleted: ${report.map(({ what, files }) => `${what} (${files})`).join(', ')}`]); // prettier-ignore
  } finally {
    lock.value.release();
  }
}

function listed(database: string, { keepSettings }: Options): OwnFiles[] {
  const folder = dataFolder();
  const { backup, retention } = openSettings(folder).get();
  return ownFiles({
    database,
    dataFolder: folder,
    backupFolder: backupFolderOf(database, backup.folder),
    archiveFolder: archiveFolderOf(database, retention.archiveFolder),
    modelFolder: join(folder, 'models'),
    keepSettings,
  });
}

function lineOf({ what, paths }: OwnFiles): string {
  const shown = paths.slice(0, 5).join(', ');
  const more = paths.length > 5 ? ` and ${countText(paths.length - 5)} more` : '';
  return `${what}: ${shown}${more} (${sizeText(paths.reduce((sum, path) => sum + bytesOf(path), 0))})`;
}

const MIRRORS_TOO =
  'machines that mirror to this server forget these anomalies as well, unless their mirror is off first';

async function onServer(context: CommandContext, given: string, wanted: Options): Promise<void> {
  const address = postgresAddress(given);
  if (address === null) throwFault('bad_usage', '--postgres: expected the address of the database');
  const done = await deleteRows(address, async (label, counts) => {
    const rows = Object.entries(counts).map(([table, n]) => `${table} ${countText(n)}`);
    context.err(`${label}: ${rows.join(', ')}; ${MIRRORS_TOO}`);
    await confirm(context, wanted, 'Delete these rows from the server? There is no undo. Type "delete" to go on: ');
  });
  tell(context, { type: 'deleted', ...done }, [`${done.database}: ${countText(done.rows)} rows deleted${done.left}`]);
}

async function confirm({ isTerminal, signal }: CommandContext, { yes }: Options, question: string): Promise<void> {
  if (yes) return;
  if (!isTerminal) throwFault('bad_usage', 'delete-data: nothing was deleted; give --yes to do it');
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    if ((await prompt.question(question, { signal })).trim() !== 'delete')
      throwFault('cancelled', 'nothing was deleted');
  } finally {
    prompt.close();
  }
}

function tell(context: CommandContext, object: object, lines: readonly string[]): void {
  if (context.json) context.out(JSON.stringify(object));
  else for (const line of lines) context.out(line);
}
