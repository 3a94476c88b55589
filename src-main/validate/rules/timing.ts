/**
 * Timing, a veto: a likely cause cites only what came before the onset, reports afterwards only what came after (within 3 h, of two
 * sources, or of one that is told as one). Recomputed from publication times; checks cited items alone. The onset's own minute is after.
 */
import type { Evidence, Finding } from '../../../src-shared/narrative.ts';
import { isWireCopy } from '../wire-copy.ts';
import { FOLLOWED_BY, PRECEDED_BY } from '../phrases.ts';
import type { NewsFact } from '../said.ts';
import { isReason, minutesFromOnset } from './causality.ts';
import { fail, notApplicable, pass, type RuleInput } from './rule.ts';
import { saysSingle, tooWeakAlone } from './single.ts';

export const TIMING = 'timing';
const FOLLOW_UP_MINUTES = 180;
const BEFORE_MINUTES = 360;

export function timing(input: RuleInput): Finding {
  const { draft, evidence, said } = input;
  const cited = said.flatMap((sentence) => sentence.news);
  const order = said.flatMap((sentence) => outOfOrder(sentence.bare, sentence.news, evidence));
  const tags = cited.filter((fact) => (fact.news.timing_tag === 'pre_event') !== minutesFromOnset(evidence, fact) < 0);
  const wrong = [
    ...order,
    ...tags.map(({ id }) => `${id} is tagged on the wrong side of the onset`),
    ...againstClass(input, cited),
  ];
  if (wrong.length > 0) return fail(TIMING, wrong.join('; '));
  if (draft.cause === 'cause_unknown' || cited.length === 0)
    return notApplicable(TIMING, 'no report is cited as a reason');
  return pass(TIMING, 'the cited reports lie on the side of the onset that the text says');
}

function againstClass({ draft: { cause }, evidence, said }: RuleInput, cited: readonly NewsFact[]): string[] {
  if (cause === 'likely_cause')
    return [
      ...(cited.length === 0 ? ['a likely cause without a cited report'] : []),
      ...cited.flatMap((fact) => notBefore(fact, evidence)),
    ];
  if (cause !== 'reported_afterwards') return [];
  const few = saysSingle(said) ? tooWeakAlone(cited, evidence) : tooFew(cited);
  return [...cited.flatMap((fact) => notAfter(fact, evidence)), ...few];
}

function notBefore(fact: NewsFact, evidence: Evidence): string[] {
  const minutes = minutesFromOnset(evidence, fact);
  if (minutes >= 0) return [`${fact.id} came ${minutes.toFixed(0)} min after the onset and cannot be its cause`];
  if (minutes < -BEFORE_MINUTES) return [`${fact.id} is too old to be the cause`];
  return isReason(fact)
    ? []
    : [`${fact.id} is ${fact.news.price_report ? 'a price report' : 'not linked'} and cannot be the cause`];
}

function notAfter(fact: NewsFact, evidence: Evidence): string[] {
  const minutes = minutesFromOnset(evidence, fact);
  if (minutes < 0) return [`${fact.id} came before the onset`];
  if (minutes > FOLLOW_UP_MINUTES) return [`${fact.id} came more than 3 h after the onset`];
  return isReason(fact) ? [] : [`${fact.id} is ${fact.news.price_report ? 'a price report' : 'not linked'}`];
}

function tooFew(cited: readonly NewsFact[]): string[] {
  const pair = cited.some((a, i) =>
    cited.slice(i + 1).some((b) => a.news.source !== b.news.source && !isWireCopy(a.news.title, b.news.title)),
  );
  return pair ? [] : ['fewer than two independent sources'];
}

/** Order without a distance; with one the number is checked against the report it stands at. */
const AFTER_ONSET = /\bafter the (?:onset|move)\b/iu;
const BEFORE_ONSET = /\b(?:before|ahead of|prior to) the (?:onset|move)\b/iu;

function outOfOrder(bare: string, news: readonly NewsFact[], evidence: Evidence): string[] {
  const early = news.filter((fact) => minutesFromOnset(evidence, fact) < 0);
  const late = news.filter((fact) => !early.includes(fact));
  return [
    ...(AFTER_ONSET.test(bare) && late.length === 0 ? early.map(({ id }) => `${id} did not come after the onset`) : []),
    ...(BEFORE_ONSET.test(bare) && early.length === 0
      ? late.map(({ id }) => `${id} did not come before the onset`)
      : []),
    ...(FOLLOWED_BY.test(bare) ? early.map(({ id }) => `${id} did not follow the move`) : []),
    ...(PRECEDED_BY.test(bare)
      ? news.filter((fact) => !early.includes(fact)).map(({ id }) => `${id} did not precede the move`)
      : []),
  ];
}
