/**
 * Fills the store for one session, each list beside its own stream, so that what is small is on the screen before what is large
 * has come. A stream is opened before its list is read: what happens in between waits in the stream and is not lost. One that
 * ends or fails alone is opened again after a pause.
 */
import type { EngineClient } from './connection.ts';
import type { EngineStore } from './engine-store.ts';

const AGAIN_AFTER_MS = 1000;

export function runStreams(client: EngineClient, store: EngineStore, signal: AbortSignal): void {
  const options = { signal };
  const readRows = async (): Promise<void> => {
    const rows = await client.symbols.list(undefined, options);
    store.quotes.replace(rows.map((row) => [row.symbol, { ...row, moved: 0 as const }]));
  };
  const readAlerts = async (): Promise<void> => {
    const alerts = await client.alerts({ limit: 500 }, options);
    store.alerts.replace(alerts.map((alert) => [alert.id, alert]));
  };
  const readAnomalies = async (): Promise<void> => {
    const rows = await client.anomalies.list({ limit: 200 }, options);
    store.anomalies.replace(rows.map((row) => [row.anomaly.id, row]));
  };
  const readHealth = async (): Promise<void> => store.healthIs(await client.health(undefined, options));
  // What is gone leaves by reading the lists again; it is rare.
  const again = (): void => void Promise.all([readAnomalies(), readAlerts()]).catch(() => undefined);

  tellShown(client, store, signal);
  void keep(signal, readRows, () => client.streams.ticks(undefined, options), store.ticks);
  void keep(signal, readHealth, () => client.streams.health(undefined, options), store.healthIs);
  void keep(
    signal,
    readAnomalies,
    () => client.streams.anomalies(undefined, options),
    (row) => (row.replacedBy === undefined ? store.anomalies.put(row.anomaly.id, row) : again()),
  );
  void keep(signal, null, () => client.streams.narratives(undefined, options), store.narrative);
  void keep(
    signal,
    readAlerts,
    () => client.streams.alerts(undefined, options),
    (alert) => store.alerts.put(alert.id, alert),
  );
}

/** Whose minutes are shown, at the session's begin and whenever that changes. Refused or lost, it is told again. */
function tellShown(client: EngineClient, store: EngineStore, signal: AbortSignal): void {
  const { wanted } = store.minutes;
  const tell = (): void => {
    if (signal.aborted || wanted.get().length === 0) return;
    client.streams.minutesOf({ symbols: [...wanted.get()] }, { signal }).catch(() => setTimeout(tell, AGAIN_AFTER_MS));
  };
  tell();
  signal.addEventListener('abort', wanted.subscribe(tell), { once: true });
}

/** Without its list a stream is of no use and is given back. */
async function readOrClose(events: AsyncIterable<unknown>, read: (() => Promise<void>) | null): Promise<void> {
  try {
    await read?.();
  } catch (failure) {
    await events[Symbol.asyncIterator]().return?.();
    throw failure;
  }
}

async function keep<T>(
  signal: AbortSignal,
  read: (() => Promise<void>) | null,
  open: () => Promise<AsyncIterable<T>>,
  take: (value: T) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const events = await open();
      await readOrClose(events, read);
      for await (const value of events) {
        if (signal.aborted) return;
        take(value);
      }
    } catch {
      // A broken session aborts the signal and shows as offline; a broken stream is tried again below.
    }
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
  }
}
