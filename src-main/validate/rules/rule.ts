/** What every rule gets and gives. A rule is a pure function from the draft and its evidence to findings. */
import type { Draft, Evidence, Finding } from '../../../src-shared/narrative.ts';
import type { NamesOf, Said, Subjects } from '../said.ts';

export interface ToolTrace {
  readonly toolsUsed?: readonly string[] | undefined;
  readonly toolResults?: Readonly<Record<string, unknown>> | undefined;
}

export interface RuleInput extends ToolTrace {
  readonly draft: Draft;
  readonly evidence: Evidence;
  readonly said: readonly Said[];
  readonly subjects: Subjects;
  readonly namesOf: NamesOf;
}

/** A check of one sentence: the reasons against it, none when it holds. */
export type Check = (sentence: Said, input: RuleInput) => string[];

export const pass = (rule: string, reason: string, score = 1, claim: number | null = null): Finding => ({
  rule,
  passed: true,
  score,
  reason,
  claim,
});
export const fail = (rule: string, reason: string, score = 0, claim: number | null = null): Finding => ({
  rule,
  passed: false,
  score,
  reason,
  claim,
});
/** Leaves numerator and denominator. */
export const notApplicable = (rule: string, reason: string): Finding => ({
  rule,
  passed: true,
  score: null,
  reason,
  claim: null,
});
