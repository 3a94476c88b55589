/**
 * Worker entry: the engine in a thread of its own, so that the window never stutters. Speaks `api/host-protocol` with the
 * Electron main process; the composition root is `engine.ts`.
 */
import { parentPort } from 'node:worker_threads';
import { createLogger } from './base/logger.ts';
import { runEngineHost } from './api/run-engine-host.ts';
import { engineOf } from './launch-hosted.ts';

export type { EngineHostInit } from './api/host-protocol.ts';

if (parentPort === null) throw new Error('engine-host is the entry of a worker thread, not a program');
runEngineHost(parentPort, engineOf, createLogger());
