/**
 * Writes in the order they were handed over, each tried until it is durable: an anomaly is told to nobody before it is on
 * disk, and a full disk delays the telling, it does not lose the anomaly. The waiting list is bounded by the number of
 * open episodes, because growth of one anomaly replaces what still waits of it.
 */
import { faultOf, messageOf } from '../../src-shared/fault.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import { createBackoff } from '../base/backoff.ts';
import type { Logger } from '../base/logger.ts';

interface Job {
  readonly key: string | null;
  run: () => Promise<void>;
  done: (durable: boolean) => void;
}

export interface DurableWrites {
  /**
   * True once `run` succeeded; false when no waiting will make it. A job with a key replaces a waiting one of the same key
   * (which then resolves too).
   */
  write(run: () => Promise<void>, key?: string): Promise<boolean>;
  /** Writes handed over and not yet durable. */
  readonly waiting: number;
  /** Resolves when nothing waits. */
  idle(): Promise<void>;
  stop(): void;
}

export interface DurableWritesOptions {
  readonly wall: TimeSource;
  readonly logger: Logger;
  readonly random: () => number;
  readonly onFault: (detail: string) => void;
}

export function createDurableWrites({ wall, logger, random, onFault }: DurableWritesOptions): DurableWrites {
  const jobs: Job[] = [];
  const stopping = new AbortController();
  const backoff = createBackoff({ baseMs: 200, capMs: 10_000, random });
  let running: Promise<void> | null = null;

  const attempt = async (job: Job): Promise<void> => {
    for (;;) {
      try {
        await job.run();
        backoff.reset();
        return job.done(true);
      } catch (error) {
        const fault = faultOf(error);
        if (fault === null) logger.error({ error: messageOf(error) }, 'a write failed unexpectedly');
        onFault(messageOf(error));
        // A bug or a refused row will not heal by waiting; storage will.
        if (stopping.signal.aborted || fault === null || fault.kind === 'bad_input') return job.done(false);
        await wall.sleep(backoff.next(fault), stopping.signal).catch(() => undefined);
      }
    }
  };
  const drain = async (): Promise<void> => {
    for (let job = jobs[0]; job !== undefined; job = jobs[0]) {
      jobs.shift();
      await attempt(job);
    }
    running = null;
  };
  return {
    write(run, key) {
      return new Promise((resolve) => {
        const waiting = key === undefined ? undefined : jobs.find((job) => job.key === key);
        if (waiting) {
          const before = waiting.done;
          waiting.run = run;
          waiting.done = (durable) => (before(durable), resolve(durable));
          return;
        }
        jobs.push({ key: key ?? null, run, done: resolve });
        running ??= drain();
      });
    },
    get waiting() {
      return jobs.length + (running === null ? 0 : 1);
    },
    async idle() {
      while (running !== null) await running;
    },
    stop: () => stopping.abort(),
  };
}
