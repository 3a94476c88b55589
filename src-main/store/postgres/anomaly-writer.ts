/**
 * Anomalies with everything that hangs on them, in PostgreSQL. Each call may be made again: a raise of a stored anomaly changes
 * nothing that was learned since, a stage only goes back by `setStage`, an older revision of a narrative never replaces a newer.
 */
import type { Alert, Anomaly, Stage } from '../../../src-shared/anomaly.ts';
import { throwFault } from '../../../src-shared/fault.ts';
import type { Writer } from '../../../src-shared/ports/writer.ts';
import { alertToRow, ANOMALY_COLUMNS, anomalyToRow, NARRATIVE_COLUMNS, narrativeToRow, revisionToRow } from '../sqlite-anomaly-rows.ts'; // prettier-ignore
import { articleToRow, clusterToRow } from '../sqlite-news-rows.ts';
import { cleanTextOrNull } from '../sqlite-values.ts';
import { insertRows, replaced, rowsOf, type Shape } from './batch.ts';
import type { Transaction } from './connection.ts';
import { extendWindow, openWindow } from './windows.ts';
import { iso, isUuid, toParameters } from './values.ts';

const named = (names: readonly string[]): string => names.map((name) => `:${name}`).join(', ');
const STAGE_ORDER = "array_position(ARRAY['raised', 'investigated', 'narrated'], %s)";
const order = (stage: string): string => `coalesce(${STAGE_ORDER.replace('%s', stage)}, 4)`;
const alertOrder = (state: string): string => `CASE ${state} WHEN 'raised' THEN 0 WHEN 'seen' THEN 2 ELSE 1 END`;

/** What an episode's growth may change of its detection metadata. */
const GROWING = ['lambda_per_day', 'peak', 'end', 'group', 'reason'] as const;
const ARTICLES: Shape = { id: 'uuid', anomaly_id: 'uuid', source: 'text', title: 'text', url: 'text', published_at: 'timestamptz', summary: 'text', cluster_id: 'int', embedding: 'jsonb', timing_tag: 'text', time_diff_minutes: 'float8' }; // prettier-ignore
const FACTS: Shape = { article_id: 'uuid', first_seen_at: 'timestamptz', assets: 'jsonb', topics: 'jsonb', price_report: 'boolean', sentiment: 'float8' }; // prettier-ignore
const CLUSTERS: Shape = { id: 'uuid', anomaly_id: 'uuid', cluster_number: 'int', article_ids: 'jsonb', centroid_summary: 'text', dominant_sentiment: 'float8', size: 'int' }; // prettier-ignore
const REVISIONS: Shape = { id: 'uuid', anomaly_id: 'uuid', revision: 'int', attempt: 'int', draft: 'jsonb', evidence: 'jsonb', verdict: 'jsonb', accepted: 'boolean', llm_provider: 'text', created_at: 'timestamptz', prompt: 'jsonb' }; // prettier-ignore
const ALERT_NAMES = ['id', 'anomaly_id', 'raised_at', 'state', 'delivered_at', 'seen_at', 'reason', 'title', 'body'];
const NEW_ALERT = `INSERT INTO alerts (${ALERT_NAMES.join(', ')}) VALUES (${named(ALERT_NAMES)})`;
const without = (shape: Shape, ...names: string[]): string[] =>
  Object.keys(shape).filter((name) => !names.includes(name));
const NARRATIVE_CHANGES = NARRATIVE_COLUMNS.filter((name) => !['id', 'anomaly_id', 'created_at'].includes(name));

