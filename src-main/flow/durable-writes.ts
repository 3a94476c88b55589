/**
 * Writes in the order they were handed over, each tried until it is durable: an anomaly is told to nobody before it is on
 * disk, and a full disk delays the telling, it does not lose the anomaly. What waits goes to the store together, as one
 * transaction. The waiting list is bounded by the number of open episodes, because growth of one anomaly replaces what still
 * waits of it.
 */
import { faultOf, messageOf, type Fault } from '../../src-shared/fault.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { DurableCall, Writer } from '../../src-shared/ports/writer.ts';
import { createBackoff } from '../base/backoff.ts';
import type { Logger } from '../base/logger.ts';

interface Job {
  calls: readonly DurableCall[];
  /** The anomaly it is of. */
  readonly of: string | undefined;
  readonly growth: boolean;
  done: (durable: boolean) => void;
}

export interface DurableWrites {
  /**
   * True once the calls are durable (all of them at once); false when no waiting will make it. `of`: the anomaly they are of;
   * its `growth` replaces the growth that waits as the newest write of it (which then resolves too).
   */
  write(calls: readonly DurableCall[], of?: string, growth?: boolean): Promise<boolean>;
  /** Writes handed over and not yet durable. */
  readonly waiting: number;
  /** Resolves when all that has been handed over so far is durable or given up, and its caller has been told. */
  passed(): Promise<unknown>;
  /** Resolves when nothing waits. */
  idle(): Promise<void>;
  stop(): void;
}

export interface DurableWritesOptions {
  readonly writer: Pick<Writer, 'together'>;
  readonly wall: TimeSource;
  readonly logger: Logger;
  readonly random: () => number;
  readonly onFault: (detail: string) => void;
}

/** Jobs of one transaction: what comes meanwhile does not wait for long. */
const MOST_TOGETHER = 64;

export function createDurableWrites(options: DurableWritesOptions): DurableWrites {
  const { writer, wall, logger, random, onFault } = options;
  let jobs: Job[] = [];
  const stopping = new AbortController();
  const backoff = createBackoff({ baseMs: 200, capMs: 10_000, random });
  let running: Promise<void> | null = null;
  let newest: Promise<unknown> = Promise.resolve();

  /** What refused the group when waiting will not heal it, else null. */
  const attempt = async (group: readonly Job[]): Promise<Fault | 'bug' | null> => {
    for (;;) {
      try {
        await writer.together(group.flatMap((job) => job.calls));
        backoff.reset();
        return null;
      } catch (error) {
        const fault = faultOf(error);
        // A bug or a refused row will not heal by waiting; storage will.
        const hopeless = fault === null || fault.kind === 'bad_input';
        if (hopeless && group.length > 1) return fault ?? 'bug';
        if (fault === null) logger.error({ error: messageOf(error) }, 'a write failed unexpectedly');
        onFault(messageOf(error));
        if (hopeless || stopping.signal.aborted) return fault ?? 'bug';
        await wall.sleep(backoff.next(fault), stopping.signal).catch(() => undefined);
      }
    }
  };
  const carryOut = async (group: readonly Job[]): Promise<void> => {
    const refusal = await attempt(group);
    if (refusal === null || group.length === 1) for (const job of group) job.done(refusal === null);
    // One of them is refused for good: the others must not suffer for it.
    else for (const job of group) await carryOut([job]);
  };
  const drain = async (): Promise<void> => {
    while (jobs.length > 0) {
      const group = jobs.slice(0, MOST_TOGETHER);
      jobs = jobs.slice(MOST_TOGETHER);
      await carryOut(group);
    }
    running = null;
  };
  return {
    write(calls, of, growth = false) {
      const written = new Promise<boolean>((resolve) => {
        const waiting = jobs.findLast((job) => job.of === of);
        if (of !== undefined && growth && waiting?.growth === true) {
          const before = waiting.done;
          waiting.calls = calls;
          waiting.done = (durable) => (before(durable), resolve(durable));
          return;
        }
        jobs.push({ calls, of, growth, done: resolve });
        running ??= Promise.resolve().then(drain);
      });
      newest = newest.then(() => written);
      return written;
    },
    get waiting() {
      return jobs.length + (running === null ? 0 : 1);
    },
    passed: () => newest,
    async idle() {
      while (running !== null) await running;
    },
    stop: () => stopping.abort(),
  };
}
