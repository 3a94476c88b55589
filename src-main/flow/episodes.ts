/**
 * What the detection says, carried out in order: store first, then tell. A raised anomaly is durable before the window,
 * the notification or the cold path hear of it; growth is written at most once at a time per anomaly.
 */
import type { Alert, Anomaly } from '../../src-shared/anomaly.ts';
import type { EpochMs } from '../../src-shared/market.ts';
import type { AnomalyWithNarrative } from '../../src-shared/ports/reader.ts';
import type { DurableCall } from '../../src-shared/ports/writer.ts';
import type { DetectionEvent } from '../detect/detection.ts';
import { alertOf } from '../publish/alert-text.ts';
import type { DurableWrites } from './durable-writes.ts';

export interface EpisodesOptions {
  readonly writes: DurableWrites;
  readonly marketNow: () => number;
  /** The cold path. */
  readonly onRaised: (anomaly: Anomaly) => void;
  readonly onEnded: (anomaly: Anomaly) => void;
  /** The alert is stored and granted: policy and senders decide. `at`: market time at which it was granted. */
  readonly onAlert: (alert: Alert, anomaly: Anomaly, at: EpochMs) => void;
  readonly onChange: (change: AnomalyWithNarrative) => void;
}

export interface Episodes {
  /** `quiet`: known from before a restart; stored again (idempotent), nobody is told. */
  handle(events: readonly DetectionEvent[], quiet?: boolean): void;
}

export function createEpisodes(options: EpisodesOptions): Episodes {
  const { writes, marketNow } = options;
  /** A candle's last moment is ahead of the clock until the next one comes. */
  const grantedAt = (alert: Alert | null): EpochMs => Math.max(marketNow(), alert?.raised_at ?? 0);
  const tell = (anomaly: Anomaly) => options.onChange({ anomaly, narrative: null, newsCount: 0, clusterCount: 0 });

  const raise = async (anomaly: Anomaly, alert: Alert | null, quiet: boolean): Promise<void> => {
    // What could not be stored is told to nobody: it would be gone with the next start.
    const at = grantedAt(alert);
    if (!(await writes.write([{ method: 'raise', args: [anomaly, alert] }], anomaly.id))) return;
    options.onRaised(anomaly);
    if (quiet) return;
    tell(anomaly);
    if (alert !== null && alert.state === 'raised') options.onAlert(alert, anomaly, at);
  };
  const update = async (anomaly: Anomaly, quiet: boolean): Promise<void> => {
    await writes.write([{ method: 'updateAnomaly', args: [anomaly] }], anomaly.id, true);
    if (!quiet) tell(anomaly);
  };
  const grant = async (anomaly: Anomaly, quiet: boolean): Promise<void> => {
    const alert = alertOf(anomaly, anomaly.alerted_at ?? marketNow());
    const at = grantedAt(alert);
    // One write: the alert is told between the growth before it and the growth after it.
    const calls: DurableCall[] = [
      { method: 'updateAnomaly', args: [anomaly] },
      { method: 'saveAlert', args: [alert] },
    ];
    if (!(await writes.write(calls, anomaly.id)) || quiet) return;
    tell(anomaly);
    options.onAlert(alert, anomaly, at);
  };

  const one = (event: DetectionEvent, quiet: boolean): Promise<void> | void => {
    switch (event.kind) {
      case 'raised':
        return raise(event.anomaly, firstAlert(event, marketNow()), quiet);
      case 'alerted':
        return grant(event.anomaly, quiet);
      case 'grown':
        return update(event.anomaly, quiet);
      case 'ended':
        return update(event.anomaly, quiet).then(() => options.onEnded(event.anomaly));
    }
  };
  return {
    handle(events, quiet = false) {
      for (const event of events) void one(event, quiet);
    },
  };
}

/** Reasons of alerts that the budget did not grant, as stored. */
export const UNGRANTED = {
  late: 'late: found in repaired or back-filled candles, kept for the digest',
  digest: 'hard stop: kept for the digest',
} as const;

/** The alert row stored with the anomaly: granted now, kept for the digest, or none. */
function firstAlert(event: Extract<DetectionEvent, { kind: 'raised' }>, now: number): Alert | null {
  const { anomaly, alert } = event;
  if (alert === 'granted') return alertOf(anomaly, anomaly.alerted_at ?? now);
  if (alert !== 'digest' && alert !== 'late') return null;
  return { ...alertOf(anomaly, now), state: 'suppressed', reason: UNGRANTED[alert] };
}
