/**
 * The store's thread: opens the file it was given, says so or why not, then serves requests in order until it is told to
 * close. A bug in a request is answered as such; the thread goes on.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { faultOf } from '../src-shared/fault.ts';
import { openCore, type CoreOptions, type StoreCore } from './store/sqlite-core.ts';
import { serve, type StoreGreeting, type StoreReply, type StoreRequest } from './store/protocol.ts';
import { failedReply } from './store/transport.ts';

const port = parentPort;
if (!port) throw new Error('store-worker runs as a worker thread only');
const say = (message: StoreGreeting | StoreReply, transfer: ArrayBuffer[] = []): void =>
  port.postMessage(message, transfer);
/** Rows that are packed are handed over, not copied. */
const handedOver = (value: unknown): ArrayBuffer[] =>
  value instanceof Float64Array ? [value.buffer as ArrayBuffer] : [];

function open(): StoreCore | null {
  try {
    const core = openCore(workerData as CoreOptions);
    say({ opened: true, sizeBytes: core.sizeBytes() });
    return core;
  } catch (error) {
    const value = faultOf(error);
    if (!value) throw error;
    say({ opened: false, fault: value });
    return null;
  }
}

async function answer(core: StoreCore, request: StoreRequest): Promise<void> {
  try {
    const result = serve(core, request);
    // Awaited only when there is something to wait for, so that plain requests are answered in order and at once.
    const value = result instanceof Promise ? ((await result) as unknown) : result;
    const sizeBytes = request.side === 'writer' ? core.sizeBytes() : null;
    say({ id: request.id, ok: true, value, sizeBytes }, handedOver(value));
  } catch (error) {
    say(failedReply(request.id, error));
  }
  if (request.side === 'store') port?.close();
}

const core = open();
if (core) port.on('message', (request: StoreRequest) => void answer(core, request));