const SQL = {
  raise: `INSERT INTO anomalies (${ANOMALY_COLUMNS.join(', ')}) VALUES (${named(ANOMALY_COLUMNS)}) ON CONFLICT (id) DO NOTHING`,
  granted: 'UPDATE anomalies SET alerted_at = :alerted_at WHERE id = :id AND alerted_at IS NULL',
  // Growth changes where the episode went and what became of it, never what was detected.
  grow: `UPDATE anomalies SET confidence = :confidence, alerted_at = coalesce(:alerted_at, alerted_at),
    detection_metadata = coalesce(detection_metadata::jsonb, '{}') || coalesce((SELECT jsonb_object_agg(key, value)
      FROM jsonb_each(:detection_metadata::jsonb) WHERE key IN (${GROWING.map((key) => `'${key}'`).join(', ')})), '{}') WHERE id = :id`,
  stage: 'UPDATE anomalies SET stage = :stage WHERE id = :id',
  forward: `UPDATE anomalies SET stage = :stage WHERE id = :id AND ${order(':stage::text')} >= ${order("coalesce(stage, 'raised')")}`,
  investigated: "UPDATE anomalies SET stage = 'investigated' WHERE id = :id AND coalesce(stage, 'raised') = 'raised'",
  /** One writer of a narrative at a time, whether or not the table has its unique index. */
  hold: 'SELECT 1 FROM anomalies WHERE id = :id FOR UPDATE',
  dropArticles: 'DELETE FROM news_articles WHERE anomaly_id = :id AND id <> ALL(:kept::uuid[])',
  articles: insertRows(
    'news_articles',
    ARTICLES,
    `ON CONFLICT (id) DO UPDATE SET ${replaced(without(ARTICLES, 'id', 'anomaly_id'))}`,
  ),
  facts: insertRows(
    'article_facts',
    FACTS,
    `ON CONFLICT (article_id) DO UPDATE SET ${replaced(without(FACTS, 'article_id'))}`,
  ),
  dropClusters: 'DELETE FROM news_clusters WHERE anomaly_id = :id',
  clusters: insertRows('news_clusters', CLUSTERS, ''),
  changeNarrative: `UPDATE narratives SET ${NARRATIVE_CHANGES.map((name) => `${name} = :${name}`).join(', ')}
    WHERE anomaly_id = :anomaly_id AND :revision >= coalesce(revision, 0)`,
  hasNarrative: 'SELECT 1 FROM narratives WHERE anomaly_id = :anomaly_id',
  newNarrative: `INSERT INTO narratives (${NARRATIVE_COLUMNS.join(', ')}) VALUES (${named(NARRATIVE_COLUMNS)})`,
  revisions: insertRows('narrative_revisions', REVISIONS, `ON CONFLICT (id) DO UPDATE SET ${replaced(['draft', 'evidence', 'verdict', 'accepted', 'llm_provider', 'prompt'])}`), // prettier-ignore
  newAlert: `${NEW_ALERT} ON CONFLICT (id) DO NOTHING`,
  alert: `${NEW_ALERT} ON CONFLICT (id) DO UPDATE SET state = excluded.state,
    delivered_at = coalesce(excluded.delivered_at, alerts.delivered_at), seen_at = coalesce(excluded.seen_at, alerts.seen_at),
    reason = excluded.reason, title = excluded.title, body = excluded.body
    WHERE ${alertOrder('excluded.state')} >= ${alertOrder('alerts.state')}`,
  feedback: `INSERT INTO feedback (anomaly_id, vote, note, created_at) VALUES (:id, :vote, :note, :at)
    ON CONFLICT (anomaly_id) DO UPDATE SET ${replaced(['vote', 'note', 'created_at'])}`,
} as const;

type Call<M extends keyof Writer> = Writer[M] extends (...args: infer A) => Promise<unknown>
  ? (transaction: Transaction, ...args: A) => Promise<void>
  : never;

export const raise = async (t: Transaction, anomaly: Anomaly, alert: Alert | null): Promise<void> => {
  const row = toParameters(anomalyToRow(anomaly));
  const added = (await t.run(SQL.raise, row)) === 1;
  if (added) await openWindow(t, anomaly);
  else if (row.alerted_at !== null) await t.run(SQL.granted, row);
  if (alert) await t.run(SQL.newAlert, toParameters(alertToRow(alert)));
};

export const updateAnomaly = async (t: Transaction, anomaly: Anomaly): Promise<void> => {
  const row = anomalyToRow(anomaly);
  if ((await t.run(SQL.grow, toParameters(row))) === 1) return extendWindow(t, anomaly);
  // A raise that never arrived: the episode is stored now, from its first stage on.
  await t.run(SQL.raise, toParameters({ ...row, stage: 'raised' }));
  await openWindow(t, anomaly);
};

export const setStage = async (t: Transaction, id: string, stage: Stage): Promise<void> => {
  const changed = isUuid(id) ? await t.run(SQL.stage, { id, stage }) : 0;
  if (changed === 0) throwFault('not_found', `no anomaly ${id} in the store`);
};

export const saveInvestigation: Call<'saveInvestigation'> = async (t, { anomaly_id: id, articles, clusters }) => {
  await t.run(SQL.hold, { id });
  await t.run(SQL.dropArticles, { id, kept: articles.map((article) => article.id) });
  await t.run(SQL.dropClusters, { id });
  const rows = articles.map((article) => ({ ...articleToRow(article), anomaly_id: id, article_id: article.id }));
  if (rows.length > 0) {
    await t.run(SQL.articles, rowsOf(rows, ARTICLES));
    await t.run(SQL.facts, rowsOf(rows, FACTS));
  }
  const groups = clusters.map((cluster) => ({ ...clusterToRow(cluster), anomaly_id: id }));
  if (groups.length > 0) await t.run(SQL.clusters, rowsOf(groups, CLUSTERS));
  await t.run(SQL.investigated, { id });
};

export const saveNarrative: Call<'saveNarrative'> = async (t, narrative, drafts, stage) => {
  const id = narrative.anomaly_id;
  await t.run(SQL.hold, { id });
  const row = toParameters(narrativeToRow(narrative));
  const taken = (await t.run(SQL.changeNarrative, row)) > 0 || (await added(t, row));
  if (drafts.length > 0) await t.run(SQL.revisions, rowsOf(drafts.map(revisionToRow), REVISIONS));
  if (taken) await t.run(SQL.forward, { id, stage });
};

async function added(t: Transaction, row: Record<string, unknown>): Promise<boolean> {
  if ((await t.rows(SQL.hasNarrative, row)).length > 0) return false;
  return (await t.run(SQL.newNarrative, row)) === 1;
}

export const saveAlert: Call<'saveAlert'> = async (t, alert) =>
  void (await t.run(SQL.alert, toParameters(alertToRow(alert))));

export const saveFeedback: Call<'saveFeedback'> = async (t, id, vote, note, at) =>
  void (await t.run(SQL.feedback, { id, vote, note: cleanTextOrNull(note), at: iso(at) }));
