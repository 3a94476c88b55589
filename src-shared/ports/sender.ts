/** Takes an alert out of the building: native notification, webhook, standard output. */
import type { Alert, Anomaly } from '../anomaly.ts';
import type { Result } from '../fault.ts';

export interface Sender {
  readonly id: string;
  send(alert: Alert, anomaly: Anomaly): Promise<Result<void>>;
  /** The same way with a text that says it is a test; absent where there is nobody to see one. */
  test?(): Promise<Result<void>>;
}
