/**
 * One report of one outlet as a report afterwards: only told as one, of a rare move, in its tone, by a publisher, and sooner than
 * quiet minutes have such a report. Whether it is unlikely by the rate of its hours is the classifier's to say.
 */
import type { Evidence } from '../../../src-shared/narrative.ts';
import { SINGLE_SOURCE } from '../phrases.ts';
import type { NewsFact, Said } from '../said.ts';
import { minutesFromOnset } from './causality.ts';
import { toneOf } from './tone.ts';

const RARE_PER_DAY = 0.5;
const RELEVANT = 0.8;
const SOCIAL = /reddit|^r\/|bluesky|mastodon|twitter|telegram/i;

export const saysSingle = (said: readonly Said[]): boolean => said.some(({ bare }) => SINGLE_SOURCE.test(bare));

export function tooWeakAlone(cited: readonly NewsFact[], evidence: Evidence): string[] {
  const [only] = cited;
  if (only === undefined || cited.length > 1) return [`${cited.length} reports are cited as one of a single source`];
  const perDay = evidence.facts.find((fact) => fact.kind === 'rarity')?.value ?? null;
  const latest = evidence.placebo?.single_minutes ?? Infinity;
  const checks: readonly (readonly [boolean, string])[] = [
    [perDay === null || perDay > RARE_PER_DAY, 'the move is too common for a single report'],
    [evidence.placebo == null, 'the archive is too short for a single report to say anything'],
    [toneOf(only, evidence) <= 0, `${only.id} is not in the tone of the move`],
    [SOCIAL.test(only.news.source), `${only.id} is a post, not a publisher’s report`],
    [(only.news.relevance ?? 0) < RELEVANT, `${only.id} is not about this move alone`],
    [minutesFromOnset(evidence, only) >= latest, `${only.id} came no sooner than at quiet minutes`],
  ];
  return checks.flatMap(([wrong, reason]) => (wrong ? [reason] : []));
}
