/** Grounding, a veto: nothing is said that the cited evidence does not hold. One finding for each sentence and one for the draft. */
import type { Finding } from '../../../src-shared/narrative.ts';
import { attribution } from './attribution.ts';
import { causality, causeClass } from './causality.ts';
import { citations } from './citations.ts';
import { draftForm, sentenceForm } from './form.ts';
import { names } from './names.ts';
import { numbers } from './numbers.ts';
import { fail, pass, type Check, type RuleInput } from './rule.ts';
import { times } from './times.ts';
import { tone } from './tone.ts';

export const GROUNDING = 'grounding';
const CHECKS: readonly Check[] = [sentenceForm, citations, numbers, times, names, attribution, causality, tone];

export function grounding(input: RuleInput): Finding[] {
  const whole = [...draftForm(input), ...causeClass(input)];
  const claims = input.said.map((sentence) => {
    const wrong = CHECKS.flatMap((check) => check(sentence, input));
    return wrong.length === 0
      ? pass(GROUNDING, 'every number, time, name and causal word is in the cited evidence', 1, sentence.index)
      : fail(GROUNDING, wrong.join('; '), 0, sentence.index);
  });
  return whole.length === 0 ? claims : [...claims, fail(GROUNDING, whole.join('; '))];
}
