/**
 * The verdict by rules: a weighted score of the rules that apply, accepted from 0.65 on; grounding and timing are vetoes that
 * give 0. Pure; equal input gives an equal verdict. It never throws for a draft, however broken.
 */
import type { Draft, Evidence, Finding, Verdict } from '../../src-shared/narrative.ts';
import { roundTo } from '../../src-shared/format.ts';
import { grounding, GROUNDING } from './rules/grounding.ts';
import { magnitude } from './rules/magnitude.ts';
import { quality } from './rules/quality.ts';
import type { RuleInput, ToolTrace } from './rules/rule.ts';
import { sentiment } from './rules/sentiment.ts';
import { timing, TIMING } from './rules/timing.ts';
import { tools } from './rules/tools.ts';
import { createSubjects, readDraft, type NamesOf } from './said.ts';

export const WEIGHTS: Readonly<Record<string, number>> = {
  sentiment: 1.2,
  timing: 1.5,
  magnitude: 0.8,
  tools: 1.0,
  quality: 0.5,
  judge: 1.5,
};
export const PASS_FROM = 0.65;
/** Far beyond the 500 tokens of two sentences: what is longer is not read at all, whatever it costs a reader to read. */
const MAX_CHARACTERS = 6_000;
const MAX_SENTENCES = 20;
const unreadable: Finding = {
  ...{ rule: GROUNDING, passed: false, score: 0, claim: null },
  reason: `longer than ${MAX_CHARACTERS} characters or ${MAX_SENTENCES} sentences: not read`,
};

export const VETOES: ReadonlySet<string> = new Set([GROUNDING, TIMING]);

export interface JudgeByRulesOptions extends ToolTrace {
  readonly namesOf: NamesOf;
}

export function judgeByRules(
  draft: Draft,
  evidence: Evidence,
  { namesOf, toolsUsed, toolResults }: JudgeByRulesOptions,
): Verdict {
  const tooLong = draft.sentences.reduce((sum, { text }) => sum + text.length, 0) > MAX_CHARACTERS;
  if (tooLong || draft.sentences.length > MAX_SENTENCES) return verdictOf([unreadable]);
  const said = readDraft(draft, evidence);
  const subjects = createSubjects(evidence, namesOf);
  const input: RuleInput = { draft, evidence, said, subjects, namesOf, toolsUsed, toolResults };
  return verdictOf([
    ...grounding(input),
    timing(input),
    sentiment(input),
    magnitude(input),
    tools(input),
    quality(input),
  ]);
}

/** Findings to a verdict; a judge that failed, or a veto, withholds whatever the score. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  const vetoed = findings.some((finding) => !finding.passed && (VETOES.has(finding.rule) || finding.rule === 'judge'));
  const score = vetoed ? 0 : roundTo(weighted(findings), 4);
  return { verdict: score >= PASS_FROM ? 'accepted' : 'withheld', score, findings: [...findings] };
}

function weighted(findings: readonly Finding[]): number {
  const counted = findings.flatMap(({ rule, score }) => {
    const weight = WEIGHTS[rule] ?? 0;
    return score === null || weight === 0 ? [] : [{ weight, score: Math.min(1, Math.max(0, score)) }];
  });
  const total = counted.reduce((sum, { weight }) => sum + weight, 0);
  return total === 0 ? 0 : counted.reduce((sum, { weight, score }) => sum + weight * score, 0) / total;
}
