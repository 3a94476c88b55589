/**
 * The fake engine's answers to lists, counts and searches: filtered, ordered and paged by the same words as the store. `filler`
 * adds that many plain anomalies behind the stories, one a minute and a half of them at equal times.
 */
import { cursorOf, moveSize, type Sort } from '../../../src-shared/history.ts';
import type {
  AnomalyConditions,
  AnomalyDetail,
  AnomalyFilter,
  AnomalyWithNarrative,
  SearchHit,
  SearchQuery,
} from '../../../src-shared/ports/reader.ts';
import { rowOf, type FakeState } from './state.ts';

const isNarrated = (row: AnomalyWithNarrative): string =>
  row.narrative === null ? 'unfinished' : row.narrative.validation_passed === true ? 'accepted' : 'withheld';

function keeps(state: FakeState, filter: Partial<AnomalyFilter>, row: AnomalyWithNarrative): boolean {
  const { anomaly, narrative } = row;
  const { group } = anomaly.detection_metadata;
  const feedback = state.details.find((detail) => detail.anomaly.id === anomaly.id)?.feedback ?? null;
  const is = <T>(wanted: T | undefined, value: T): boolean => wanted === undefined || wanted === value;
  return (
    is(filter.symbol, anomaly.symbol) &&
    is(filter.type, anomaly.anomaly_type) &&
    is(filter.cause, narrative?.cause) &&
    is(filter.verdict as string | undefined, isNarrated(row)) &&
    is(filter.group, group ?? undefined) &&
    anomaly.detected_at >= (filter.from ?? 0) &&
    anomaly.detected_at <= (filter.to ?? Infinity) &&
    anomaly.detected_at < (filter.before ?? Infinity) &&
    anomaly.confidence >= (filter.minConfidence ?? 0) &&
    (filter.marketWide !== true || group !== null) &&
    (filter.mine !== true || feedback !== null)
  );
}

const keyOf = (sort: Sort, { anomaly }: AnomalyWithNarrative): number =>
  sort === 'newest' ? anomaly.detected_at : sort === 'rarest' ? anomaly.confidence : moveSize(anomaly);

const inOrder =
  (sort: Sort) =>
  (a: AnomalyWithNarrative, b: AnomalyWithNarrative): number =>
    keyOf(sort, b) - keyOf(sort, a) ||
    b.anomaly.detected_at - a.anomaly.detected_at ||
    (a.anomaly.id < b.anomaly.id ? -1 : 1);

let filled: { of: FakeState; count: number; rows: AnomalyWithNarrative[] } | null = null;

/** The stories, then the filler, newest first. */
function allRows(state: FakeState): AnomalyWithNarrative[] {
  const told = state.details.map(rowOf);
  if (state.filler === 0) return told;
  if (filled?.of !== state || filled.count !== state.filler)
    filled = {
      of: state,
      count: state.filler,
      rows: Array.from({ length: state.filler }, (_, k) => fillerRow(told.at(-1)!, k)),
    };
  return [...told, ...filled.rows];
}

/** Two and two of them at one moment. */
function fillerRow({ anomaly, ...row }: AnomalyWithNarrative, k: number): AnomalyWithNarrative {
  const id = `00000000-0000-5000-8000-${k.toString(16).padStart(12, '0')}`;
  const detected_at = anomaly.detected_at - 60_000 * (1 + Math.floor(k / 2));
  return { ...row, anomaly: { ...anomaly, id, detected_at, created_at: detected_at } };
}

export const countOf = (state: FakeState, filter: AnomalyConditions): number =>
  allRows(state).filter((row) => keeps(state, filter, row)).length;

export function listed(state: FakeState, filter: AnomalyFilter): AnomalyWithNarrative[] {
  const { sort = 'newest', after, skip = 0, limit } = filter;
  const kept = allRows(state)
    .filter((row) => keeps(state, filter, row))
    .sort(inOrder(sort));
  const at = after === undefined ? 0 : kept.findIndex((row) => isBehind(row, sort, after));
  return at < 0 ? [] : kept.slice(at + skip, at + skip + limit);
}

function isBehind(row: AnomalyWithNarrative, sort: Sort, after: NonNullable<AnomalyFilter['after']>): boolean {
  const own = cursorOf(row.anomaly, sort);
  const first = (after.value ?? 0) - (own.value ?? 0) || after.detected_at - own.detected_at;
  return first > 0 || (first === 0 && own.id > after.id);
}

export function searched(state: FakeState, { text, skip = 0, limit, sort, ...filter }: SearchQuery): SearchHit[] {
  const words = text.toLowerCase();
  const hits = state.details
    .filter((detail) => keeps(state, filter, detail))
    .flatMap((detail) => hitsIn(detail, words));
  return (sort === undefined || sort === 'best' ? hits : hits.sort(inOrder(sort))).slice(skip, skip + limit);
}

function hitsIn(detail: AnomalyDetail, words: string): SearchHit[] {
  const told = detail.narrative?.narrative_text ?? '';
  const headline = detail.articles.find(({ title }) => title.toLowerCase().includes(words));
  if (told.toLowerCase().includes(words))
    return [{ ...rowOf(detail), score: 1, matched: 'narrative' as const, snippet: told }];
  return headline === undefined
    ? []
    : [{ ...rowOf(detail), score: 0.8, matched: 'headline' as const, snippet: headline.title }];
}
