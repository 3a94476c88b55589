/** Anomalies with their narratives: the filtered list, one in full, and what the cold path has to continue. Newest first. */
import type { Alert, Anomaly } from '../../src-shared/anomaly.ts';
import type { EpochMs } from '../../src-shared/market.ts';
import type {
  AnomalyConditions,
  AnomalyDetail,
  AnomalyFilter,
  AnomalyWithNarrative,
  PastAnomaly,
} from '../../src-shared/ports/reader.ts';
import {
  ANOMALY_COLUMNS,
  anomalyFromRow,
  NARRATIVE_COLUMNS,
  narrativeFromRow,
  revisionFromRow,
  type AnomalyRow,
  type NarrativeRow,
  type RevisionRow,
} from './sqlite-anomaly-rows.ts';
import { articleFromRow, clusterFromRow, type ArticleRow, type ClusterRow } from './sqlite-news-rows.ts';
import { conditionsOf, conditionValues, needsNarrative, pageSql, whereOf } from './anomaly-conditions.ts';
import type { Db } from './sqlite-open.ts';

type JoinedRow = AnomalyRow & { news_count: number; cluster_count: number } & Record<`n_${string}`, unknown>;
type Parameters = Record<string, string | number>;

const COLUMNS = ANOMALY_COLUMNS.map((column) => `a.${column}`).join(', ');
const LISTED = `SELECT ${COLUMNS}, ${NARRATIVE_COLUMNS.map((column) => `n.${column} AS n_${column}`).join(', ')},
  (SELECT count(*) FROM news_articles WHERE anomaly_id = a.id) AS news_count,
  (SELECT count(*) FROM news_clusters WHERE anomaly_id = a.id AND cluster_number <> -1) AS cluster_count
  FROM anomalies a LEFT JOIN narratives n ON n.anomaly_id = a.id`;

const PAST = `SELECT a.id, a.symbol, a.venue, a.detected_at, a.price_change_pct, a.volume_change_pct,
  a.detection_metadata ->> '$.onset' AS onset, a.detection_metadata ->> '$.timeframe_minutes' AS timeframe_minutes,
  a.detection_metadata ->> '$.breadth' AS breadth, n.cause
  FROM anomalies a LEFT JOIN narratives n ON n.anomaly_id = a.id`;

const VERDICTS = {
  accepted: "a.stage = 'accepted'",
  withheld: "a.stage = 'withheld'",
  unfinished: "a.stage IN ('raised', 'investigated', 'narrated')",
} as const;

/** What another machine raised is its to finish. */
const OURS = 'NOT EXISTS (SELECT 1 FROM mirror_foreign o WHERE o.anomaly_id = a.id AND o.adopted = 0)';
export const UNFINISHED = `SELECT ${COLUMNS} FROM anomalies a WHERE a.stage IN ('raised', 'investigated', 'narrated') AND ${OURS}
  UNION SELECT ${COLUMNS} FROM anomalies a WHERE a.detected_at > ? AND ${OURS} ORDER BY detected_at, id`;

const VALIDATED = 'n.validation_passed = 1';

/** The list's SQL for a filter; values stay parameters. */
export const listSql = (filter: AnomalyFilter, select = LISTED): string =>
  `${select} ${pageSql(filter, VERDICTS, VALIDATED)}`;

function countSql(filter: AnomalyConditions): string {
  const joined = needsNarrative(filter, VERDICTS) ? ' LEFT JOIN narratives n ON n.anomaly_id = a.id' : '';
  return `SELECT count(*) FROM anomalies a${joined} ${whereOf(conditionsOf(filter, VERDICTS, VALIDATED))}`;
}

/** The filter's conditions for another query over `a` and `n`. */
export const filterSql = (filter: AnomalyConditions): string[] => conditionsOf(filter, VERDICTS, VALIDATED);

export interface AnomalyReader {
  anomalies(filter: AnomalyFilter): AnomalyWithNarrative[];
  countAnomalies(filter: AnomalyConditions): number;
  pastAnomalies(filter: AnomalyFilter): PastAnomaly[];
  anomaly(id: string): AnomalyDetail | null;
  unfinished(followUpSince: EpochMs): Anomaly[];
  /** By id, in no order. */
  byIds(ids: readonly string[]): Map<string, AnomalyWithNarrative>;
}

