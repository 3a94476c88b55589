/**
 * The embedder's thread: loads the model it was given, says so or why not, then embeds one text at a time in the order of the
 * requests. A bug in a request is answered as such; the thread goes on.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { faultOf, messageOf } from '../src-shared/fault.ts';
import { loadSentenceModel, type SentenceModel } from './news/embed/sentence-model.ts';
import type { EmbedGreeting, EmbedReply, EmbedRequest, EmbedWorkerData } from './news/embed/worker-protocol.ts';

const port = parentPort;
if (!port) throw new Error('embed-worker runs as a worker thread only');

async function load(): Promise<SentenceModel | null> {
  try {
    const model = await loadSentenceModel(workerData as EmbedWorkerData);
    port?.postMessage({ loaded: true } satisfies EmbedGreeting);
    return model;
  } catch (error) {
    const fault = faultOf(error);
    if (fault === null) throw error;
    port?.postMessage({ loaded: false, fault } satisfies EmbedGreeting);
    return null;
  }
}

async function answer(model: SentenceModel, { id, text }: EmbedRequest): Promise<void> {
  try {
    const vector = await model.embed(text);
    port?.postMessage({ id, vector } satisfies EmbedReply, [vector.buffer as ArrayBuffer]);
  } catch (error) {
    const fault = faultOf(error);
    const bug = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
    port?.postMessage((fault === null ? { id, bug } : { id, fault }) satisfies EmbedReply);
  }
}

const model = await load();
if (model !== null) {
  let last = Promise.resolve();
  port.on('message', (request: EmbedRequest) => {
    last = last.then(() => answer(model, request));
  });
}
