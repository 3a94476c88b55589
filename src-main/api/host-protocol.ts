/**
 * What the engine's thread and its owner (the Electron main process) say to each other. Plain structured-clone data; RPC
 * frames travel on ports of their own, not here. The first message to the worker is `init`.
 */
import type { MessagePort } from 'node:worker_threads';
import type { Alert, Anomaly } from '../../src-shared/anomaly.ts';
import type { Fault, Result } from '../../src-shared/fault.ts';
import type { Health } from '../../src-shared/health.ts';
import type { Settings } from '../../src-shared/settings.ts';

/** Everything the engine needs to know to start; nothing in it is a secret. */
export interface EngineHostInit {
  /** Where the database, the lock and the user's thresholds live. */
  readonly dataFolder: string;
  readonly databasePath: string;
  /** Run on the simulated exchange and news server. */
  readonly demo: boolean;
  /** Market minutes a wall minute in the demo. */
  readonly speed: number;
  readonly settings: Settings;
  readonly settingsPath: string;
  /** Said on the health board: a settings file that was set aside. */
  readonly warnings: readonly string[];
}

export type ToHost =
  | { readonly type: 'init'; readonly init: EngineHostInit }
  /** Serve the contract on this port (transferred). */
  | { readonly type: 'port'; readonly port: MessagePort }
  | { readonly type: 'pause'; readonly paused: boolean }
  | { readonly type: 'shown'; readonly call: number; readonly result: Result<void> }
  | { readonly type: 'shutdown' };

export type FromHost =
  | { readonly type: 'ready'; readonly venue: string }
  | { readonly type: 'failed'; readonly fault: Fault }
  | { readonly type: 'show'; readonly call: number; readonly alert: Alert; readonly anomaly: Anomaly }
  /** The same with a text that says it is a test. */
  | { readonly type: 'show-test'; readonly call: number }
  /** The settings ask for a new start. */
  | { readonly type: 'restart' }
  | { readonly type: 'alert'; readonly alert: Alert }
  | { readonly type: 'health'; readonly health: Health }
  | { readonly type: 'save-settings'; readonly settings: Settings }
  | { readonly type: 'closed' };
