/** Size words against the size, and the first sentence saying what moved. */
import type { Finding } from '../../../src-shared/narrative.ts';
import { fail, notApplicable, pass, type RuleInput } from './rule.ts';

export const MAGNITUDE = 'magnitude';
const SMALL =
  /\b(?:slight(?:ly)?|small|minor|modest(?:ly)?|marginal(?:ly)?|tiny|edged|a little|barely|mild(?:ly)?)\b/iu;
const LARGE =
  /\b(?:massive(?:ly)?|huge|enormous|extreme(?:ly)?|historic|record|dramatic(?:ally)?|collapsed|crashed|soared|skyrocketed|plummeted|unprecedented)\b/iu;
const SMALL_BELOW = 1;
const LARGE_ABOVE = 5;

export function magnitude({ evidence, said }: RuleInput): Finding {
  const moves = evidence.facts.filter(
    (fact) => fact.kind === 'move' && (fact.unit ?? '').startsWith('percent') && fact.value !== null,
  );
  if (moves.length === 0) return notApplicable(MAGNITUDE, 'the evidence has no size');
  const bare = said.map((sentence) => sentence.bare).join(' ');
  const size = Math.max(...moves.map((fact) => Math.abs(fact.value ?? 0)));
  if (SMALL.test(bare) && size >= SMALL_BELOW) return fail(MAGNITUDE, 'the text plays the move down');
  if (LARGE.test(bare) && size <= LARGE_ABOVE) return fail(MAGNITUDE, 'the text plays the move up');
  const measured = said.some((sentence) =>
    sentence.cited.some((fact) => fact.kind === 'move' || fact.kind === 'volume'),
  );
  return measured
    ? pass(MAGNITUDE, 'the size is told as measured')
    : fail(MAGNITUDE, 'the text does not cite the size of the move', 0.5);
}
