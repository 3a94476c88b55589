/**
 * What the mirror carries, table by table: columns with PostgreSQL's types, the key, and the column that names the document a
 * row belongs to. Everything that reads, compares or writes a document on either side goes by these tables alone.
 */
import type { Shape } from '../postgres/batch.ts';

export type Kind = 'anomaly' | 'window' | 'news_item' | 'gap';
export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

export interface Table {
  readonly columns: Shape;
  readonly key: readonly string[];
  /** Names the document; of `article_facts` it stands in the article. */
  readonly of: string;
}

const ANOMALIES: Shape = { id: 'uuid', symbol: 'text', detected_at: 'timestamptz', anomaly_type: 'text', z_score: 'float8', price_change_pct: 'float8', volume_change_pct: 'float8', confidence: 'float8', baseline_window_minutes: 'int', price_before: 'float8', price_at_detection: 'float8', volume_before: 'float8', volume_at_detection: 'float8', detection_metadata: 'jsonb', created_at: 'timestamptz', stage: 'text', alerted_at: 'timestamptz', venue: 'text' }; // prettier-ignore
const ARTICLES: Shape = { id: 'uuid', anomaly_id: 'uuid', source: 'text', title: 'text', url: 'text', published_at: 'timestamptz', summary: 'text', cluster_id: 'int', embedding: 'jsonb', timing_tag: 'text', time_diff_minutes: 'float8', created_at: 'timestamptz' }; // prettier-ignore
const FACTS: Shape = { article_id: 'uuid', first_seen_at: 'timestamptz', assets: 'jsonb', topics: 'jsonb', price_report: 'boolean', sentiment: 'float8' }; // prettier-ignore
const CLUSTERS: Shape = { id: 'uuid', anomaly_id: 'uuid', cluster_number: 'int', article_ids: 'jsonb', centroid_summary: 'text', dominant_sentiment: 'float8', size: 'int', created_at: 'timestamptz' }; // prettier-ignore
const NARRATIVES: Shape = { id: 'uuid', anomaly_id: 'uuid', narrative_text: 'text', confidence_score: 'float8', tools_used: 'jsonb', tool_results: 'jsonb', validated: 'boolean', validation_passed: 'boolean', validation_reason: 'text', llm_provider: 'text', llm_model: 'text', generation_time_seconds: 'float8', created_at: 'timestamptz', validated_at: 'timestamptz', cause: 'text', citations: 'jsonb', revision: 'int', updated_at: 'timestamptz' }; // prettier-ignore
const REVISIONS: Shape = { id: 'uuid', anomaly_id: 'uuid', revision: 'int', attempt: 'int', draft: 'jsonb', evidence: 'jsonb', verdict: 'jsonb', accepted: 'boolean', llm_provider: 'text', created_at: 'timestamptz', prompt: 'jsonb' }; // prettier-ignore
const ALERTS: Shape = { id: 'uuid', anomaly_id: 'uuid', raised_at: 'timestamptz', state: 'text', delivered_at: 'timestamptz', seen_at: 'timestamptz', reason: 'text', title: 'text', body: 'text' }; // prettier-ignore
const FEEDBACK: Shape = { anomaly_id: 'uuid', vote: 'text', note: 'text', created_at: 'timestamptz' };
const WINDOW: Shape = { anomaly_id: 'uuid', kind: 'text', timestamp: 'timestamptz', price: 'float8', open: 'float8', high: 'float8', low: 'float8', volume: 'float8', bid: 'float8', ask: 'float8', repaired: 'boolean' }; // prettier-ignore
const NEWS: Shape = { id: 'uuid', source: 'text', title: 'text', url: 'text', summary: 'text', published_at: 'timestamptz', first_seen_at: 'timestamptz', assets: 'jsonb', topics: 'jsonb', price_report: 'boolean', sentiment: 'float8' }; // prettier-ignore
const GAPS: Shape = { id: 'uuid', symbol: 'text', venue: 'text', from_time: 'timestamptz', to_time: 'timestamptz', reason: 'text', missing_trades: 'bigint', repaired_at: 'timestamptz' }; // prettier-ignore

const child = (columns: Shape): Table => ({ columns, key: ['id'], of: 'anomaly_id' });

/** Parents before children. */
export const TABLES = {
  anomalies: { columns: ANOMALIES, key: ['id'], of: 'id' },
  news_articles: child(ARTICLES),
  article_facts: { columns: FACTS, key: ['article_id'], of: 'article_id' },
  news_clusters: child(CLUSTERS),
  narratives: child(NARRATIVES),
  narrative_revisions: child(REVISIONS),
  alerts: child(ALERTS),
  feedback: { columns: FEEDBACK, key: ['anomaly_id'], of: 'anomaly_id' },
  anomaly_prices: { columns: WINDOW, key: ['anomaly_id', 'kind', 'timestamp'], of: 'anomaly_id' },
  news_items: { columns: NEWS, key: ['id'], of: 'id' },
  feed_gaps: { columns: GAPS, key: ['id'], of: 'id' },
} as const satisfies Readonly<Record<string, Table>>;
export type TableName = keyof typeof TABLES;

/** The tables of a document, its own first: where that one has no row, there is no document. */
export const OF_KIND: Readonly<Record<Kind, readonly TableName[]>> = {
  anomaly: [
    'anomalies',
    'news_articles',
    'article_facts',
    'news_clusters',
    'narratives',
    'narrative_revisions',
    'alerts',
    'feedback',
  ],
  window: ['anomaly_prices'],
  news_item: ['news_items'],
  gap: ['feed_gaps'],
};

export const namesOf = (table: TableName): string[] => Object.keys(TABLES[table].columns);
export const keyOf = (table: TableName, row: Row): string => TABLES[table].key.map((name) => row[name]).join(' ');
