/** The shape of resources/assets.json: assets with their names and ambiguity rules, groups of words, topics made of groups. */
import { z } from 'zod';
import { throwFault } from '../../src-shared/fault.ts';
import { describeIssues } from '../../src-shared/settings.ts';
import type { Rule } from './phrase-scan.ts';

const RuleSchema = z.enum([
  'any',
  'capital',
  'exact',
  'upper',
  'word',
  'marked',
  'actor',
  'context',
]) satisfies z.ZodType<Rule>;
const NameSchema = z.union([z.string().min(1), z.strictObject({ text: z.string().min(1), rule: RuleSchema })]);

const AssetSchema = z.strictObject({
  ticker: z.string().regex(/^[A-Z0-9]{1,12}$/, 'expected a ticker in capitals'),
  name: z.string().min(1),
  ticker_rule: RuleSchema.default('upper'),
  name_rule: RuleSchema.default('any'),
  aliases: z.array(NameSchema).default([]),
  /** Tickers and names it had before (MATIC, now POL). */
  former: z.array(NameSchema).default([]),
  /** Pegged to a currency: its price moving is news, not a price report. */
  stablecoin: z.boolean().default(false),
  /** When the headline contains one of these, names that need case or context do not count. Lower case. */
  unless: z.array(z.string()).default([]),
});
export type AssetEntry = z.infer<typeof AssetSchema>;

export const AssetsFileSchema = z.strictObject({
  assets: z.array(AssetSchema).min(1),
  /** Phrases that contain a name but mean something else ("Bitcoin Magazine"). */
  blocked: z.array(z.string()).default([]),
  groups: z.record(z.string(), z.array(NameSchema)).default({}),
  /** A topic holds when all groups of one of its alternatives occur; `asset` is any linked asset. */
  topics: z.record(z.string(), z.array(z.array(z.string()).min(1))).default({}),
});
export type AssetsFile = z.infer<typeof AssetsFileSchema>;

export function readAssetsFile(data: unknown, name = 'assets.json'): AssetsFile {
  const parsed = AssetsFileSchema.safeParse(data);
  return parsed.success ? parsed.data : throwFault('bad_input', `${name}: ${describeIssues(parsed.error)}`);
}

export interface Name {
  readonly text: string;
  readonly rule: Rule;
}

/** A bare name in capitals is a ticker; any other may be written in any case. */
export const nameOf = (entry: string | Name): Name =>
  typeof entry === 'string' ? { text: entry, rule: /^[A-Z0-9]{2,6}$/.test(entry) ? 'upper' : 'any' } : entry;

/** Every way to write an asset, the ticker first. */
export function namesOfEntry(entry: AssetEntry): Name[] {
  const own: Name[] = [{ text: entry.ticker, rule: entry.ticker_rule }];
  // "EOS" is both: one entry, with the ticker's rule.
  if (entry.name !== entry.ticker) own.push({ text: entry.name, rule: entry.name_rule });
  return [...own, ...entry.aliases.map(nameOf), ...entry.former.map(nameOf)];
}
