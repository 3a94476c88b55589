/** Sentiment of the cited reports against the direction of the move. Nothing to compare: not applicable. */
import type { Finding } from '../../../src-shared/narrative.ts';
import { fail, notApplicable, pass, type RuleInput } from './rule.ts';
import { directionOf, NEUTRAL } from './tone.ts';

export const SENTIMENT = 'sentiment';

export function sentiment({ draft, evidence, said }: RuleInput): Finding {
  if (draft.cause === 'cause_unknown' || draft.cause === 'coincident_news')
    return notApplicable(SENTIMENT, 'no report is given as a reason');
  const direction = directionOf(evidence);
  const known = said.flatMap((sentence) => sentence.news).flatMap((fact) => fact.news.sentiment ?? []);
  const mean = known.reduce((sum, x) => sum + x, 0) / known.length;
  if (direction === 0 || known.length === 0 || Math.abs(mean) < NEUTRAL)
    return notApplicable(SENTIMENT, 'nothing to compare');
  return Math.sign(mean) === direction
    ? pass(SENTIMENT, 'the reports and the move agree')
    : fail(SENTIMENT, 'the reports say the opposite of the move');
}
