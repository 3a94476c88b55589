/**
 * `mane export`: every stored anomaly with its news and narrative, as JSON lines or CSV, oldest page last; `--all`: everything that
 * is stored, into a folder.
 */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { z } from 'zod';
import { messageOf, throwFault } from '../../src-shared/fault.ts';
import { isoOf } from '../../src-shared/format.ts';
import { csvLine, HEADS } from '../../src-shared/anomaly-lines.ts';
import { cursorOf, type PageCursor } from '../../src-shared/history.ts';
import type { AnomalyDetail, Reader } from '../../src-shared/ports/reader.ts';
import { dataFolder } from '../base/paths.ts';
import { openSettings } from '../base/settings-file.ts';
import { exportAll } from '../store/care/export-all.ts';
import { anomalyJson } from '../../src-shared/anomaly-json.ts';
import { countText, sizeText } from './care-text.ts';
import type { Command, CommandContext } from './context.ts';
import { readOptions, TextSchema } from './options.ts';
import { databaseOf, requireDatabase, withReading } from './store-access.ts';
import { programVersion } from '../base/program-version.ts';

const PAGE = 200;
const OptionsSchema = z.object({
  symbol: TextSchema.transform((s) => s.toUpperCase()).optional(),
  format: z.enum(['json', 'csv'], 'expected json or csv').default('json'),
  out: TextSchema.optional(),
  all: z.boolean().default(false),
});

export const exportCommand: Command = async (context, options) => {
  const { symbol, format, out, all } = readOptions(OptionsSchema, options);
  if (all) return everythingInto(context, out, symbol);
  await withReading(context, async ({ reader }) => {
    const write = out === undefined ? { line: context.out, end: async () => undefined } : await openFile(out);
    if (format === 'csv') write.line(HEADS.csv ?? '');
    for await (const detail of everything(reader, symbol))
      write.line(format === 'csv' ? csvLine(detail) : jsonLine(detail));
    await write.end();
  });
};

function everythingInto(context: CommandContext, folder: string | undefined, symbol: string | undefined): void {
  if (folder === undefined || symbol !== undefined)
    throwFault('bad_usage', 'export --all: give a new folder in --out, and no --symbol');
  const database = databaseOf(context);
  requireDatabase(database);
  const settings = openSettings(dataFolder()).get();
  const report = exportAll({ database, folder, settings, program: `mane ${programVersion()}` });
  const { files, rows, bytes } = report;
  if (context.json) return context.out(JSON.stringify({ type: 'export', ...report, files: files.length }));
  context.out(`${report.folder}: ${countText(rows)} rows in ${countText(files.length)} files, ${sizeText(bytes)}; manifest.json lists them with checksums`); // prettier-ignore
}

async function* everything(reader: Reader, symbol: string | undefined): AsyncGenerator<AnomalyDetail> {
  let after: PageCursor | undefined;
  for (;;) {
    const page = await reader.anomalies({ symbol, after, limit: PAGE });
    for (const { anomaly } of page) {
      const detail = await reader.anomaly(anomaly.id);
      if (detail !== null) yield detail;
    }
    const last = page.at(-1);
    if (last === undefined) return;
    after = cursorOf(last.anomaly, 'newest');
  }
}

function jsonLine(detail: AnomalyDetail): string {
  const articles = detail.articles.map(({ embedding: _embedding, anomaly_id: _anomaly, ...article }) => ({
    ...article,
    published_at: isoOf(article.published_at),
    first_seen_at: isoOf(article.first_seen_at),
  }));
  return JSON.stringify({ ...anomalyJson(detail), articles, clusters_detail: detail.clusters });
}

interface Output {
  line(text: string): void;
  end(): Promise<unknown>;
}

/** Throws when the file cannot be made; what the disk refuses later is thrown by `end`. */
async function openFile(path: string): Promise<Output> {
  const stream = createWriteStream(path);
  const unwritable = (error: unknown) =>
    throwFault('storage', `${path}: cannot be written (${messageOf(error)})`, { cause: error });
  await once(stream, 'open').catch(unwritable);
  const written = finished(stream);
  written.catch(() => undefined);
  return {
    line: (text) => void stream.write(`${text}\n`),
    end() {
      stream.end();
      return written.catch(unwritable);
    },
  };
}
