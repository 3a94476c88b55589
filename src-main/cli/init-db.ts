/**
 * `mane init-db`: creates the store or brings it to this program's schema (opening migrates), and the PostgreSQL beside it when
 * MANE_POSTGRES_URL names one. `--postgres URL`: that one alone. A database that is missing is made with `--create`, or when the
 * person at the terminal says so.
 */
import { z } from 'zod';
import type { Command, CommandContext } from './context.ts';
import { readOptions, TextSchema } from './options.ts';
import { initPostgres, postgresAddress, readyLine } from './postgres-access.ts';
import { withWriting } from './store-access.ts';

const OptionsSchema = z.object({ postgres: TextSchema.optional(), create: z.boolean().default(false) });

export const initDbCommand: Command = async (context, options) => {
  const { postgres, create } = readOptions(OptionsSchema, options);
  // Read first: a wrong address must not leave half of the work done.
  const address = postgresAddress(postgres);
  if (postgres === undefined) await initLocal(context);
  if (address === null) return;
  const ready = await initPostgres(address, context, create);
  const { label: path, schema: schema_version, address: _, ...notes } = ready;
  context.out(context.json ? JSON.stringify({ type: 'database', path, schema_version, ...notes }) : readyLine(ready));
};

const initLocal = (context: CommandContext): Promise<void> =>
  withWriting(context, async (store, path) => {
    const { health } = await store.reader.metrics(0);
    const report = { type: 'database', path, schema_version: health.schema_version };
    context.out(context.json ? JSON.stringify(report) : `${path}: schema ${health.schema_version}, ready`);
  });
