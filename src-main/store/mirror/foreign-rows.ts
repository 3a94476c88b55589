/**
 * Rows that another program wrote, made whole: what its narrower schema lets be absent is filled with what stands for it, so that
 * whoever reads them here meets the words of src-shared and nothing else. Our own rows pass through unchanged.
 */
import { DetectionMetadataSchema, type DetectionMetadata } from '../../../src-shared/anomaly.ts';
import { NarrativeSchema } from '../../../src-shared/narrative.ts';
import type { Row, TableName } from './tables.ts';

type Complete = (row: Row) => Row;

const COMPLETE: Partial<Record<TableName, Complete>> = {
  anomalies: (row) => ({
    ...row,
    confidence: row.confidence ?? 0,
    detection_metadata: metadataOf(row),
  }),
  news_articles: (row) => ({
    ...row,
    source: row.source ?? 'unknown',
    cluster_id: row.cluster_id ?? -1,
    time_diff_minutes: row.time_diff_minutes ?? 0,
    timing_tag: timingOf(row),
  }),
  news_clusters: (row) => ({
    ...row,
    cluster_number: row.cluster_number ?? -1,
    article_ids: row.article_ids ?? '[]',
    centroid_summary: row.centroid_summary ?? '',
    size: row.size ?? 0,
  }),
  narratives: (row) => ({
    ...row,
    llm_provider: row.llm_provider ?? 'unknown',
    tools_used: toolsOf(row),
    tool_results: row.tool_results ?? '{}',
    generation_time_seconds: row.generation_time_seconds ?? 0,
    created_at: row.created_at ?? 0,
    updated_at: row.updated_at ?? 0,
    citations: row.citations ?? '[]',
  }),
};

export const complete = (table: TableName, row: Row): Row => COMPLETE[table]?.(row) ?? row;

function metadataOf(row: Row): string {
  const text = typeof row.detection_metadata === 'string' ? row.detection_metadata : '{}';
  if (DetectionMetadataSchema.safeParse(parsed(text)).success) return text;
  const given = parsed(text) as Record<string, unknown>;
  const absent: Record<string, unknown> = absentMetadata(row);
  const fields = Object.entries(DetectionMetadataSchema.shape);
  const mended = fields.map(([name, schema]) => [name, schema.safeParse(given[name]).success ? given[name] : absent[name]] as const); // prettier-ignore
  return JSON.stringify({ ...given, ...Object.fromEntries(mended) });
}

/** An episode of one moment, over when it was found: nothing of it is to be continued. */
function absentMetadata(row: Row): DetectionMetadata {
  const at = Number(row.detected_at);
  const share = Number(row.confidence ?? 0);
  return {
    timeframe_minutes: Number(row.baseline_window_minutes ?? 60),
    volatility_tier: 'moderate',
    asset_threshold: 0,
    threshold_source: 'global',
    detector: 'MultiTimeframeDetector',
    scores: {},
    sigma: 0,
    season: 1,
    // confidence = 1 / (1 + λ)
    lambda_per_day: share > 0 ? 1 / share - 1 : 0,
    onset: at,
    peak: { time: at, price: Number(row.price_at_detection ?? 0), change_pct: Number(row.price_change_pct ?? 0) },
    end: at,
    breadth: null,
    beta: null,
    group: null,
    learning: false,
    late: true,
    level: 0,
    reason: 'written by another program',
  };
}

const timingOf = ({ timing_tag: tag, time_diff_minutes: minutes }: Row): string =>
  tag === 'pre_event' || tag === 'post_event' ? tag : Number(minutes ?? 0) < 0 ? 'pre_event' : 'post_event';

function toolsOf(row: Row): string {
  const text = typeof row.tools_used === 'string' ? row.tools_used : '[]';
  const { tools_used: schema } = NarrativeSchema.shape;
  if (schema.safeParse(parsed(text)).success) return text;
  const given: unknown = parsed(text);
  const known = Array.isArray(given) ? given.filter((name) => schema.element.safeParse(name).success) : [];
  return JSON.stringify(known);
}

function parsed(text: string): unknown {
  return JSON.parse(text) ?? {};
}
