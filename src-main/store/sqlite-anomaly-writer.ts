/**
 * Anomalies with everything that hangs on them. Each call is one durable transaction that may be run again: a raise of a
 * stored anomaly changes nothing that was learned since, a stage only goes back by `setStage`, an older revision of a
 * narrative never replaces a newer one.
 */
import type { Statement } from 'better-sqlite3';
import type { Alert, Anomaly, Stage } from '../../src-shared/anomaly.ts';
import type { EpochMs } from '../../src-shared/market.ts';
import type { Narrative, NarrativeRevision } from '../../src-shared/narrative.ts';
import type { Investigation } from '../../src-shared/news.ts';
import { throwFault } from '../../src-shared/fault.ts';
import {
  alertToRow,
  ANOMALY_COLUMNS,
  anomalyToRow,
  NARRATIVE_COLUMNS,
  narrativeToRow,
  revisionToRow,
} from './sqlite-anomaly-rows.ts';
import type { AnomalyWindows } from './sqlite-windows.ts';
import { articleToRow, clusterToRow } from './sqlite-news-rows.ts';
import { cleanTextOrNull, toJson, wholeMs } from './sqlite-values.ts';
import type { Db } from './sqlite-open.ts';

export interface AnomalyWriter {
  raise(anomaly: Anomaly, alert: Alert | null): void;
  updateAnomaly(anomaly: Anomaly): void;
  setStage(anomalyId: string, stage: Stage): void;
  saveInvestigation(investigation: Investigation): void;
  saveNarrative(narrative: Narrative, drafts: readonly NarrativeRevision[], stage: Stage): void;
  saveAlert(alert: Alert): void;
  saveFeedback(anomalyId: string, vote: 'up' | 'down', note: string | null, at: EpochMs): void;
}

const named = (columns: readonly string[]): string => columns.map((column) => `:${column}`).join(', ');
const replaced = (columns: readonly string[]): string =>
  columns.map((column) => `${column} = excluded.${column}`).join(', ');

// As numbers, so that "forward" can be asked of SQL.
const STAGE_ORDER = `CASE %s WHEN 'raised' THEN 0 WHEN 'investigated' THEN 1 WHEN 'narrated' THEN 2 ELSE 3 END`;
const ALERT_ORDER = `CASE %s WHEN 'raised' THEN 0 WHEN 'seen' THEN 2 ELSE 1 END`;
const order = (template: string, value: string): string => template.replace('%s', value);

/** What an episode's growth may change of its detection metadata. */
const GROWING = ['lambda_per_day', 'peak', 'end', 'group', 'reason'] as const;

const SQL = {
  raise: `INSERT INTO anomalies (${ANOMALY_COLUMNS.join(', ')}) VALUES (${named(ANOMALY_COLUMNS)}) ON CONFLICT DO NOTHING`,
  granted: 'UPDATE anomalies SET alerted_at = :alerted_at WHERE id = :id AND alerted_at IS NULL',
  // Growth changes where the episode went and what became of it, never what was detected.
  grow: `UPDATE anomalies SET confidence = :confidence, detection_metadata = json_set(detection_metadata,
    ${GROWING.map((key) => `'$.${key}', json(:detection_metadata -> '$.${key}')`).join(', ')}),
    alerted_at = coalesce(:alerted_at, alerted_at) WHERE id = :id`,
  stage: 'UPDATE anomalies SET stage = ? WHERE id = ?',
  forward: `UPDATE anomalies SET stage = :stage WHERE id = :id
    AND ${order(STAGE_ORDER, ':stage')} >= ${order(STAGE_ORDER, "coalesce(stage, 'raised')")}`,
  investigated: "UPDATE anomalies SET stage = 'investigated' WHERE id = ? AND coalesce(stage, 'raised') = 'raised'",
  dropArticles: 'DELETE FROM news_articles WHERE anomaly_id = ? AND id NOT IN (SELECT value FROM json_each(?))',
  article: `INSERT INTO news_articles (id, anomaly_id, source, title, url, published_at, summary, cluster_id, embedding, timing_tag, time_diff_minutes)
    VALUES (:id, :anomaly_id, :source, :title, :url, :published_at, :summary, :cluster_id, :embedding, :timing_tag, :time_diff_minutes)
    ON CONFLICT (id) DO UPDATE SET ${replaced(['source', 'title', 'url', 'published_at', 'summary', 'cluster_id', 'embedding', 'timing_tag', 'time_diff_minutes'])}`,
  facts: `INSERT INTO article_facts (article_id, first_seen_at, assets, topics, price_report, sentiment)
    VALUES (:id, :first_seen_at, :assets, :topics, :price_report, :sentiment)
    ON CONFLICT (article_id) DO UPDATE SET ${replaced(['first_seen_at', 'assets', 'topics', 'price_report', 'sentiment'])}`,
  dropClusters: 'DELETE FROM news_clusters WHERE anomaly_id = ?',
  cluster: `INSERT INTO news_clusters (id, anomaly_id, cluster_number, article_ids, centroid_summary, dominant_sentiment, size)
    VALUES (:id, :anomaly_id, :cluster_number, :article_ids, :centroid_summary, :dominant_sentiment, :size)`,
  narrative: `INSERT INTO narratives (${NARRATIVE_COLUMNS.join(', ')}) VALUES (${named(NARRATIVE_COLUMNS)})
    ON CONFLICT (anomaly_id) DO UPDATE SET ${replaced(NARRATIVE_COLUMNS.filter((column) => !['id', 'anomaly_id', 'created_at'].includes(column)))}
    WHERE excluded.revision >= coalesce(narratives.revision, 0)`,
  revision: `INSERT INTO narrative_revisions (id, anomaly_id, revision, attempt, draft, evidence, verdict, accepted, llm_provider, created_at, prompt)
    VALUES (:id, :anomaly_id, :revision, :attempt, :draft, :evidence, :verdict, :accepted, :llm_provider, :created_at, :prompt)
    ON CONFLICT (id) DO UPDATE SET ${replaced(['draft', 'evidence', 'verdict', 'accepted', 'llm_provider'])}`,
  newAlert: `INSERT INTO alerts (id, anomaly_id, raised_at, state, delivered_at, seen_at, reason, title, body)
    VALUES (:id, :anomaly_id, :raised_at, :state, :delivered_at, :seen_at, :reason, :title, :body) ON CONFLICT DO NOTHING`,
  alert: `INSERT INTO alerts (id, anomaly_id, raised_at, state, delivered_at, seen_at, reason, title, body)
    VALUES (:id, :anomaly_id, :raised_at, :state, :delivered_at, :seen_at, :reason, :title, :body)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, delivered_at = coalesce(excluded.delivered_at, delivered_at),
      seen_at = coalesce(excluded.seen_at, seen_at), reason = excluded.reason, title = excluded.title, body = excluded.body
    WHERE ${order(ALERT_ORDER, 'excluded.state')} >= ${order(ALERT_ORDER, 'alerts.state')}`,
  feedback: `INSERT INTO feedback (anomaly_id, vote, note, created_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (anomaly_id) DO UPDATE SET ${replaced(['vote', 'note', 'created_at'])}`,
} as const;

