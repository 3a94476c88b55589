/**
 * The validator: rules first; a judge, when one is switched on, only for what passed them. Fails closed: a judge that throws,
 * times out, or answers with anything but a finding withholds the text.
 */
import { z } from 'zod';
import { messageOf } from '../../src-shared/fault.ts';
import { FindingSchema, type Draft, type Evidence, type Finding, type Verdict } from '../../src-shared/narrative.ts';
import type { Judge } from '../../src-shared/ports/judge.ts';
import type { ToolTrace } from './rules/rule.ts';
import type { NamesOf } from './said.ts';
import { judgeByRules, verdictOf } from './verdict.ts';

export const JUDGE = 'judge';

export interface ValidatorOptions {
  readonly namesOf: NamesOf;
  readonly judge?: Judge;
}
export interface Validator {
  /** Throws only for cancellation of the caller's signal. */
  validate(draft: Draft, evidence: Evidence, trace: ToolTrace, signal: AbortSignal): Promise<Verdict>;
}

/** Whatever a judge claims to be, its answer counts as the judge's, with a score in 0–1. */
const AnswerSchema = z.object({
  ok: z.literal(true),
  value: FindingSchema.extend({ score: z.number().min(0).max(1).nullable() }),
});
const RefusalSchema = z.object({ ok: z.literal(false), fault: z.object({ detail: z.string() }) });

export function createValidator({ namesOf, judge }: ValidatorOptions): Validator {
  return {
    async validate(draft, evidence, { toolsUsed, toolResults }, signal) {
      signal.throwIfAborted();
      const byRules = judgeByRules(draft, evidence, { namesOf, toolsUsed, toolResults });
      if (judge === undefined || byRules.verdict === 'withheld') return byRules;
      const finding = await askJudge(judge, draft, evidence, signal);
      signal.throwIfAborted();
      return verdictOf([...byRules.findings, finding]);
    },
  };
}

async function askJudge(judge: Judge, draft: Draft, evidence: Evidence, signal: AbortSignal): Promise<Finding> {
  try {
    const answer: unknown = await judge.judge(draft, evidence, signal);
    const said = AnswerSchema.safeParse(answer);
    if (said.success)
      return { ...said.data.value, rule: JUDGE, score: said.data.value.score ?? (said.data.value.passed ? 1 : 0) };
    const refused = RefusalSchema.safeParse(answer);
    return unanswered(refused.success ? refused.data.fault.detail : 'its answer is not a finding');
  } catch (error) {
    return unanswered(messageOf(error));
  }
}

const unanswered = (detail: string): Finding => ({
  rule: JUDGE,
  passed: false,
  score: null,
  reason: `not validated: the judge failed (${detail})`,
  claim: null,
});
