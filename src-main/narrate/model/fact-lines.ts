/**
 * Facts as a model reads them. No address, no summary and no id of ours; a headline that must not be repeated is left out, so
 * that what gives orders or carries markup never reaches the model.
 */
import type { Evidence, EvidenceFact } from '../../../src-shared/narrative.ts';
import { isQuotable, oneLine } from '../../../src-shared/quotation.ts';
import { formsOf } from './placeholders.ts';

export type FactLine = Readonly<Record<string, unknown>>;

const LONGEST_HEADLINE = 160;

export function factLine(fact: EvidenceFact, evidence: Evidence): FactLine {
  const { '': fills, time, minutes, source } = formsOf(fact, evidence);
  const { id, kind, news } = fact;
  if (news === null)
    return { id, kind, says: oneLine(fact.text).slice(0, 200), fills: fills ?? null, ...(time && { time }) };
  return {
    id,
    kind,
    headline: isQuotable(news.title) ? oneLine(news.title).slice(0, LONGEST_HEADLINE) : null,
    source,
    time,
    minutes,
    published_at: news.published_at,
    linked: news.linked,
    price_report: news.price_report,
    sentiment: news.sentiment,
  };
}

/** Most telling first: what is cut away to make room is cut from the end. */
export function byWorth(evidence: Evidence, citedIds: readonly string[]): EvidenceFact[] {
  const worth = ({ id, kind, news }: EvidenceFact): number => {
    if (citedIds.includes(id)) return 0;
    if (news === null) return kind === 'source_down' ? 3 : kind === 'market' || kind === 'similar' ? 2 : 1;
    return news.linked ? (news.price_report ? 5 : 4) : 6;
  };
  const far = ({ news }: EvidenceFact): number => Math.abs(news?.time_diff_minutes ?? 0);
  return evidence.facts.toSorted((a, b) => worth(a) - worth(b) || far(a) - far(b));
}
