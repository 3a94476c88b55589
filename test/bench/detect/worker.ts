/** The other side of the pool: takes a task's name and arguments, answers with its value or the text of what it threw. */
import { parentPort } from 'node:worker_threads';
import { TASKS, type Tasks } from './tasks.ts';

parentPort!.on('message', ({ task, args }: { task: keyof Tasks; args: never }) => {
  try {
    parentPort!.postMessage({ value: TASKS[task](args) });
  } catch (error) {
    parentPort!.postMessage({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
