/**
 * Work on worker threads, one tape (or group of tapes) at a time: `run` names a task of tasks.ts and gives its plain arguments.
 * Tapes lie in shared memory and are not copied. A task that throws fails its promise, a thread that dies fails all.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Tasks } from './tasks.ts';

export type TaskName = keyof Tasks;
type Given<K extends TaskName> = Parameters<Tasks[K]>[0];
type Answer<K extends TaskName> = ReturnType<Tasks[K]>;

export interface Pool {
  run<K extends TaskName>(task: K, args: Given<K>): Promise<Answer<K>>;
  close(): Promise<void>;
}

interface Job {
  readonly message: { task: TaskName; args: unknown };
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

export function createPool(size = availableParallelism()): Pool {
  const waiting: Job[] = [];
  const threads = new Map<Worker, Job | null>();

  function next(worker: Worker): void {
    const job = waiting.shift() ?? null;
    threads.set(worker, job);
    if (job) worker.postMessage(job.message);
  }

  function start(): void {
    const worker = new Worker(new URL('./worker.ts', import.meta.url));
    worker.on('message', ({ value, error }: { value: never; error?: string }) => {
      const job = threads.get(worker)!;
      if (error === undefined) job.resolve(value);
      else job.reject(new Error(error));
      next(worker);
    });
    worker.on('error', (error) => {
      for (const job of [...threads.values(), ...waiting]) job?.reject(error as Error);
    });
    next(worker);
  }

  return {
    run: (task, args) =>
      new Promise((resolve, reject) => {
        waiting.push({ message: { task, args }, resolve, reject });
        const idle = [...threads].find(([, job]) => job === null)?.[0];
        if (idle) next(idle);
        else if (threads.size < size) start();
      }),
    async close() {
      await Promise.all([...threads.keys()].map((worker) => worker.terminate()));
      threads.clear();
    },
  };
}
