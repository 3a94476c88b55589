/**
 * What is said of the reason must be what the class of evidence allows: causal words only for a likely cause that cites a linked
 * report from before the onset; "no report" only when there is none; a class only with the words and reports that make it.
 */
import { MINUTE_MS, minuteOf } from '../../../src-shared/market.ts';
import type { Evidence } from '../../../src-shared/narrative.ts';
import { CAUSAL, FOLLOWED_BY, NO_CAUSE, NO_REPORT } from '../phrases.ts';
import { quantitiesOf } from '../quantities.ts';
import { isNews, type NewsFact, type Said } from '../said.ts';
import type { Check, RuleInput } from './rule.ts';

/** Near enough to be told; and what "no report so far" is about. */
const NEAR_MINUTES = 60;
/** "No report" without a stated reach is about the whole follow-up. */
const FOLLOW_UP_MINUTES = 180;

export const minutesFromOnset = (evidence: Evidence, { news }: NewsFact): number =>
  (news.published_at - minuteOf(evidence.onset)) / MINUTE_MS;

export const isReason = ({ news }: NewsFact): boolean => news.linked && !news.price_report;

export const causality: Check = (sentence, input) => [...causalWords(sentence, input), ...silence(sentence, input)];

function causalWords(sentence: Said, { draft, evidence }: RuleInput): string[] {
  const word = CAUSAL.exec(sentence.bare)?.[0];
  if (word === undefined) return [];
  if (draft.cause !== 'likely_cause') return [`“${word}” states a cause, which ${draft.cause} does not allow`];
  const licence = sentence.news.filter((fact) => isReason(fact) && minutesFromOnset(evidence, fact) < 0);
  if (licence.length === 0) return [`“${word}” without a cited report from before the onset`];
  return unquotedReason(sentence, licence);
}

const FILLERS = new Set(
  `about before onset probably likely move moved moves news report reports reported that this with from published caused cause price
  which after over into minutes story saying said their there were have been rise fall drop jump gain loss volume market usual times
  article headline outlet less than more within under nearly almost minute minutes hour hours earlier just shortly when where what also first time carried told its`.split(
    /\s+/,
  ),
);

/** A reason in the writer's own words must be made of the headline's words. */
function unquotedReason({ bare, cited }: Said, licence: readonly NewsFact[]): string[] {
  const reason = bare.slice(CAUSAL.exec(bare)?.index ?? 0).toLowerCase();
  const said = (reason.match(/\p{L}{4,}/gu) ?? []).filter((word) => !FILLERS.has(word) && !CAUSAL.test(word));
  const known = [...licence.map(({ news }) => news.title), ...cited.map(({ text }) => text)].join(' ').toLowerCase();
  const strange = said.filter((word) => !known.includes(word.slice(0, 5)));
  return strange.length * 2 > said.length
    ? [`the reason (${strange.slice(0, 4).join(', ')}) is not in the cited report`]
    : [];
}

function silence(sentence: Said, { evidence, subjects }: RuleInput): string[] {
  if (!NO_REPORT.test(sentence.bare)) return [];
  const unsaid = /\bso far\b/iu.test(sentence.bare) ? NEAR_MINUTES : FOLLOW_UP_MINUTES;
  const reach = quantitiesOf(sentence.bare, subjects).find(({ unit }) => unit === 'minutes')?.value ?? unsaid;
  const heard = evidence.facts
    .filter(isNews)
    .find((fact) => isReason(fact) && Math.abs(minutesFromOnset(evidence, fact)) <= reach);
  return heard === undefined ? [] : [`there is a linked report: ${heard.id}`];
}

/** Of the whole draft: its class, its words and its reports belong together. */
export function causeClass({ draft, evidence, said }: RuleInput): string[] {
  const bare = said.map((sentence) => sentence.bare).join(' ');
  const cited = said.flatMap((sentence) => sentence.news);
  const near = cited.filter((fact) => isReason(fact) && Math.abs(minutesFromOnset(evidence, fact)) <= NEAR_MINUTES);
  const noCause = NO_CAUSE.test(bare);
  const causal = said.some((sentence) => CAUSAL.test(sentence.bare));
  const wrong: Record<typeof draft.cause, readonly (readonly [boolean, string])[]> = {
    likely_cause: [[!causal || noCause, 'a likely cause is not stated as one']],
    reported_afterwards: [[!FOLLOWED_BY.test(bare) || noCause, 'reports afterwards are told as “was followed by”']],
    coincident_news: [
      [cited.length === 0, 'coincident news without a cited report'],
      [!noCause && !/\bcoincid/iu.test(bare), 'does not say that no cause is established'],
    ],
    cause_unknown: [
      [!noCause, 'does not say that the cause is unknown'],
      [near.length > 0, 'cites near news and calls the cause unknown'],
    ],
  };
  return wrong[draft.cause].flatMap(([isWrong, reason]) => (isWrong ? [reason] : []));
}
