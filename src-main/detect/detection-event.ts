/** What detection tells: an episode raised, grown, alerted after it was raised, or ended. Each carries the row as it then is. */
import type { Anomaly } from '../../src-shared/anomaly.ts';
import type { AlertOutcome } from './alerting.ts';

export type DetectionEvent =
  | { kind: 'raised'; anomaly: Anomaly; alert: AlertOutcome }
  | { kind: 'grown'; anomaly: Anomaly }
  | { kind: 'alerted'; anomaly: Anomaly }
  | { kind: 'ended'; anomaly: Anomaly };

/** Shared by every tick that tells nothing. */
export const NOTHING: DetectionEvent[] = [];

export function joinEvents(first: DetectionEvent[], second: DetectionEvent[]): DetectionEvent[] {
  if (first.length === 0) return second;
  return second.length === 0 ? first : [...first, ...second];
}
