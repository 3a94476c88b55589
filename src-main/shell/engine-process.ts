/**
 * Owns the engine's worker thread: starts it, joins windows to it, starts it again with backoff when it dies, and closes it
 * in order. While it is away, window ports are closed, so that each page notices and asks for a new one.
 */
import { Worker } from 'node:worker_threads';
import type { MessagePortMain } from 'electron';
import type { Alert, Anomaly } from '../../src-shared/anomaly.ts';
import { type Fault, failed, faultOf, messageOf, type Result } from '../../src-shared/fault.ts';
import type { Health } from '../../src-shared/health.ts';
import type { Settings } from '../../src-shared/settings.ts';
import type { EngineHostInit, FromHost, ToHost } from '../api/host-protocol.ts';
import { createBackoff } from '../base/backoff.ts';
import type { Logger } from '../base/logger.ts';
import { type Relay, relayPort } from './port-relay.ts';

export interface EngineEventsForShell {
  /** Shows a native notification and says whether it could. */
  show(alert: Alert, anomaly: Anomaly): Result<void>;
  alert(alert: Alert): void;
  health(health: Health): void;
  saveSettings(settings: Settings): void;
  /** One line for the tray when the engine is not running, null when it is. */
  problem(line: string | null): void;
}

export interface EngineProcessOptions {
  readonly entry: URL;
  /** Asked at every start, so that a restart has the newest settings. */
  readonly init: () => EngineHostInit;
  readonly events: EngineEventsForShell;
  readonly logger: Logger;
  /** First wait before a restart, ms. */
  readonly backoffMs?: number;
}

export interface EngineProcess {
  connect(port: MessagePortMain): void;
  pause(paused: boolean): void;
  /** Times it was started again. */
  readonly restarts: number;
  stop(): Promise<void>;
}

const STOP_DEADLINE_MS = 5_000;
const BACKOFF_CAP_MS = 30_000;
/** Running this long means that the last death is forgotten. */
const STABLE_MS = 60_000;

export function startEngineProcess(options: EngineProcessOptions): EngineProcess {
  const { entry, init, events, logger, backoffMs = 500 } = options;
  const backoff = createBackoff({ baseMs: backoffMs, capMs: BACKOFF_CAP_MS, random: Math.random });
  const relays = new Set<Relay>();
  const waiting: MessagePortMain[] = [];
  let worker: Worker | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stable: NodeJS.Timeout | null = null;
  let lastFault: Fault | null = null;
  let restarts = 0;
  let stopping = false;

  const post = (message: ToHost) => worker?.postMessage(message, message.type === 'port' ? [message.port] : []);
  const join = (port: MessagePortMain) => {
    const relay = relayPort(port, () => relays.delete(relay));
    relays.add(relay);
    post({ type: 'port', port: relay.workerPort });
  };
  const again = (why: string) => {
    if (stopping || timer !== null) return;
    const wait = backoff.next(lastFault ?? undefined);
    logger.error({ reason: why, waitMs: Math.round(wait) }, 'the engine died and is started again');
    events.problem(`the engine stopped (${why}) and is starting again`);
    timer = setTimeout(() => {
      timer = null;
      restarts += 1;
      start();
    }, wait);
  };
  const hear = (message: FromHost) => {
    if (message.type === 'show') {
      const result = guarded(() => events.show(message.alert, message.anomaly));
      post({ type: 'shown', call: message.call, result });
    } else if (message.type === 'alert') events.alert(message.alert);
    else if (message.type === 'health') events.health(message.health);
    else if (message.type === 'save-settings') events.saveSettings(message.settings);
    else if (message.type === 'failed') failedStart(message.fault);
    else if (message.type === 'ready') ready();
    // The engine has closed its files; what may still keep the thread alive (open ports, timers) does not matter.
    else if (message.type === 'closed') void worker?.terminate();
  };
  const ready = () => {
    events.problem(null);
    stable = setTimeout(() => backoff.reset(), STABLE_MS).unref();
  };
  const failedStart = (fault: Fault) => {
    logger.error({ fault }, 'the engine could not start');
    lastFault = fault;
    // A worker that stays answers every call of the window with this fault.
    if (fault.retryable) void worker?.terminate();
    else events.problem(fault.detail);
  };
  const start = () => {
    const started = new Worker(entry);
    worker = started;
    let thrown: string | null = null;
    lastFault = null;
    started.on('message', hear);
    started.on('error', (error) => (thrown = messageOf(error)));
    started.on('exit', (code) => {
      if (worker !== started) return;
      worker = null;
      if (stable !== null) clearTimeout(stable);
      for (const relay of [...relays]) relay.close();
      again(thrown ?? lastFault?.detail ?? `exit code ${code}`);
    });
    post({ type: 'init', init: init() });
    for (const port of waiting.splice(0)) join(port);
  };
  start();
  return {
    connect: (port) => (worker === null ? void waiting.push(port) : join(port)),
    pause: (paused) => post({ type: 'pause', paused }),
    get restarts() {
      return restarts;
    },
    async stop() {
      stopping = true;
      if (timer !== null) clearTimeout(timer);
      if (stable !== null) clearTimeout(stable);
      const ending = worker;
      if (ending !== null) await stopWorker(ending, () => post({ type: 'shutdown' }));
      for (const relay of [...relays]) relay.close();
      for (const port of waiting.splice(0)) port.close();
    },
  };
}

/** Asks, waits, and ends it by force when it does not answer. */
async function stopWorker(worker: Worker, ask: () => void): Promise<void> {
  await new Promise<void>((resolve) => {
    const late = setTimeout(() => resolve(void worker.terminate()), STOP_DEADLINE_MS);
    worker.once('exit', () => {
      clearTimeout(late);
      resolve();
    });
    ask();
  });
}

function guarded(fn: () => Result<void>): Result<void> {
  try {
    return fn();
  } catch (error) {
    return failed(faultOf(error)?.kind ?? 'unavailable', messageOf(error));
  }
}
