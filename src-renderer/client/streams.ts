/**
 * Fills the store for one session: the lists first, then the streams until the session's signal aborts. A stream that
 * ends or fails alone is opened again after a pause; what came in between is read again with the lists.
 */
import type { EngineClient } from './connection.ts';
import type { EngineStore } from './engine-store.ts';

const AGAIN_AFTER_MS = 1000;

export function runStreams(client: EngineClient, store: EngineStore, signal: AbortSignal): void {
  const options = { signal };
  const lists = (): Promise<void> => readLists(client, store, signal);
  void keep(signal, lists, () => client.streams.ticks(undefined, options), store.ticks);
  void keep(signal, null, () => client.streams.health(undefined, options), store.healthIs);
  void keep(signal, null, () => client.streams.narratives(undefined, options), store.narrative);
  void keep(
    signal,
    null,
    () => client.streams.alerts(undefined, options),
    (alert) => store.alerts.put(alert.id, alert),
  );
  void keep(
    signal,
    null,
    () => client.streams.anomalies(undefined, options),
    // What is gone leaves by reading the lists again; it is rare.
    (row) =>
      row.replacedBy === undefined ? store.anomalies.put(row.anomaly.id, row) : void lists().catch(() => undefined),
  );
}

async function readLists(client: EngineClient, store: EngineStore, signal: AbortSignal): Promise<void> {
  const [rows, anomalies, alerts, health] = await Promise.all([
    client.symbols.list(undefined, { signal }),
    client.anomalies.list({ limit: 200 }, { signal }),
    client.alerts({ limit: 500 }, { signal }),
    client.health(undefined, { signal }),
  ]);
  store.healthIs(health);
  store.quotes.replace(rows.map((row) => [row.symbol, { ...row, moved: 0 as const }]));
  store.alerts.replace(alerts.map((alert) => [alert.id, alert]));
  store.anomalies.replace(anomalies.map((row) => [row.anomaly.id, row]));
}

async function keep<T>(
  signal: AbortSignal,
  before: (() => Promise<void>) | null,
  open: () => Promise<AsyncIterable<T>>,
  take: (value: T) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await before?.();
      for await (const value of await open()) {
        if (signal.aborted) return;
        take(value);
      }
    } catch {
      // A broken session aborts the signal and shows as offline; a broken stream is tried again below.
    }
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
  }
}
