/**
 * Which cause classes a model may choose: the one that the evidence earns, or one that claims less and needs no licence. The
 * class comes from code; a model cannot raise it, and may give only the licensed reports as the reason.
 */
import type { Cause, Draft, Evidence } from '../../../src-shared/narrative.ts';
import type { CauseFinding } from '../cause.ts';

export function allowedCauses({ cause }: Pick<CauseFinding, 'cause'>): Cause[] {
  if (cause === 'likely_cause' || cause === 'reported_afterwards') return [cause, 'coincident_news', 'cause_unknown'];
  return cause === 'coincident_news' ? [cause, 'cause_unknown'] : ['cause_unknown'];
}

/** Reasons against a draft's class and the reports that it rests on; empty when they are licensed. */
export function beyondLicence(draft: Draft, evidence: Evidence, licence: CauseFinding): string[] {
  if (!allowedCauses(licence).includes(draft.cause))
    return [`the evidence allows ${licence.cause}, not ${draft.cause}`];
  if (draft.cause !== 'likely_cause' && draft.cause !== 'reported_afterwards') return [];
  const news = new Set(evidence.facts.flatMap(({ id, news: report }) => (report === null ? [] : [id])));
  const cited = [...new Set(draft.sentences.flatMap(({ cites }) => cites))].filter((id) => news.has(id));
  const other = cited.filter((id) => !licence.citedIds.includes(id));
  return other.map((id) => `${id} is not the report that makes it ${draft.cause}`);
}
