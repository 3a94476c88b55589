/** Anomaly, narrative and alert: the row in the database beside the word in src-shared, both ways. */
import type { Alert, Anomaly, DetectionMetadata } from '../../src-shared/anomaly.ts';
import type { Narrative, NarrativeRevision } from '../../src-shared/narrative.ts';
import {
  cleanText,
  cleanTextOrNull,
  fromBitOrNull,
  fromJson,
  label,
  toBit,
  toBitOrNull,
  toJson,
  wholeMs,
  wholeMsOrNull,
} from './sqlite-values.ts';

type Json<T, K extends keyof T> = Omit<T, K> & Record<K, string>;

export type AnomalyRow = Json<Anomaly, 'detection_metadata'>;

export const ANOMALY_COLUMNS = [
  'id',
  'symbol',
  'detected_at',
  'anomaly_type',
  'z_score',
  'price_change_pct',
  'volume_change_pct',
  'confidence',
  'baseline_window_minutes',
  'price_before',
  'price_at_detection',
  'volume_before',
  'volume_at_detection',
  'detection_metadata',
  'created_at',
  'stage',
  'alerted_at',
  'venue',
] as const satisfies readonly (keyof AnomalyRow)[];

export function anomalyToRow(anomaly: Anomaly): AnomalyRow {
  return {
    ...anomaly,
    symbol: cleanText(anomaly.symbol),
    detected_at: wholeMs(anomaly.detected_at),
    baseline_window_minutes: wholeMsOrNull(anomaly.baseline_window_minutes),
    detection_metadata: toJson(anomaly.detection_metadata),
    alerted_at: wholeMsOrNull(anomaly.alerted_at),
    created_at: wholeMs(anomaly.created_at),
  };
}

export function anomalyFromRow(row: AnomalyRow): Anomaly {
  const metadata = fromJson<DetectionMetadata>(
    row.detection_metadata,
    'anomalies.detection_metadata',
    {} as DetectionMetadata,
  );
  return { ...pick(row, ANOMALY_COLUMNS), detection_metadata: metadata };
}

type JsonOfNarrative = 'tools_used' | 'tool_results' | 'citations';
export type NarrativeRow = Omit<Json<Narrative, JsonOfNarrative>, 'validated' | 'validation_passed'> & {
  validated: number;
  validation_passed: number | null;
};

export const NARRATIVE_COLUMNS = [
  'id',
  'anomaly_id',
  'narrative_text',
  'confidence_score',
  'tools_used',
  'tool_results',
  'validated',
  'validation_passed',
  'validation_reason',
  'llm_provider',
  'llm_model',
  'generation_time_seconds',
  'created_at',
  'validated_at',
  'cause',
  'citations',
  'revision',
  'updated_at',
] as const satisfies readonly (keyof NarrativeRow)[];

export function narrativeToRow(narrative: Narrative): NarrativeRow {
  return {
    ...narrative,
    narrative_text: cleanText(narrative.narrative_text),
    tools_used: toJson(narrative.tools_used),
    tool_results: toJson(narrative.tool_results),
    validated: toBit(narrative.validated),
    validation_passed: toBitOrNull(narrative.validation_passed),
    validation_reason: cleanTextOrNull(narrative.validation_reason),
    llm_model: narrative.llm_model === null ? null : label(narrative.llm_model, 50),
    created_at: wholeMs(narrative.created_at),
    validated_at: wholeMsOrNull(narrative.validated_at),
    citations: toJson(narrative.citations),
    updated_at: wholeMs(narrative.updated_at),
  };
}

export function narrativeFromRow(row: NarrativeRow): Narrative {
  return {
    ...pick(row, NARRATIVE_COLUMNS),
    tools_used: fromJson(row.tools_used, 'narratives.tools_used', []),
    tool_results: fromJson(row.tool_results, 'narratives.tool_results', {}),
    validated: row.validated === 1,
    validation_passed: fromBitOrNull(row.validation_passed),
    citations: fromJson(row.citations, 'narratives.citations', []),
  };
}

export type RevisionRow = Json<Omit<NarrativeRevision, 'prompt'>, 'draft' | 'evidence' | 'verdict'> & {
  accepted: number;
  prompt: string | null;
};

export function revisionToRow(revision: NarrativeRevision): RevisionRow {
  return {
    ...revision,
    draft: toJson(revision.draft),
    evidence: toJson(revision.evidence),
    verdict: toJson(revision.verdict),
    prompt: revision.prompt === undefined ? null : toJson(revision.prompt),
    accepted: toBit(revision.verdict.verdict === 'accepted'),
    created_at: wholeMs(revision.created_at),
  };
}

export function revisionFromRow({ accepted: _accepted, prompt, ...row }: RevisionRow): NarrativeRevision {
  return {
    ...row,
    draft: fromJson(row.draft, 'narrative_revisions.draft', null as never),
    evidence: fromJson(row.evidence, 'narrative_revisions.evidence', null as never),
    verdict: fromJson(row.verdict, 'narrative_revisions.verdict', null as never),
    ...(prompt !== null && { prompt: fromJson(prompt, 'narrative_revisions.prompt', []) }),
  };
}

export function alertToRow(alert: Alert): Alert {
  return {
    ...alert,
    raised_at: wholeMs(alert.raised_at),
    delivered_at: wholeMsOrNull(alert.delivered_at),
    seen_at: wholeMsOrNull(alert.seen_at),
    reason: cleanTextOrNull(alert.reason),
    title: cleanText(alert.title),
    body: cleanText(alert.body),
  };
}

function pick<T extends object, K extends keyof T>(row: T, columns: readonly K[]): Pick<T, K> {
  return Object.fromEntries(columns.map((column) => [column, row[column]])) as Pick<T, K>;
}
