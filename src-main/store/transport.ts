/**
 * How a client reaches its core: in the store's own thread, or in the caller's. Both run a request in the order of the calls
 * and answer with a promise; a thread that dies rejects what is pending and everything after with one clear fault.
 */
import { Worker } from 'node:worker_threads';
import { fault, FaultError, faultOf, messageOf, type Fault } from '../../src-shared/fault.ts';
import { workerEntry } from '../base/paths.ts';
import { serve, type StoreGreeting, type StoreReply, type StoreRequest } from './protocol.ts';
import { openCore, type CoreOptions, type StoreCore } from './sqlite-core.ts';

export interface Transport {
  /** Hands the request over before it returns. */
  call(
    side: StoreRequest['side'],
    method: string,
    args: readonly unknown[],
    transfer?: ArrayBuffer[],
  ): Promise<unknown>;
  /** Why nothing can be asked any more, or null. */
  dead(): Fault | null;
  sizeBytes(): number | null;
  close(): Promise<void>;
}

export function directTransport(core: StoreCore): Transport {
  let closed: Fault | null = null;
  let sizeBytes = core.sizeBytes();
  return {
    async call(side, method, args) {
      if (closed) throw new FaultError(closed);
      const value = serve(core, { id: 0, side, method, args });
      if (side === 'writer') sizeBytes = core.sizeBytes();
      return value;
    },
    dead: () => closed,
    sizeBytes: () => sizeBytes,
    async close() {
      closed ??= fault('storage', `the store ${core.path} is closed`);
      core.close();
    },
  };
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Starts the thread and waits until it has opened the file. */
export async function threadTransport(options: CoreOptions): Promise<Transport> {
  const worker = new Worker(workerEntry('store-worker'), { workerData: options, name: 'mane-store', execArgv: [] });
  const greeting = await greetingOf(worker, options.path);
  if (!greeting.opened) {
    await worker.terminate();
    throw new FaultError(greeting.fault);
  }
  return overWorker(worker, options.path, greeting.sizeBytes);
}

function greetingOf(worker: Worker, path: string): Promise<StoreGreeting> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    // These stay: rejecting a promise that is settled does nothing.
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new FaultError(stopped(path, `exit code ${code}`))));
  });
}

const stopped = (path: string, why: string): Fault =>
  fault('storage', `the store's thread for ${path} stopped: ${why}`);

function overWorker(worker: Worker, path: string, firstSize: number): Transport {
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let dead: Fault | null = null;
  let sizeBytes: number | null = firstSize;
  // The thread's end may be told before or after its last answer: an end that was asked for is "closed" either way.
  let closing = false;
  const closed = (): Fault => fault('storage', `the store ${path} is closed`);

  function die(value: Fault): void {
    dead ??= value;
    const pending = [...waiting.values()];
    waiting.clear();
    for (const { reject } of pending) reject(new FaultError(dead));
  }

  worker.on('message', (reply: StoreReply) => {
    const entry = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.ok) sizeBytes = reply.sizeBytes ?? sizeBytes;
    if (entry) settle(entry, reply);
  });
  worker.on('error', (error) => die(stopped(path, messageOf(error))));
  worker.on('exit', (code) => die(closing && code === 0 ? closed() : stopped(path, `exit code ${code}`)));

  function call(
    side: StoreRequest['side'],
    method: string,
    args: readonly unknown[],
    transfer?: ArrayBuffer[],
  ): Promise<unknown> {
    if (dead) return Promise.reject(new FaultError(dead));
    return new Promise((resolve, reject) => {
      const request: StoreRequest = { id: nextId++, side, method, args };
      waiting.set(request.id, { resolve, reject });
      try {
        worker.postMessage(request, transfer);
      } catch (error) {
        waiting.delete(request.id);
        reject(error instanceof Error ? error : new Error(messageOf(error)));
      }
    });
  }

  return {
    call,
    dead: () => dead,
    sizeBytes: () => sizeBytes,
    async close() {
      if (dead) return;
      const exited = new Promise((resolve) => worker.once('exit', resolve));
      closing = true;
      try {
        await call('store', 'close', []);
      } finally {
        dead ??= closed();
        await exited;
      }
    },
  };
}

function settle({ resolve, reject }: Waiting, reply: StoreReply): void {
  if (reply.ok) resolve(reply.value);
  else if ('fault' in reply) reject(new FaultError(reply.fault));
  else reject(new Error(reply.bug));
}

/** Opens a core on this thread. */
export const openDirect = (options: CoreOptions): Transport => directTransport(openCore(options));

/** What a thrown thing becomes on the wire. */
export function failedReply(id: number, error: unknown): StoreReply {
  const value = faultOf(error);
  if (value) return { id, ok: false, fault: value };
  return { id, ok: false, bug: error instanceof Error ? (error.stack ?? error.message) : messageOf(error) };
}
