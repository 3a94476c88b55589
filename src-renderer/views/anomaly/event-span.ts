/** The stretch of time that is shown around an anomaly: an hour, or twice its window, on both sides. Epoch ms. */
import type { Anomaly } from '../../../src-shared/anomaly.ts';
import { MINUTE_MS, minuteOf } from '../../../src-shared/market.ts';

const AROUND_MINUTES = 60;

export function spanOf({ detection_metadata: { onset, end, peak, timeframe_minutes } }: Anomaly): {
  from: number;
  to: number;
} {
  const around = Math.max(AROUND_MINUTES, 2 * timeframe_minutes) * MINUTE_MS;
  return { from: Math.max(0, minuteOf(onset) - around), to: minuteOf(Math.max(end ?? 0, peak.time)) + around };
}
