/**
 * `mane validate FILE`: evidence and a narrative from JSON to a verdict. Times are epoch ms or ISO-8601; symbol and onset may be
 * left out when the facts tell them. A wrong input is one fault that names the path and what was expected.
 */
import { z } from 'zod';
import { throwFault } from '../../src-shared/fault.ts';
import { MINUTE_MS, minuteOf, SymbolSchema } from '../../src-shared/market.ts';
import {
  DraftSchema,
  EvidenceFactSchema,
  EvidenceNewsSchema,
  type Evidence,
  type EvidenceFact,
  type Verdict,
} from '../../src-shared/narrative.ts';
import { describeIssues } from '../../src-shared/settings.ts';
import { ToolNameSchema } from '../../src-shared/narrative.ts';
import { exampleInput } from './example-input.ts';
import type { NamesOf } from './said.ts';
import { createValidator } from './validator.ts';

export { exampleInput };

const TimeSchema = z.union([z.number(), z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))], {
  error: 'expected a time: epoch milliseconds or ISO-8601 such as 2026-03-02T14:22:00Z',
});
const NewsInputSchema = EvidenceNewsSchema.extend({
  article_id: z.string().default(''),
  url: z.string().nullable().default(null),
  published_at: TimeSchema,
  first_seen_at: TimeSchema.optional(),
  timing_tag: EvidenceNewsSchema.shape.timing_tag.optional(),
  time_diff_minutes: z.number().optional(),
  sentiment: z.number().nullable().default(null),
  cluster_id: z.number().default(-1),
  price_report: z.boolean().default(false),
  linked: z.boolean().default(true),
});
const FactInputSchema = EvidenceFactSchema.extend({
  time: TimeSchema.optional(),
  news: NewsInputSchema.nullable().default(null),
});
type FactInput = z.output<typeof FactInputSchema>;

const InputSchema = z.object({
  symbol: SymbolSchema.optional(),
  onset: TimeSchema.optional(),
  evidence: z.array(FactInputSchema).min(1, 'expected at least one fact'),
  narrative: DraftSchema,
  tools_used: z.array(ToolNameSchema).optional(),
  tool_results: z.record(z.string(), z.unknown()).optional(),
});
type Input = z.output<typeof InputSchema>;

/** Throws FaultError `bad_input`. `file` is only named in the fault. */
export async function validateInput(input: unknown, file: string, namesOf: NamesOf): Promise<Verdict> {
  const parsed = InputSchema.safeParse(input);
  if (!parsed.success) throwFault('bad_input', `${file}: ${describeIssues(parsed.error)}`);
  const { narrative, tools_used: toolsUsed, tool_results: toolResults } = parsed.data;
  const evidence = evidenceOf(parsed.data, file);
  return createValidator({ namesOf }).validate(
    narrative,
    evidence,
    { toolsUsed, toolResults },
    new AbortController().signal,
  );
}

function evidenceOf(input: Input, file: string): Evidence {
  const ids = input.evidence.map(({ id }) => id);
  const twice = ids.findIndex((id, i) => ids.indexOf(id) !== i);
  if (twice >= 0)
    throwFault('bad_input', `${file}: evidence.${twice}.id: expected each id once, ${ids[twice] ?? ''} is there twice`);
  const symbol =
    input.symbol ??
    symbolIn(input.evidence) ??
    throwFault(
      'bad_input',
      `${file}: symbol: expected BASE-QUOTE such as BTC-USD, here or in the words of a move fact`,
    );
  const onset =
    input.onset ??
    onsetIn(input.evidence) ??
    throwFault('bad_input', `${file}: onset: expected a time, here or as the time of a move fact`);
  const facts = input.evidence.map((fact) => factOf(fact, onset));
  const last = Math.max(onset, ...facts.map(({ time }) => time));
  return { anomaly_id: '', symbol, onset, detected_at: onset, built_at: last, facts };
}

function symbolIn(facts: readonly FactInput[]): string | null {
  const own = facts.filter(({ kind }) => kind === 'move' || kind === 'volume');
  const words = [...own, ...facts.filter(({ news }) => news === null)].flatMap(({ text }) =>
    text.split(/[^A-Z0-9._-]+/u),
  );
  return words.find((word) => SymbolSchema.safeParse(word).success) ?? null;
}

/** The minute that the reports' distances count from, or the time of the fact that states the move. */
function onsetIn(facts: readonly FactInput[]): number | null {
  const report = facts.find(({ news }) => news?.time_diff_minutes !== undefined)?.news;
  if (report?.time_diff_minutes !== undefined) {
    return Math.round((report.published_at - report.time_diff_minutes * MINUTE_MS) / MINUTE_MS) * MINUTE_MS;
  }
  const stated = facts.find(({ kind, unit, time }) => kind === 'move' && unit === 'percent' && time !== undefined);
  const any = stated ?? facts.find(({ kind, time }) => (kind === 'rarity' || kind === 'move') && time !== undefined);
  return any?.time ?? null;
}

function factOf({ news, time, ...fact }: FactInput, onset: number): EvidenceFact {
  if (news === null) return { ...fact, time: time ?? onset, news: null };
  const minutes = (news.published_at - minuteOf(onset)) / MINUTE_MS;
  const filled = {
    ...news,
    first_seen_at: news.first_seen_at ?? news.published_at,
    time_diff_minutes: news.time_diff_minutes ?? minutes,
    timing_tag: news.timing_tag ?? (minutes < 0 ? ('pre_event' as const) : ('post_event' as const)),
  };
  return { ...fact, time: time ?? news.published_at, news: filled };
}
