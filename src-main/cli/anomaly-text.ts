/** The same anomaly for a person at a terminal: one headline, two sentences, the verdict. */
import type { Anomaly } from '../../src-shared/anomaly.ts';
import { clockUtc, isoOf } from '../../src-shared/format.ts';
import type { AnomalyWithNarrative } from '../../src-shared/ports/reader.ts';
import { CAUSE_LABELS, percentText, rarityText, TYPE_LABELS } from '../../src-shared/text/labels.ts';

export const anomalyText = ({ anomaly, narrative, newsCount }: AnomalyWithNarrative): string =>
  [anomalyHeadline(anomaly), ...narrativeLines(narrative, newsCount), `  ${anomaly.id}`].join('\n');

export function anomalyHeadline(anomaly: Anomaly): string {
  const meta = anomaly.detection_metadata;
  const day = isoOf(anomaly.detected_at).slice(0, 10);
  const change =
    anomaly.price_change_pct === null
      ? ''
      : ` ${percentText(anomaly.price_change_pct)} in ${meta.timeframe_minutes} min`;
  return `${day} ${clockUtc(anomaly.detected_at)} UTC  ${anomaly.symbol}${change}  ${TYPE_LABELS[anomaly.anomaly_type].toLowerCase()}, ${rarityText(meta.lambda_per_day)}`;
}

function narrativeLines(narrative: AnomalyWithNarrative['narrative'], newsCount: number): string[] {
  if (narrative === null) return ['  not yet written'];
  const verdict = narrative.validation_passed === true ? 'accepted' : 'withheld';
  const status = `  ${verdict} · ${CAUSE_LABELS[narrative.cause].toLowerCase()} · ${newsCount} linked items`;
  if (verdict === 'withheld') return [`${status}: ${narrative.validation_reason ?? 'no reason kept'}`];
  return [`  ${narrative.narrative_text}`, status];
}
