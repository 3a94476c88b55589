/** The words of a notification, from the anomaly alone: it goes out before the news has been read. */
import type { Alert, Anomaly } from '../../src-shared/anomaly.ts';
import { MINUTE_MS } from '../../src-shared/market.ts';
import { clockUtc } from '../../src-shared/format.ts';
import { durationText, percentText, rarityText, TYPE_LABELS } from '../../src-shared/text/labels.ts';
import { childId } from '../base/ids.ts';

export function alertOf(anomaly: Anomaly, raisedAt: number): Alert {
  return {
    id: childId(anomaly.id, 'alert', 'first'),
    anomaly_id: anomaly.id,
    raised_at: raisedAt,
    state: 'raised',
    delivered_at: null,
    seen_at: null,
    reason: null,
    title: titleOf(anomaly),
    body: bodyOf(anomaly),
  };
}

function titleOf(anomaly: Anomaly): string {
  const { timeframe_minutes: minutes } = anomaly.detection_metadata;
  if (anomaly.anomaly_type === 'volume_spike')
    return `${anomaly.symbol} volume ${volumeText(anomaly)} in ${minutes} min`;
  return `${anomaly.symbol} ${percentText(anomaly.price_change_pct ?? 0)} in ${spanText(minutes)}`;
}

/** A window is never told in seconds. */
const spanText = (minutes: number): string => (minutes < 2 ? `${minutes} min` : durationText(minutes * MINUTE_MS));

function volumeText(anomaly: Anomaly): string {
  const change = anomaly.volume_change_pct;
  return change === null ? 'unusual' : `× ${(1 + change / 100).toFixed(1)}`;
}

function bodyOf(anomaly: Anomaly): string {
  const meta = anomaly.detection_metadata;
  const rarity = rarityText(meta.lambda_per_day);
  return `${TYPE_LABELS[anomaly.anomaly_type]} since ${clockUtc(meta.onset)} UTC, ${rarity} for ${anomaly.symbol}`;
}
