/** The thread of one archive or backup: does it, says what came of it, ends. The store's thread writes on meanwhile. */
import { parentPort, workerData } from 'node:worker_threads';
import { faultOf, messageOf } from '../src-shared/fault.ts';
import { runTask, type CareAnswer, type CareTask } from './store/care/care-work.ts';

const port = parentPort;
if (!port) throw new Error('care-worker runs as a worker thread only');

async function answer(): Promise<CareAnswer> {
  try {
    return { ok: true, value: await runTask(workerData as CareTask) };
  } catch (error) {
    const known = faultOf(error);
    if (known) return { ok: false, fault: known };
    return { ok: false, bug: error instanceof Error ? (error.stack ?? error.message) : messageOf(error) };
  }
}

port.postMessage(await answer());
