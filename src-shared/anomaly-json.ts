/** The one JSON object for an anomaly that every command prints and every export holds: the public format. */
import { pValueOf } from './anomaly.ts';
import { isoOf, isoOrNull } from './format.ts';
import type { AnomalyWithNarrative } from './ports/reader.ts';
import type { Narrative } from './narrative.ts';

export function anomalyJson({
  anomaly,
  narrative,
  newsCount,
  clusterCount,
}: AnomalyWithNarrative): Record<string, unknown> {
  const meta = anomaly.detection_metadata;
  return {
    type: 'anomaly',
    id: anomaly.id,
    symbol: anomaly.symbol,
    venue: anomaly.venue,
    detected_at: isoOf(anomaly.detected_at),
    onset: isoOf(meta.onset),
    anomaly_type: anomaly.anomaly_type,
    z_score: anomaly.z_score,
    price_change_pct: anomaly.price_change_pct,
    volume_change_pct: anomaly.volume_change_pct,
    confidence: anomaly.confidence,
    p_value: pValueOf(meta.lambda_per_day),
    expected_per_day: meta.lambda_per_day,
    alerted: anomaly.alerted_at !== null,
    alerted_at: isoOrNull(anomaly.alerted_at),
    market_wide: meta.group !== null,
    detection_metadata: {
      ...meta,
      onset: isoOf(meta.onset),
      peak: { ...meta.peak, time: isoOf(meta.peak.time) },
      end: isoOrNull(meta.end),
    },
    news: newsCount,
    clusters: clusterCount,
    narrative: narrative === null ? null : narrativeJson(narrative),
  };
}

export function narrativeJson(narrative: Narrative): Record<string, unknown> {
  return {
    text: narrative.narrative_text,
    cause: narrative.cause,
    revision: narrative.revision,
    citations: narrative.citations,
    llm_provider: narrative.llm_provider,
    validated: narrative.validated,
    validation_passed: narrative.validation_passed,
    validation_reason: narrative.validation_reason,
  };
}
