/**
 * Tool consistency: every tool said to be used left a result, and the results agree with the text: cited reports lie on the side
 * of the onset that the class needs, and the sentiment of a likely cause does not contradict it.
 */
import { z } from 'zod';
import type { Draft, Finding } from '../../../src-shared/narrative.ts';
import { fail, notApplicable, pass, type RuleInput } from './rule.ts';

export const TOOLS = 'tools';
const Stamps = z.object({
  items: z.array(z.object({ evidence_id: z.string(), timing_tag: z.string(), archived: z.boolean() })),
});
const Sentiment = z.object({ agrees: z.boolean().nullable() });
const Failed = z.object({ fault: z.string() });

export function tools({ draft, said, toolsUsed = [], toolResults = {} }: RuleInput): Finding {
  if (toolsUsed.length === 0) return notApplicable(TOOLS, 'no tool was used');
  const cited = new Set(said.flatMap((sentence) => sentence.news.map((fact) => fact.id)));
  const checks = [
    ...toolsUsed.map((name) => hasResult(name, toolResults)),
    ...stampChecks(draft, cited, toolResults),
    ...sentimentChecks(draft, toolResults),
  ];
  const wrong = checks.flatMap((reason) => reason ?? []);
  const score = 1 - wrong.length / checks.length;
  if (wrong.some((reason) => reason.startsWith('contradiction'))) return fail(TOOLS, wrong.join('; '), 0);
  return wrong.length === 0
    ? pass(TOOLS, 'the tools agree with the text')
    : { rule: TOOLS, passed: score >= 0.5, score, reason: wrong.join('; '), claim: null };
}

/** Null when the check holds. */
type Outcome = string | null;

function hasResult(name: string, results: Readonly<Record<string, unknown>>): Outcome {
  if (results[name] === undefined) return `${name} left no result`;
  const failed = Failed.safeParse(results[name]);
  return failed.success ? `${name} could not answer (${failed.data.fault})` : null;
}

function stampChecks(draft: Draft, cited: ReadonlySet<string>, results: Readonly<Record<string, unknown>>): Outcome[] {
  const parsed = Stamps.safeParse(results.verify_timestamp);
  if (!parsed.success) return [];
  const wanted =
    draft.cause === 'likely_cause' ? 'pre_event' : draft.cause === 'reported_afterwards' ? 'post_event' : null;
  return parsed.data.items
    .filter((item) => cited.has(item.evidence_id))
    .map((item) => {
      if (wanted !== null && item.timing_tag !== wanted)
        return `contradiction: verify_timestamp puts ${item.evidence_id} on the other side`;
      return item.archived ? null : `${item.evidence_id} is not in the archive`;
    });
}

function sentimentChecks(draft: Draft, results: Readonly<Record<string, unknown>>): Outcome[] {
  const parsed = Sentiment.safeParse(results.sentiment_check);
  if (!parsed.success || draft.cause !== 'likely_cause') return [];
  return [parsed.data.agrees === false ? 'contradiction: sentiment_check disagrees with the move' : null];
}
