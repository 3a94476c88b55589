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
import { createRelays } from './port-relay.ts';

export interface EngineEventsForShell {
  /** Shows a native notification and says whether it could. */
  show(alert: Alert, anomaly: Anomaly): Result<void>;
  /** The same with a text that says it is a test. */
  showTest(): Result<void>;
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

export function startEngineProcess({
  entry,
  init,
  events,
  logger,
  backoffMs = 500,
}: EngineProcessOptions): EngineProcess {
  const relays = createRelays();
  let worker: Worker | null = null;
  let lastFault: Fault | null = null;
  const post = (message: ToHost) => worker?.postMessage(message, message.type === 'port' ? [message.port] : []);

  const start = () => {
    lastFault = null;
    worker = spawn(entry, hear, died);
    post({ type: 'init', init: init() });
    relays.engineUp((port) => post({ type: 'port', port }));
  };
  const restarter = createRestarter(start, backoffMs);
  let wanted = false;
  const startOver = () => {
    if (wanted || worker === null) return;
    wanted = true;
    void ended(worker, () => post({ type: 'shutdown' }));
  };
  const died = (why: string) => {
    worker = null;
    relays.engineDown();
    if (wanted && !restarter.isStopped()) {
      wanted = false;
      return start();
    }
    const wait = restarter.later(lastFault);
    if (wait === null) return;
    const reason = lastFault?.detail ?? why;
    logger.error({ reason, waitMs: Math.round(wait) }, 'the engine died and is started again');
    events.problem(`the engine stopped (${reason}) and is starting again`);
  };
  const failedStart = (fault: Fault) => {
    logger.error({ fault }, 'the engine could not start');
    lastFault = fault;
    // A worker that stays answers every call of the window with this fault.
    if (fault.retryable) void worker?.terminate();
    else events.problem(fault.detail);
  };
  const hear = (message: FromHost) => {
    if (message.type === 'show' || message.type === 'show-test') {
      const show = () => (message.type === 'show' ? events.show(message.alert, message.anomaly) : events.showTest());
      post({ type: 'shown', call: message.call, result: guarded(show) });
    } else if (message.type === 'restart') startOver();
    else if (message.type === 'alert') events.alert(message.alert);
    else if (message.type === 'health') events.health(message.health);
    else if (message.type === 'save-settings') events.saveSettings(message.settings);
    else if (message.type === 'failed') failedStart(message.fault);
    else if (message.type === 'ready') {
      restarter.running();
      events.problem(null);
    }
    // It has closed its files; what may still keep the thread alive (open ports, timers) does not matter.
    else void worker?.terminate();
  };
  start();
  return {
    connect: (port) => relays.add(port),
    pause: (paused) => post({ type: 'pause', paused }),
    get restarts() {
      return restarter.count;
    },
    async stop() {
      restarter.stop();
      if (worker !== null) await ended(worker, () => post({ type: 'shutdown' }));
      relays.close();
    },
  };
}

function spawn(entry: URL, hear: (message: FromHost) => void, died: (why: string) => void): Worker {
  const worker = new Worker(entry);
  let thrown: string | null = null;
  worker.on('message', hear);
  worker.on('error', (error) => (thrown = messageOf(error)));
  worker.on('exit', (code) => died(thrown ?? `exit code ${code}`));
  return worker;
}

/** When to start again; `later` gives the wait in ms, or null when nothing will be started any more. */
function createRestarter(start: () => void, baseMs: number) {
  const backoff = createBackoff({ baseMs, capMs: BACKOFF_CAP_MS, random: Math.random });
  let timer: NodeJS.Timeout | undefined;
  let stable: NodeJS.Timeout | undefined;
  let stopped = false;
  let count = 0;
  return {
    get count() {
      return count;
    },
    running() {
      stable = setTimeout(() => backoff.reset(), STABLE_MS).unref();
    },
    later(fault: Fault | null): number | null {
      clearTimeout(stable);
      if (stopped) return null;
      const wait = backoff.next(fault ?? undefined);
      timer = setTimeout(() => {
        count += 1;
        start();
      }, wait);
      return wait;
    },
    isStopped: () => stopped,
    stop() {
      stopped = true;
      clearTimeout(timer);
      clearTimeout(stable);
    },
  };
}

/** Asks, waits, and ends it by force when it does not answer. */
function ended(worker: Worker, ask: () => void): Promise<void> {
  return new Promise((resolve) => {
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
