/**
 * From what the detection says to what the user would have been told: a granted alert goes through the policy (quiet hours,
 * cooldown) as a real one does, at the market time of its grant. Warm-up goes through it too, because an alert just before the
 * window begins a cooldown inside it, but only episodes detected at or after `from` are told.
 */
import type { Anomaly } from '../../src-shared/anomaly.ts';
import type { EpochMs } from '../../src-shared/market.ts';
import type { RehearsalEvent, RehearsalOutcome } from '../../src-shared/rehearsal.ts';
import type { DetectionEvent } from '../detect/detection.ts';
import { localMinutes } from '../base/local-time.ts';
import type { AlertPolicy } from '../publish/alert-policy.ts';

interface Told {
  outcome: RehearsalOutcome;
  reason: string;
}

export type ToldEvent = Extract<RehearsalEvent, { kind: 'alert' | 'anomaly' }>;

export interface RehearsalOutcomes {
  take(event: DetectionEvent): ToldEvent | null;
}

/** Asked for, and not granted at once. */
const KEPT: ReadonlySet<string> = new Set(['digest', 'late', 'learning_stop']);

/** A level of its own keeps a symbol below however often it is asked about. */
const keepsBelow = (reason: string): boolean => /^not alerted: (?:below the level set for|\S+ is muted)/.test(reason);

export function createRehearsalOutcomes(policy: AlertPolicy, from: EpochMs): RehearsalOutcomes {
  const open = new Map<string, Told>();

  function granted(anomaly: Anomaly): ToldEvent {
    const time = anomaly.alerted_at ?? anomaly.detected_at;
    const refusal = policy.refuse(anomaly, time, localMinutes(time));
    const reason = refusal ?? anomaly.detection_metadata.reason;
    open.set(anomaly.id, { outcome: refusal === null ? 'sent' : 'digest', reason });
    return { kind: 'alert', anomaly, sent: refusal === null, reason };
  }

  function raised(anomaly: Anomaly, alert: string): ToldEvent | null {
    if (alert === 'granted') return granted(anomaly);
    open.set(anomaly.id, {
      outcome: KEPT.has(alert) ? 'digest' : 'below_level',
      reason: anomaly.detection_metadata.reason,
    });
    return null;
  }

  /** A new reason without an alert: it was asked about again (or its wait for others ended), and was kept. */
  function grown(anomaly: Anomaly): null {
    const told = open.get(anomaly.id);
    const { reason } = anomaly.detection_metadata;
    if (told && anomaly.alerted_at === null && reason !== told.reason)
      Object.assign(told, { outcome: keepsBelow(reason) ? 'below_level' : 'digest', reason });
    return null;
  }

  function ended(anomaly: Anomaly): ToldEvent | null {
    const told = open.get(anomaly.id);
    open.delete(anomaly.id);
    return told ? { kind: 'anomaly', anomaly, outcome: told.outcome, reason: told.reason } : null;
  }

  function outcomeOf(event: DetectionEvent): ToldEvent | null {
    switch (event.kind) {
      case 'raised':
        return raised(event.anomaly, event.alert);
      case 'alerted':
        return granted(event.anomaly);
      case 'grown':
        return grown(event.anomaly);
      case 'ended':
        return ended(event.anomaly);
    }
  }

  return {
    take(event) {
      const told = outcomeOf(event);
      return event.anomaly.detected_at < from ? null : told;
    },
  };
}
