/**
 * Whether two stored anomalies with different ids tell of one episode: the same symbol at the same venue, times that overlap, and
 * not a rise beside a fall. Two machines whose histories differ may date the first minute differently; their ids differ then.
 */
import { DAY_MS, MINUTE_MS, type EpochMs } from '../../../src-shared/market.ts';
import type { Row } from './tables.ts';

/** No episode is longer than this. */
export const NEAR_MS = DAY_MS;

interface Metadata {
  readonly onset?: number;
  readonly peak?: { readonly time?: number } | null;
  readonly end?: number | null;
}

/** `a` and `b`: rows of `anomalies`, times in epoch ms, JSON as text. */
export function isSameEpisode(a: Row, b: Row): boolean {
  if (a.venue !== b.venue || a.symbol !== b.symbol || opposed(a, b)) return false;
  const [first, second] = [spanOf(a), spanOf(b)];
  return first.from < second.to && second.from < first.to;
}

/** [from, to); of an open episode as far as it has grown. */
export function spanOf(row: Row): { readonly from: EpochMs; readonly to: EpochMs } {
  const { onset, peak, end } = metadataOf(row);
  const detected = Number(row.detected_at);
  const from = Math.min(onset ?? detected, detected);
  return { from, to: Math.max(end ?? 0, peak?.time ?? 0, detected) + (end == null ? MINUTE_MS : 1) };
}

/** Null while it is open. */
export const endOf = (row: Row): EpochMs | null => metadataOf(row).end ?? null;

function metadataOf(row: Row): Metadata {
  const text = row.detection_metadata;
  return typeof text === 'string' ? ((JSON.parse(text) ?? {}) as Metadata) : {};
}

function opposed(a: Row, b: Row): boolean {
  const [one, other] = [Number(a.price_change_pct ?? 0), Number(b.price_change_pct ?? 0)];
  return a.anomaly_type !== 'volume_spike' && b.anomaly_type !== 'volume_spike' && one * other < 0;
}
