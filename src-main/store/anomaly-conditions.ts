/**
 * The anomaly filter, its order and its pages as SQL that SQLite and PostgreSQL both take; values stay named parameters, the table is
 * called `a`, its narrative `n`.
 */
import { GROWN, type PageCursor, type Sort } from '../../src-shared/history.ts';
import type { AnomalyConditions, AnomalyFilter } from '../../src-shared/ports/reader.ts';

export const ANOMALY_CONDITIONS: readonly [key: keyof AnomalyFilter, sql: string][] = [
  ['symbol', 'a.symbol = :symbol'],
  ['type', 'a.anomaly_type = :type'],
  ['from', 'a.detected_at >= :from'],
  ['to', 'a.detected_at <= :to'],
  ['before', 'a.detected_at < :before'],
  ['minConfidence', 'a.confidence >= :minConfidence'],
  ['minChangePct', 'a.price_change_pct >= :minChangePct'],
  ['maxChangePct', 'a.price_change_pct <= :maxChangePct'],
  ['cause', 'n.cause = :cause'],
  ['group', "a.detection_metadata ->> 'group' = :group"],
];

/** Asked for by `true`, with no value of their own. */
const FLAGS: readonly [key: keyof AnomalyFilter, sql: string][] = [
  ['marketWide', "a.detection_metadata ->> 'group' IS NOT NULL"],
  ['mine', 'EXISTS (SELECT 1 FROM feedback f WHERE f.anomaly_id = a.id)'],
];

const PEAK = `CAST(a.detection_metadata -> 'peak' ->> 'change_pct' AS DOUBLE PRECISION)`;
/** `moveSize` of src-shared/history.ts. */
const SIZE = `CASE WHEN a.anomaly_type <> 'volume_spike' AND ${PEAK} * a.price_change_pct > 0
  AND abs(${PEAK}) >= ${GROWN} * abs(a.price_change_pct) THEN abs(${PEAK}) ELSE coalesce(abs(a.price_change_pct), 0) END`;

/** What each order goes by; larger comes first, then newer, then the lower id. */
export const SORT_KEYS: Readonly<Record<Sort, string>> = {
  newest: 'a.detected_at',
  rarest: 'a.confidence',
  largest: SIZE,
};

/** The verdict is worded by each store, because what they keep of a stage differs. */
export type VerdictSql = Readonly<Record<NonNullable<AnomalyConditions['verdict']>, string>>;

/** Whether a filter needs the narrative's row. */
export const needsNarrative = ({ cause, validatedOnly, verdict }: AnomalyConditions, verdicts: VerdictSql): boolean =>
  cause !== undefined || validatedOnly === true || (verdict !== undefined && verdicts[verdict].includes('n.'));

export function conditionsOf(filter: Partial<AnomalyFilter>, verdicts: VerdictSql, validated: string): string[] {
  const where = ANOMALY_CONDITIONS.filter(([key]) => filter[key] !== undefined).map(([, sql]) => sql);
  where.push(...FLAGS.filter(([key]) => filter[key] === true).map(([, sql]) => sql));
  if (filter.verdict) where.push(verdicts[filter.verdict]);
  if (filter.validatedOnly) where.push(validated);
  return where;
}

export const whereOf = (conditions: readonly string[]): string =>
  conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';

/** From WHERE on: the filter, behind the cursor, in order, one page. */
export function pageSql(filter: AnomalyFilter, verdicts: VerdictSql, validated: string): string {
  const { sort = 'newest', after, skip = 0 } = filter;
  const conditions = conditionsOf(filter, verdicts, validated);
  if (after !== undefined) conditions.push(behind(sort));
  const first = sort === 'newest' ? '' : `${SORT_KEYS[sort]} DESC, `;
  return `${whereOf(conditions)} ORDER BY ${first}a.detected_at DESC, a.id LIMIT :limit${skip > 0 ? ' OFFSET :skip' : ''}`;
}

function behind(sort: Sort): string {
  const later = '(a.detected_at < :afterTime OR (a.detected_at = :afterTime AND a.id > :afterId))';
  if (sort === 'newest') return `a.detected_at <= :afterTime AND ${later}`;
  const key = SORT_KEYS[sort];
  return `(${key} < :afterValue OR (${key} = :afterValue AND ${later}))`;
}

/** The filter's values under the names above; what is absent has none. */
export function conditionValues(filter: Partial<AnomalyFilter>): Record<string, string | number> {
  const { after, sort: _sort, validatedOnly: _validated, verdict: _verdict, marketWide: _wide, mine: _mine, ...rest } = filter; // prettier-ignore
  const values = Object.entries({ ...rest, ...afterValues(after) });
  return Object.fromEntries(values.flatMap(([key, value]) => (value == null ? [] : [[key, value]])));
}

const afterValues = (after: PageCursor | undefined): Record<string, string | number | null> =>
  after === undefined ? {} : { afterValue: after.value, afterTime: after.detected_at, afterId: after.id };
