/**
 * The worker's side of `host-protocol`: constructs the engine, serves it on each port it is given, tells the owner of
 * alerts and health, and closes in order. The owner shows notifications and writes the settings file, because only the
 * owner has the means to; both are asked for by message. A start that fails is a `failed` message, not a silent death.
 */
import type { MessagePort } from 'node:worker_threads';
import { failed, fault, faultOf, messageOf, ok, type Result } from '../../src-shared/fault.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { Engine, EngineEvents } from '../../src-shared/ports/engine.ts';
import type { Sender } from '../../src-shared/ports/sender.ts';
import { wallTime } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { settingsStore, type SettingsStore } from '../base/settings-file.ts';
import { createConnectionLimits } from './connection-limits.ts';
import { createFailedEngine } from './failed-engine.ts';
import type { EngineHostInit, FromHost, ToHost } from './host-protocol.ts';
import { createMessagePortHost, type ServePort } from './message-port-host.ts';

/** What the host lends to the engine. */
export interface HostParts {
  readonly init: EngineHostInit;
  readonly settings: SettingsStore;
  /** Asks the owner to show a native notification. */
  readonly sender: Sender;
  readonly logger: Logger;
  /** Asks the owner to start the engine over. */
  readonly restart: () => void;
}
export type ConstructEngine = (parts: HostParts) => Promise<Engine>;

export interface HostChannel {
  postMessage(message: FromHost): void;
  on(type: 'message', listener: (message: ToHost) => void): unknown;
  close(): void;
}

const SHOW_DEADLINE_MS = 10_000;

export function runEngineHost(channel: HostChannel, construct: ConstructEngine, logger: Logger, wall = wallTime): void {
  const asked = createAsked(channel, wall);
  const gone = new AbortController();
  const waiting: MessagePort[] = [];
  const restart = (): void => channel.postMessage({ type: 'restart' });
  let engine: Engine | null = null;
  let alive: Partial<Engine> = {};
  let servePort: ServePort | null = null;

  const takePort = (port: MessagePort) => {
    if (servePort === null) waiting.push(port);
    else servePort(port);
  };
  const serveAll = (serve: ServePort) => {
    servePort = serve;
    for (const port of waiting.splice(0)) serve(port);
  };
  const start = async (init: EngineHostInit) => {
    const settings = settingsStore(
      init.settingsPath,
      { settings: init.settings, warning: init.warnings[0] ?? null },
      (next) => channel.postMessage({ type: 'save-settings', settings: next }),
    );
    // A start that fails can be mended from the window: by other settings and another try.
    alive = {
      settings: () => settings.get(),
      changeSettings: async (patch) => settings.set(patch),
      restart: () => ok(restart()),
    };
    engine = await construct({ init, settings, sender: asked.sender, logger, restart });
    serveAll(createMessagePortHost({ engine, logger, acks: true, limits: () => createConnectionLimits(wall) }));
    tell(engine, 'alerts', gone.signal, (alert) => channel.postMessage({ type: 'alert', alert }), logger);
    tell(engine, 'health', gone.signal, (health) => channel.postMessage({ type: 'health', health }), logger);
    channel.postMessage({ type: 'ready', venue: engine.venue });
  };
  const stop = async () => {
    gone.abort();
    await engine?.close();
    channel.postMessage({ type: 'closed' });
    channel.close();
  };
  const failWith = (error: unknown) => {
    if (faultOf(error) === null) logger.error({ err: error }, 'bug while the engine started or closed');
    const known = faultOf(error) ?? fault('unavailable', messageOf(error));
    if (servePort === null)
      serveAll(createMessagePortHost({ engine: createFailedEngine(known, alive), logger, acks: true }));
    channel.postMessage({ type: 'failed', fault: known });
  };
  channel.on('message', (message) => {
    if (message.type === 'init') start(message.init).catch(failWith);
    else if (message.type === 'port') takePort(message.port);
    else if (message.type === 'pause') engine?.pause(message.paused);
    else if (message.type === 'shown') asked.answered(message.call, message.result);
    else stop().catch(failWith);
  });
}

/** Hands each event of one kind to the owner until the host closes. */
function tell<K extends keyof EngineEvents>(
  engine: Engine,
  kind: K,
  signal: AbortSignal,
  post: (event: EngineEvents[K]) => void,
  logger: Logger,
): void {
  const run = async () => {
    for await (const event of engine.subscribe(kind, signal)) post(event);
  };
  run().catch((error: unknown) => {
    if (!signal.aborted) logger.error({ err: error, kind }, 'a stream to the shell ended');
  });
}

/** Notifications asked of the owner and not answered yet. */
function createAsked(channel: HostChannel, wall: TimeSource) {
  const open = new Map<number, (result: Result<void>) => void>();
  let last = 0;
  const answered = (call: number, result: Result<void>) => {
    open.get(call)?.(result);
    open.delete(call);
  };
  const ask = (messageOf: (call: number) => FromHost): Promise<Result<void>> => {
    const call = ++last;
    const answer = new Promise<Result<void>>((resolve) => open.set(call, resolve));
    channel.postMessage(messageOf(call));
    void wall
      .sleep(SHOW_DEADLINE_MS)
      .then(() => answered(call, failed('timeout', 'the shell did not show the notification')));
    return answer;
  };
  const sender: Sender = {
    id: 'native',
    send: (alert, anomaly) => ask((call) => ({ type: 'show', call, alert, anomaly })),
    test: () => ask((call) => ({ type: 'show-test', call })),
  };
  return { sender, answered };
}
