/** `mane link`: NDJSON {id, title, summary?, published_at} in, {id, symbols, price_report} out. Bad lines name their place. */
import { z } from 'zod';
import { messageOf, throwFault } from '../../src-shared/fault.ts';
import type { Linker } from '../../src-shared/ports/linker.ts';
import { describeIssues } from '../../src-shared/settings.ts';
import { offsetOfSyntaxError } from './json-places.ts';
import { plainText, SUMMARY_LENGTH, TITLE_LENGTH } from './sanitise.ts';

const RecordSchema = z.object({
  id: z.union([z.string(), z.number()]),
  title: z.string(),
  summary: z.string().nullish(),
  published_at: z.union([z.string(), z.number()]).nullish(),
});
export type LinkRecord = z.infer<typeof RecordSchema>;

export interface LinkAnswer {
  readonly id: string | number;
  /** Tickers (`BTC`), sorted. */
  readonly symbols: string[];
  readonly price_report: boolean;
}

/** Throws FaultError `bad_input` naming `where` when the value is not such a record. */
export function linkRecord(linker: Linker, value: unknown, where = 'record'): LinkAnswer {
  const record = recordOf(value, where);
  const title = plainText(record.title, TITLE_LENGTH);
  const linked = linker.link({ title, summary: plainText(record.summary ?? '', SUMMARY_LENGTH) });
  return { id: record.id, symbols: linked.assets, price_report: linked.priceReport };
}

function recordOf(value: unknown, where: string): LinkRecord {
  const parsed = RecordSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  return throwFault(
    'bad_input',
    `${where}: ${describeIssues(parsed.error)}; expected {id, title, summary?, published_at}`,
  );
}

/** Throws FaultError `bad_input` at the first line that is not such a record. Empty lines are skipped. */
export function* linkLines(linker: Linker, text: string, file: string): Generator<LinkAnswer> {
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '') continue;
    const where = `${file}:${index + 1}`;
    yield linkRecord(linker, parseLine(line, where), `${where}:1`);
  }
}

function parseLine(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    const column = offsetOfSyntaxError(line, messageOf(error)) + 1;
    return throwFault('bad_input', `${where}:${column}: not valid JSON (${messageOf(error).slice(0, 120)})`);
  }
}
