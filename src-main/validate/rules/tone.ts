/** What is said of a report's words: for or against the move only as its frozen sentiment stands to the direction. */
import type { Evidence } from '../../../src-shared/narrative.ts';
import { AGAINST_MOVE, FOR_MOVE } from '../phrases.ts';
import type { NewsFact } from '../said.ts';
import type { Check } from './rule.ts';

/** |sentiment| below this says nothing. */
export const NEUTRAL = 0.1;

export const directionOf = (evidence: Evidence): number =>
  Math.sign(evidence.facts.find((fact) => fact.kind === 'move' && fact.unit === 'percent')?.value ?? 0);

/** 1 when the words speak for the move, −1 against it, 0 when nothing can be said. */
export function toneOf({ news }: NewsFact, evidence: Evidence): number {
  if (news.sentiment === null || Math.abs(news.sentiment) < NEUTRAL) return 0;
  return Math.sign(news.sentiment) * directionOf(evidence);
}

export const tone: Check = ({ bare, news }, { evidence }) => [
  ...claimed(AGAINST_MOVE, bare, news.length > 0 && news.every((fact) => toneOf(fact, evidence) < 0)),
  ...claimed(FOR_MOVE, bare, news.length > 0 && news.every((fact) => toneOf(fact, evidence) > 0)),
];

function claimed(pattern: RegExp, bare: string, holds: boolean): string[] {
  const words = pattern.exec(bare)?.[0];
  return words === undefined || holds ? [] : [`“${words}” is not what the cited reports say`];
}
