/** `mane init-db`: creates the store or brings it to this program's schema. Opening migrates. */
import type { Command } from './context.ts';
import { withWriting } from './store-access.ts';

export const initDbCommand: Command = (context) =>
  withWriting(context, async (store, path) => {
    const { health } = await store.reader.metrics(0);
    const report = { type: 'database', path, schema_version: health.schema_version };
    context.out(context.json ? JSON.stringify(report) : `${path}: schema ${health.schema_version}, ready`);
  });