export function createAnomalyReader(db: Db): AnomalyReader {
  const one = db.prepare<[string], JoinedRow>(`${LISTED} WHERE a.id = ?`);
  const unfinished = db.prepare<[number], AnomalyRow>(UNFINISHED);
  const articles = db.prepare<
    [string],
    ArticleRow
  >(`SELECT a.id, a.anomaly_id, a.source, a.title, a.url, a.published_at, a.summary,
    a.cluster_id, a.embedding, a.timing_tag, a.time_diff_minutes, coalesce(f.first_seen_at, a.published_at) AS first_seen_at,
    coalesce(f.assets, '[]') AS assets, coalesce(f.topics, '[]') AS topics, coalesce(f.price_report, 0) AS price_report, f.sentiment
    FROM news_articles a LEFT JOIN article_facts f ON f.article_id = a.id WHERE a.anomaly_id = ? ORDER BY a.published_at, a.id`);
  const clusters = db.prepare<
    [string],
    ClusterRow
  >(`SELECT id, anomaly_id, cluster_number, article_ids, centroid_summary,
    dominant_sentiment, size FROM news_clusters WHERE anomaly_id = ? ORDER BY cluster_number, id`);
  const revisions = db.prepare<
    [string],
    RevisionRow
  >(`SELECT id, anomaly_id, revision, attempt, draft, evidence, verdict, accepted,
    llm_provider, created_at, prompt FROM narrative_revisions WHERE anomaly_id = ? ORDER BY revision, attempt, created_at`);
  const alerts = db.prepare<
    [string],
    Alert
  >(`SELECT id, anomaly_id, raised_at, state, delivered_at, seen_at, reason, title, body
    FROM alerts WHERE anomaly_id = ? ORDER BY raised_at, id`);
  const foreign = db
    .prepare<[string], number>('SELECT 1 FROM mirror_foreign WHERE anomaly_id = ? AND adopted = 0')
    .pluck();
  const feedback = db.prepare<[string], NonNullable<AnomalyDetail['feedback']>>(
    'SELECT vote, note, created_at FROM feedback WHERE anomaly_id = ?',
  );

  return {
    anomalies: (filter) =>
      db.prepare<[Parameters], JoinedRow>(listSql(filter)).all(conditionValues(filter)).map(withNarrative),
    countAnomalies: (filter) => db.prepare<[Parameters], number>(countSql(filter)).pluck().get(conditionValues(filter)) ?? 0, // prettier-ignore
    pastAnomalies: (filter) =>
      db.prepare<[Parameters], PastAnomaly>(listSql(filter, PAST)).all(conditionValues(filter)),
    anomaly(id) {
      const row = one.get(id);
      if (!row) return null;
      return {
        ...withNarrative(row),
        ...(foreign.get(id) === undefined ? {} : { foreign: true }),
        articles: articles.all(id).map(articleFromRow),
        clusters: clusters.all(id).map(clusterFromRow),
        revisions: revisions.all(id).map(revisionFromRow),
        alerts: alerts.all(id),
        feedback: feedback.get(id) ?? null,
      };
    },
    unfinished: (followUpSince) => unfinished.all(followUpSince).map(anomalyFromRow),
    byIds(ids) {
      const rows = ids.map((id) => one.get(id)).filter((row) => row !== undefined);
      return new Map(rows.map((row) => [row.id, withNarrative(row)]));
    },
  };
}

function withNarrative(row: JoinedRow): AnomalyWithNarrative {
  return {
    anomaly: anomalyFromRow(row),
    narrative: row.n_id === null ? null : narrativeFromRow(narrativeColumns(row)),
    newsCount: row.news_count,
    clusterCount: row.cluster_count,
  };
}

function narrativeColumns(row: JoinedRow): NarrativeRow {
  return Object.fromEntries<unknown>(NARRATIVE_COLUMNS.map((column) => [column, row[`n_${column}`]])) as NarrativeRow;
}
