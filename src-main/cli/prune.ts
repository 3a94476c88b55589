/**
 * `mane prune`: retention now, in the running engine where there is one to ask, else here; `--dry-run` counts and changes nothing.
 * `mane archive`: what retention would delete into the archive, without deleting it.
 */
import { z } from 'zod';
import type { EpochMs } from '../../src-shared/market.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import { wallTime } from '../base/clock.ts';
import { dataFolder } from '../base/paths.ts';
import { openSettings } from '../base/settings-file.ts';
import { archivedText, policyOf, removedText, runRetention } from '../flow/care-jobs.ts';
import { directCare } from '../store/care/care-work.ts';
import { archiveFolderOf } from '../store/care/places.ts';
import { planPrune } from '../store/care/prune-plan.ts';
import { sizeText } from './care-text.ts';
import type { Command, CommandContext } from './context.ts';
import { readOptions, TextSchema } from './options.ts';
import { postgresAddress, prunePostgres } from './postgres-access.ts';
import { askEngine } from './running-engine.ts';
import { databaseOf, requireDatabase, withReading, withWriting } from './store-access.ts';

const PruneSchema = z.object({ dryRun: z.boolean().default(false), postgres: TextSchema.optional() });
const ArchiveSchema = z.object({ to: TextSchema.optional() });
/** A simulated market's database is as old as its own market says: by the wall's clock all of it would be long past. */
async function marketNow(reader: Reader): Promise<EpochMs> {
  const simulated = (await reader.state('simulation')) !== null;
  return (simulated ? await reader.lastEventTime('simulated') : null) ?? wallTime.now();
}

const settingsNow = () => openSettings(dataFolder()).get();

export const pruneCommand: Command = async (context, options) => {
  const { dryRun, postgres } = readOptions(PruneSchema, options);
  if (postgres !== undefined) return pruneServer(context, postgres, dryRun);
  const database = databaseOf(context);
  requireDatabase(database);
  if (dryRun) return tellPlan(context, database);
  const result = await askEngine(database, (client) => client.care.run({ job: 'retention' }));
  if (result !== null) return say(context, { type: 'pruned', by: 'engine', ...result }, `by the running engine: ${result.detail}`); // prettier-ignore
  await pruneHere(context);
};

async function tellPlan(context: CommandContext, database: string): Promise<void> {
  const { retention } = settingsNow();
  const now = await withReading(context, ({ reader }) => marketNow(reader));
  const plan = planPrune(database, policyOf(retention), now, { archived: retention.archive });
  const over = plan.bytesOver === 0 ? '' : `; the file is ${sizeText(plan.bytesOver)} over its cap, so the oldest prices and then candles go besides`; // prettier-ignore
  const archive = retention.archive ? ` after they are in ${archiveFolderOf(database, retention.archiveFolder)}` : '';
  say(
    context,
    { type: 'prune_plan', archive: retention.archive, ...plan },
    `would delete ${removedText(plan)}${archive}${over}`,
  );
}

const pruneHere = (context: CommandContext): Promise<void> =>
  withWriting(context, async ({ reader, writer }, path) => {
    const { retention } = settingsNow();
    const archiveFolder = archiveFolderOf(path, retention.archiveFolder);
    const work = directCare(path);
    const now = await marketNow(reader);
    const done = await runRetention({ work, writer, settings: retention, archiveFolder, now });
    const archived = done.archived === null ? '' : `; ${archivedText(done.archived)}`;
    say(context, { type: 'pruned', by: 'command', ...done }, `deleted ${removedText(done.removed)}${archived}`);
  });

/** The server's own retention; its rows are not archived here. */
async function pruneServer(context: CommandContext, given: string, dryRun: boolean): Promise<void> {
  const address = postgresAddress(given);
  if (address === null || dryRun) return say(context, { type: 'prune_plan', skipped: true }, 'the server’s rows cannot be counted ahead; run it without --dry-run'); // prettier-ignore
  const { label, removed } = await prunePostgres(address, policyOf(settingsNow().retention), wallTime.now());
  say(
    context,
    { type: 'pruned', by: 'command', database: label, removed },
    `${label}: deleted ${removedText(removed)}`,
  );
}

export const archiveCommand: Command = async (context, options) => {
  const { to } = readOptions(ArchiveSchema, options);
  const database = databaseOf(context);
  requireDatabase(database);
  const { retention } = settingsNow();
  const folder = archiveFolderOf(database, to ?? retention.archiveFolder);
  const now = await withReading(context, ({ reader }) => marketNow(reader));
  const report = await directCare(database).archive(folder, policyOf(retention), now);
  say(context, { type: 'archive', ...report }, `${folder}: ${archivedText(report)}`);
};

const say = (context: CommandContext, object: object, line: string): void =>
  context.out(context.json ? JSON.stringify(object) : line);
