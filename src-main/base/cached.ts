/** A reading that is dear to take, taken at most once per `everyMs` of the given time. A clock that was set back is no reason to keep it. */
import type { TimeSource } from '../../src-shared/ports/clock.ts';

export function cached<T>(time: Pick<TimeSource, 'now'>, everyMs: number, read: () => T): () => T {
  let value: T | undefined;
  let at = Number.NEGATIVE_INFINITY;
  return () => {
    const now = time.now();
    if (value === undefined || now >= at + everyMs || now < at) {
      value = read();
      at = now;
    }
    return value;
  };
}
