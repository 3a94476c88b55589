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

export function linkRecord(linker: Linker, record: LinkRecord): LinkAnswer {
  const title = plainText(record.title, TITLE_LENGTH);
  const linked = linker.link({ title, summary: plainText(record.summary ?? '', SUMMARY_LENGTH) });
  return { id: record.id, symbols: linked.assets, price_report: linked.priceReport };
}

/** Throws FaultError `bad_input` at the first line that is not such a record. Empty lines are skipped. */
export function* linkLines(linker: Linker, text: string, file: string): Generator<LinkAnswer> {
  for (const [index, line] of text.replace(/^\ufeff/, '').split('\n').entries()) {
    if (line.trim() !== '') yield linkRecord(linker, parseLine(line, `${file}:${index + 1}`));
  }
}

function parseLine(line: string, place: string): LinkRecord {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return throwFault('bad_input', `${place}:${offsetOfSyntaxError(line, messageOf(error)) + 1}: not valid JSON (${messageOf(error).slice(0, 120)})`);
  }
  const parsed = RecordSchema.safeParse(value);
  return parsed.success ? parsed.data : throwFault('bad_input', `${place}:1: ${describeIssues(parsed.error)}; expected {id, title, summary?, published_at}`);
}
