/**
 * Anomalies with their narratives from PostgreSQL: the filtered list, one in full, and what the cold path has to continue.
 * Newest first. Rows that another MANE wrote lack our columns: their stage is read from the narrative's verdict.
 */
import type { Alert, Anomaly } from '../../../src-shared/anomaly.ts';
import type { Sort } from '../../../src-shared/history.ts';
import type { AnomalyConditions, AnomalyDetail, AnomalyFilter, AnomalyWithNarrative, PastAnomaly, Reader } from '../../../src-shared/ports/reader.ts'; // prettier-ignore
import { ANOMALY_COLUMNS, anomalyFromRow, NARRATIVE_COLUMNS, narrativeFromRow, revisionFromRow, type AnomalyRow, type NarrativeRow, type RevisionRow } from '../sqlite-anomaly-rows.ts'; // prettier-ignore
import { articleFromRow, clusterFromRow, type ArticleRow, type ClusterRow } from '../sqlite-news-rows.ts';
import type { Connection } from './connection.ts';
import { columns, iso, isUuid, ms } from './values.ts';
import { conditionsOf, conditionValues, pageSql, SORT_KEYS, whereOf } from '../anomaly-conditions.ts';

type JoinedRow = AnomalyRow & { news_count: number; cluster_count: number } & Record<`n_${string}`, unknown>;

const STAGE = `coalesce(a.stage, CASE WHEN n.validation_passed THEN 'accepted' ELSE 'withheld' END)`;
/** What a foreign row lacks, and what stands for it. */
const ABSENT: Readonly<Record<string, string>> = {
  stage: STAGE,
  venue: `coalesce(a.venue, 'unknown')`,
  created_at: `coalesce(${ms('a.created_at')}, ${ms('a.detected_at')})`,
};
const ABSENT_OF_NARRATIVE: Readonly<Record<string, string>> = {
  cause: `CASE WHEN n.id IS NOT NULL THEN coalesce(n.cause, 'cause_unknown') END`,
  revision: 'coalesce(n.revision, 0)',
  updated_at: `coalesce(${ms('n.updated_at')}, ${ms('n.created_at')})`,
};

const selected = (
  alias: string,
  names: readonly string[],
  absent: Readonly<Record<string, string>>,
  prefix = '',
): string =>
  names
    .map((name) => (absent[name] ? `${absent[name]} AS "${prefix}${name}"` : columns(alias, [name], prefix)))
    .join(', ');

const COLUMNS = selected('a', ANOMALY_COLUMNS, ABSENT);
const FROM = 'FROM anomalies a LEFT JOIN narratives n ON n.anomaly_id = a.id';
const LISTED = `SELECT ${COLUMNS}, ${selected('n', NARRATIVE_COLUMNS, ABSENT_OF_NARRATIVE, 'n_')},
  (SELECT count(*) FROM news_articles WHERE anomaly_id = a.id) AS news_count,
  (SELECT count(*) FROM news_clusters WHERE anomaly_id = a.id AND cluster_number <> -1) AS cluster_count ${FROM}`;
const PAST = `SELECT a.id, a.symbol, ${ABSENT.venue} AS venue, ${ms('a.detected_at')} AS detected_at, a.price_change_pct, a.volume_change_pct,
  coalesce((a.detection_metadata ->> 'onset')::float8, ${ms('a.detected_at')}) AS onset,
  coalesce((a.detection_metadata ->> 'timeframe_minutes')::float8, 0) AS timeframe_minutes,
  (a.detection_metadata ->> 'breadth')::float8 AS breadth, ${ABSENT_OF_NARRATIVE.cause} AS cause ${FROM}`;

const VERDICTS = {
  accepted: `${STAGE} = 'accepted'`,
  withheld: `${STAGE} = 'withheld'`,
  unfinished: "a.stage IN ('raised', 'investigated', 'narrated')",
} as const;
const UNFINISHED = `SELECT ${COLUMNS} ${FROM} WHERE ${VERDICTS.unfinished} OR a.detected_at > :since ORDER BY a.detected_at, a.id`;
const ARTICLES = `SELECT ${columns('a', ['id', 'anomaly_id', 'source', 'title', 'url', 'published_at', 'summary', 'cluster_id', 'embedding', 'timing_tag', 'time_diff_minutes'])},
  coalesce(${ms('f.first_seen_at')}, ${ms('a.published_at')}) AS first_seen_at, coalesce(f.assets, '[]') AS assets,
  coalesce(f.topics, '[]') AS topics, coalesce(f.price_report, FALSE) AS price_report, f.sentiment
  FROM news_articles a LEFT JOIN article_facts f ON f.article_id = a.id WHERE a.anomaly_id = :id ORDER BY a.published_at, a.id`;
const CLUSTERS = `SELECT id, anomaly_id, cluster_number, article_ids, centroid_summary, dominant_sentiment, size
  FROM news_clusters WHERE anomaly_id = :id ORDER BY cluster_number, id`;
