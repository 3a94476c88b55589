/**
 * The local model behind the Embedder port: a thread of its own, started at the first text, so that nothing else waits for it.
 * A thread that dies, or a folder without a usable model, rejects with a Fault; the next call starts anew. Never keeps the
 * process alive.
 */
import { Worker } from 'node:worker_threads';
import { fault, type Fault, FaultError, messageOf } from '../../../src-shared/fault.ts';
import type { TimeSource } from '../../../src-shared/ports/clock.ts';
import type { Embedder } from '../../../src-shared/ports/embedder.ts';
import { workerEntry } from '../../base/paths.ts';
import { withDeadline } from './deadline.ts';
import { modelFiles } from './model-folder.ts';
import type { EmbedGreeting, EmbedReply, EmbedRequest, EmbedWorkerData } from './worker-protocol.ts';

export interface LocalOptions {
  readonly folder: string;
  readonly sameStory: number;
  readonly wall: TimeSource;
  /** ms of wall time for loading the model, and for one text. */
  readonly timeoutMs?: number;
}

export interface LocalEmbedder extends Embedder {
  /** Ends the thread. */
  close(): Promise<void>;
}

interface Thread {
  ask(text: string, signal: AbortSignal): Promise<Float32Array>;
  readonly loaded: Promise<void>;
  readonly dead: () => boolean;
  end(): Promise<void>;
}

export function createLocalEmbedder({ folder, sameStory, wall, timeoutMs = 60_000 }: LocalOptions): LocalEmbedder {
  let thread: Thread | null = null;
  let closed = false;
  const running = (): Thread => {
    if (closed) throw new FaultError(fault('cancelled', 'the embedder is closed'));
    return thread === null || thread.dead() ? (thread = startThread(folder)) : thread;
  };
  const within = <T>(signal: AbortSignal | undefined, run: (signal: AbortSignal) => Promise<T>) =>
    withDeadline(wall, timeoutMs, signal, run);
  return {
    id: 'local',
    sameStory,
    async embed(texts, signal) {
      if (texts.length === 0) return [];
      const current = running();
      try {
        await within(signal, (limit) => until(current.loaded, limit));
        const vectors: Float32Array[] = [];
        for (const text of texts) vectors.push(await within(signal, (limit) => current.ask(text, limit)));
        return vectors;
      } catch (error) {
        // A thread that does not answer in time is stuck in one text and would be in the next.
        if (error instanceof FaultError && error.fault.kind === 'timeout') await current.end();
        throw error;
      }
    },
    async close() {
      closed = true;
      await thread?.end();
    },
  };
}

/** Rejects when the signal aborts; the deadline's owner gives the reason. */
function until<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new FaultError(fault('cancelled', 'embedding was cancelled')));
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function startThread(folder: string): Thread {
  const workerData: EmbedWorkerData = modelFiles(folder);
  const worker = new Worker(workerEntry('embed-worker'), { workerData, name: 'mane-embed', execArgv: [] });
  worker.unref();
  const mail = createMail(worker);
  const loaded = greeting(worker).catch((error: unknown) => {
    if (error instanceof FaultError) mail.end(error.fault);
    throw error;
  });
  // Whoever embeds hears of it; nobody may be embedding.
  loaded.catch(() => undefined);
  worker.on('error', (error) => mail.end(stopped(messageOf(error))));
  worker.on('exit', (code) => mail.end(stopped(`exit code ${code}`)));
  return {
    loaded,
    dead: () => mail.ended() !== null,
    ask: (text, signal) => (signal.aborted ? Promise.reject(cancelledError()) : until(mail.ask(text), signal)),
    async end() {
      mail.end(fault('cancelled', 'the embedder’s thread was ended'));
      await worker.terminate();
    },
  };
}

interface Waiting {
  readonly resolve: (vector: Float32Array) => void;
  readonly reject: (error: Error) => void;
}

/** Requests and what comes back, by number; after the end everything is rejected with its reason. */
function createMail(worker: Worker) {
  const waiting = new Map<number, Waiting>();
  let reason: Fault | null = null;
  let nextId = 1;
  worker.on('message', (reply: EmbedGreeting | EmbedReply) => {
    if (!('id' in reply)) return;
    const entry = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (entry) settle(entry, reply);
  });
  return {
    ended: () => reason,
    ask(text: string): Promise<Float32Array> {
      if (reason) return Promise.reject(new FaultError(reason));
      const request: EmbedRequest = { id: nextId++, text };
      const answer = new Promise<Float32Array>((resolve, reject) => waiting.set(request.id, { resolve, reject }));
      worker.postMessage(request);
      return answer;
    },
    end(why: Fault): void {
      reason ??= why;
      for (const { reject } of waiting.values()) reject(new FaultError(reason));
      waiting.clear();
    },
  };
}

const cancelledError = (): FaultError => new FaultError(fault('cancelled', 'embedding was cancelled'));
const stopped = (why: string): Fault => fault('unavailable', `the embedder’s thread stopped: ${why}`);

function greeting(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('message', (said: EmbedGreeting) => {
      if (said.loaded) return resolve();
      void worker.terminate();
      reject(new FaultError(said.fault));
    });
    worker.once('error', (error) => reject(new FaultError(stopped(messageOf(error)))));
    worker.once('exit', (code) => reject(new FaultError(stopped(`exit code ${code}`))));
  });
}

function settle({ resolve, reject }: Waiting, reply: EmbedReply): void {
  if ('vector' in reply) resolve(reply.vector);
  else if ('fault' in reply) reject(new FaultError(reply.fault));
  else reject(new Error(reply.bug));
}
