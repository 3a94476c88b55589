/** Narrative quality, graded: reads well at a glance. The hard limits of form are grounding's. */
import type { Finding } from '../../../src-shared/narrative.ts';
import { fail, pass, type RuleInput } from './rule.ts';
import { draftForm, sentenceForm } from './form.ts';

export const QUALITY = 'quality';
const LONG = 420;

export function quality(input: RuleInput): Finding {
  const broken = [...draftForm(input), ...input.said.flatMap((sentence) => sentenceForm(sentence, input))];
  if (broken.length > 0) return fail(QUALITY, broken.join('; '));
  const slips = input.said.flatMap(({ text }) => slipsOf(text));
  const score = Math.max(0, 1 - 0.25 * slips.length);
  return slips.length === 0
    ? pass(QUALITY, 'two plain sentences')
    : { rule: QUALITY, passed: score >= 0.5, score, reason: slips.join('; '), claim: null };
}

function slipsOf(text: string): string[] {
  const checks: readonly (readonly [boolean, string])[] = [
    [text.length > LONG, `longer than ${LONG} characters`],
    [text.length < 20, 'too short to say anything'],
    [/ {2}|\s[,.;:]/u.test(text), 'stray spaces'],
    [/\b(\p{L}{3,}) \1\b/iu.test(text), 'a word twice'],
    [/\p{Lu}{12,}/u.test(text), 'shouting'],
  ];
  return checks.flatMap(([wrong, reason]) => (wrong ? [reason] : []));
}
