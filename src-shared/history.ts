/**
 * The orders in which stored anomalies are listed, and where a page ends: a cursor names the last row by the values it is ordered
 * by, so that rows of one moment are neither lost nor repeated at a page's edge and new rows above it move nothing.
 */
import { z } from 'zod';
import type { Anomaly } from './anomaly.ts';

/** Newest: by detection. Rarest: by confidence. Largest: by the size of the move that is shown. */
export const SORTS = ['newest', 'rarest', 'largest'] as const;
export type Sort = (typeof SORTS)[number];

export const PageCursorSchema = z.object({
  /** What the order goes by first; null when that is the time. */
  value: z.number().nullable(),
  detected_at: z.number(),
  id: z.uuid(),
});
export type PageCursor = z.infer<typeof PageCursorSchema>;

/** From here on the peak, not the change at detection, is the size of the move: an early alert catches a small part of it. */
export const GROWN = 1.5;

type Sized = Pick<Anomaly, 'price_change_pct' | 'anomaly_type'> & {
  readonly detection_metadata: Pick<Anomaly['detection_metadata'], 'peak'>;
};

/** The move has grown so much that its peak is told instead of the change at detection. */
export function hasGrown({
  price_change_pct: change,
  anomaly_type: type,
  detection_metadata: { peak },
}: Sized): boolean {
  if (type === 'volume_spike' || change === null) return false;
  return peak.change_pct * change > 0 && Math.abs(peak.change_pct) >= GROWN * Math.abs(change);
}

/** The size of the move in percent, without its sign; 0 when it is not known. */
export const moveSize = (anomaly: Sized): number =>
  Math.abs(hasGrown(anomaly) ? anomaly.detection_metadata.peak.change_pct : (anomaly.price_change_pct ?? 0));

export function cursorOf(anomaly: Pick<Anomaly, 'id' | 'detected_at' | 'confidence'> & Sized, sort: Sort): PageCursor {
  const value = sort === 'newest' ? null : sort === 'rarest' ? anomaly.confidence : moveSize(anomaly);
  return { value, detected_at: anomaly.detected_at, id: anomaly.id };
}