export function createAnomalyWriter(db: Db, windows: AnomalyWindows): AnomalyWriter {
  const run = prepareAll(db, SQL);
  const replacedBy = db.prepare<[string], string>('SELECT by_id FROM mirror_replaced WHERE anomaly_id = ?').pluck();
  const stored = db.prepare<[string], number>('SELECT 1 FROM anomalies WHERE id = ?').pluck();
  /** Another machine's account of the episode stands: what is learned of this one has no place any more. */
  const gaveWay = (id: string): boolean => replacedBy.get(id) !== undefined;
  /** What a person was told or said is kept with the account that stands. */
  const standing = (id: string): string | null => {
    const by = replacedBy.get(id);
    return by === undefined || stored.get(by) !== undefined ? (by ?? id) : null;
  };
  return {
    raise(anomaly, alert) {
      if (gaveWay(anomaly.id)) return;
      const row = anomalyToRow(anomaly);
      const added = run.raise.run(row).changes === 1;
      if (added) windows.open(anomaly);
      else if (row.alerted_at !== null) run.granted.run({ id: row.id, alerted_at: row.alerted_at });
      if (alert) run.newAlert.run(alertToRow(alert));
    },
    updateAnomaly(anomaly) {
      if (gaveWay(anomaly.id)) return;
      const row = anomalyToRow(anomaly);
      const { id, confidence, detection_metadata, alerted_at } = row;
      if (run.grow.run({ id, confidence, detection_metadata, alerted_at }).changes === 1)
        return windows.extend(anomaly);
      // A raise that the disk refused: the episode is stored now, from its first stage on.
      run.raise.run({ ...row, stage: 'raised' });
      windows.open(anomaly);
    },
    setStage(anomalyId, stage) {
      if (gaveWay(anomalyId)) return;
      if (run.stage.run(stage, anomalyId).changes === 0)
        throwFault('not_found', `no anomaly ${anomalyId} in the store`);
    },
    saveInvestigation({ anomaly_id, articles, clusters }) {
      if (gaveWay(anomaly_id)) return;
      run.dropArticles.run(anomaly_id, toJson(articles.map((article) => article.id)));
      run.dropClusters.run(anomaly_id);
      for (const article of articles) {
        const { first_seen_at, assets, topics, price_report, sentiment, ...row } = articleToRow(article);
        run.article.run({ ...row, anomaly_id });
        run.facts.run({ id: row.id, first_seen_at, assets, topics, price_report, sentiment });
      }
      for (const cluster of clusters) run.cluster.run({ ...clusterToRow(cluster), anomaly_id });
      run.investigated.run(anomaly_id);
    },
    saveNarrative(narrative, drafts, stage) {
      if (gaveWay(narrative.anomaly_id)) return;
      const taken = run.narrative.run(narrativeToRow(narrative)).changes === 1;
      for (const draft of drafts) run.revision.run(revisionToRow(draft));
      if (taken) run.forward.run({ id: narrative.anomaly_id, stage });
    },
    saveAlert(alert) {
      const anomaly_id = standing(alert.anomaly_id);
      if (anomaly_id !== null) run.alert.run(alertToRow({ ...alert, anomaly_id }));
    },
    saveFeedback(anomalyId, vote, note, at) {
      const id = standing(anomalyId);
      if (id !== null) run.feedback.run(id, vote, cleanTextOrNull(note), wholeMs(at));
    },
  };
}

function prepareAll<K extends string>(db: Db, sql: Record<K, string>): Record<K, Statement> {
  const entries = Object.entries<string>(sql).map(([name, text]) => [name, db.prepare(text)] as const);
  return Object.fromEntries(entries) as Record<K, Statement>;
}