const REVISIONS = `SELECT ${columns('r', ['id', 'anomaly_id', 'revision', 'attempt', 'draft', 'evidence', 'verdict', 'accepted', 'llm_provider', 'created_at', 'prompt'])}
  FROM narrative_revisions r WHERE r.anomaly_id = :id ORDER BY r.revision, r.attempt, r.created_at`;
export const ALERT_LIST = columns('l', ['id', 'anomaly_id', 'raised_at', 'state', 'delivered_at', 'seen_at', 'reason', 'title', 'body']); // prettier-ignore
const ALERTS = `SELECT ${ALERT_LIST} FROM alerts l WHERE l.anomaly_id = :id ORDER BY l.raised_at, l.id`;
const FEEDBACK = `SELECT ${columns('f', ['vote', 'note', 'created_at'])} FROM feedback f WHERE f.anomaly_id = :id`;

export type AnomalyReader = Pick<
  Reader,
  'anomalies' | 'countAnomalies' | 'pastAnomalies' | 'anomaly' | 'unfinished'
> & {
  /** What the filter keeps of these, with the value that `sort` goes by. */
  kept(ids: readonly string[], filter: AnomalyConditions, sort: Sort): Promise<Map<string, number>>;
  /** By id, in no order. */
  byIds(ids: readonly string[]): Promise<Map<string, AnomalyWithNarrative>>;
};

export function createAnomalyReader({ rows }: Pick<Connection, 'rows'>): AnomalyReader {
  const byIds = async (ids: readonly string[]): Promise<JoinedRow[]> =>
    rows<JoinedRow>(`${LISTED} WHERE a.id = ANY(:ids::uuid[])`, { ids: ids.filter(isUuid) });
  return {
    anomalies: async (filter) =>
      (await rows<JoinedRow>(listSql(filter, LISTED), parametersOf(filter))).map(withNarrative),
    async countAnomalies(filter) {
      const sql = `SELECT count(*)::float8 AS count ${FROM} ${whereOf(conditionsOf(filter, VERDICTS, VALIDATED))}`;
      const [row] = await rows<{ count: number }>(sql, parametersOf(filter));
      return row?.count ?? 0;
    },
    async kept(ids, filter, sort) {
      const found = await rows<{ id: string; key: number }>(keptSql(filter, sort), { ...parametersOf(filter), ids });
      return new Map(found.map(({ id, key }) => [id, key]));
    },
    pastAnomalies: (filter) => rows<PastAnomaly>(listSql(filter, PAST), parametersOf(filter)),
    async anomaly(id) {
      const [row] = await byIds([id]);
      return row ? { ...withNarrative(row), ...(await childrenOf(rows, row.id)) } : null;
    },
    unfinished: async (followUpSince): Promise<Anomaly[]> =>
      (await rows<AnomalyRow>(UNFINISHED, { since: iso(followUpSince) })).map(anomalyFromRow),
    byIds: async (ids) => new Map((await byIds(ids)).map((row) => [row.id, withNarrative(row)])),
  };
}

type Children = Omit<AnomalyDetail, keyof AnomalyWithNarrative>;

async function childrenOf(rows: Connection['rows'], id: string): Promise<Children> {
  const [articles, clusters, revisions, alerts, [feedback]] = await Promise.all([
    rows<ArticleRow>(ARTICLES, { id }),
    rows<ClusterRow>(CLUSTERS, { id }),
    rows<RevisionRow>(REVISIONS, { id }),
    rows<Alert>(ALERTS, { id }),
    rows<NonNullable<AnomalyDetail['feedback']>>(FEEDBACK, { id }),
  ]);
  return {
    articles: articles.map(articleFromRow),
    clusters: clusters.map(clusterFromRow),
    revisions: revisions.map(revisionFromRow),
    alerts,
    feedback: feedback ?? null,
  };
}

const VALIDATED = 'n.validation_passed';

const listSql = (filter: AnomalyFilter, select: string): string => `${select} ${pageSql(filter, VERDICTS, VALIDATED)}`;

/** Of these anomalies those that the filter keeps, each with what the order goes by. */
function keptSql(filter: AnomalyConditions, sort: Sort): string {
  const conditions = ['a.id = ANY(:ids::uuid[])', ...conditionsOf(filter, VERDICTS, VALIDATED)];
  const key = sort === 'newest' ? ms('a.detected_at') : SORT_KEYS[sort];
  return `SELECT a.id::text, (${key})::float8 AS key ${FROM} ${whereOf(conditions)}`;
}

const TIMES = new Set(['from', 'to', 'before', 'afterTime']);
const parametersOf = (filter: Partial<AnomalyFilter>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(conditionValues(filter)).map(([key, value]) => [
      key,
      TIMES.has(key) && typeof value === 'number' ? iso(value) : (value as unknown),
    ]),
  );

function withNarrative(row: JoinedRow): AnomalyWithNarrative {
  const narrative = Object.fromEntries<unknown>(NARRATIVE_COLUMNS.map((column) => [column, row[`n_${column}`]]));
  return {
    anomaly: anomalyFromRow(row),
    narrative: row.n_id === null ? null : narrativeFromRow(narrative as NarrativeRow),
    newsCount: row.news_count,
    clusterCount: row.cluster_count,
  };
}
