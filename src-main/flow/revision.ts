/**
 * Whether what is known now asks for a new text: another cause class, other cited items, a move that has grown, or the end of
 * the follow-up for a text that says "so far".
 */
import type { Evidence } from '../../src-shared/narrative.ts';

/** The parts of the evidence that a reader would want a new text for. */
export interface Standing {
  readonly cause: string;
  /** Article ids, sorted. */
  readonly cited: readonly string[];
}

export function standingOf(evidence: Evidence, cause: { cause: string; citedIds: readonly string[] }): Standing {
  const articleOf = new Map(evidence.facts.map((fact) => [fact.id, fact.news?.article_id]));
  const cited = cause.citedIds.flatMap((id) => articleOf.get(id) ?? []).sort();
  return { cause: cause.cause, cited };
}

export function hasNews(before: Standing | null, after: Standing): boolean {
  if (before === null) return true;
  if (before.cause !== after.cause) return true;
  // Further reports of a kind already told do not change the explanation; a cited item that vanished does.
  return (
    before.cited.some((id) => !after.cited.includes(id)) ||
    (before.cited.length < 2 && after.cited.length > before.cited.length)
  );
}
