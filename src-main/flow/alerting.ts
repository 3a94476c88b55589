/** From a stored alert to the senders: policy first, then every sender; what happened is written back to the alert's row. */
import type { Alert, Anomaly } from '../../src-shared/anomaly.ts';
import type { Sender } from '../../src-shared/ports/sender.ts';
import type { EpochMs } from '../../src-shared/market.ts';
import { localMinutes } from '../base/local-time.ts';
import type { AlertPolicy } from '../publish/alert-policy.ts';
import type { DurableWrites } from './durable-writes.ts';

export interface AlertingOptions {
  readonly senders: readonly Sender[];
  readonly policy: AlertPolicy;
  readonly writes: DurableWrites;
  readonly marketNow: () => number;
  readonly onAlert: (alert: Alert) => void;
}

export interface Alerting {
  /** `at`: market time at which it was granted. */
  send(alert: Alert, anomaly: Anomaly, at: EpochMs): void;
  /** Resolves when no alert is under way. */
  idle(): Promise<void>;
}

export function createAlerting({ senders, policy, writes, marketNow, onAlert }: AlertingOptions): Alerting {
  const finish = async (alert: Alert): Promise<void> => {
    await writes.write([{ method: 'saveAlert', args: [alert] }]);
    onAlert(alert);
  };
  // With nobody to send to (a replay) nothing is waited for: it counts as of its grant, however far the market is by now.
  const timeOf = (at: EpochMs): EpochMs => (senders.length === 0 ? at : marketNow());
  const send = async (alert: Alert, anomaly: Anomaly, at: EpochMs): Promise<void> => {
    const now = timeOf(at);
    const refusal = policy.refuse(anomaly, now, localMinutes(now));
    if (refusal !== null) return finish({ ...alert, state: 'suppressed', reason: refusal });
    const results = await Promise.all(senders.map((sender) => sender.send(alert, anomaly)));
    const failures = results.flatMap((result, i) => (result.ok ? [] : [`${senders[i]?.id}: ${result.fault.detail}`]));
    const delivered = results.length === 0 || results.some((result) => result.ok);
    return finish({
      ...alert,
      state: delivered ? 'delivered' : 'suppressed',
      delivered_at: delivered ? timeOf(at) : null,
      reason: failures.length > 0 ? failures.join('; ') : null,
    });
  };
  const underWay = new Set<Promise<void>>();
  return {
    send(alert, anomaly, at) {
      const sending = send(alert, anomaly, at).finally(() => underWay.delete(sending));
      underWay.add(sending);
    },
    idle: async () => void (await Promise.allSettled(underWay)),
  };
}
