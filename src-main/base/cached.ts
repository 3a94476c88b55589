/** A reading that is dear to take, taken at most once per `everyMs` of the given time. */
import type { TimeSource } from '../../src-shared/ports/clock.ts';

export function cached<T>(time: TimeSource, everyMs: number, read: () => T): () => T {
  let value: T | undefined;
  let until = Number.NEGATIVE_INFINITY;
  return () => {
    const now = time.now();
    if (value === undefined || now >= until) {
      value = read();
      until = now + everyMs;
    }
    return value;
  };
}
