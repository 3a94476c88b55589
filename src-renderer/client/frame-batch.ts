/**
 * Coalesces writes until the next animation frame: the newest value of each key survives. A hidden window gets no frames,
 * so what waits is bounded by `limit` keys; beyond it the oldest key is dropped and `flush` is told that it is not whole.
 */
export type Schedule = (run: () => void) => void;

export const onFrame: Schedule = (run) => void requestAnimationFrame(run);

export interface FrameBatch<K, V> {
  readonly put: (key: K, value: V) => void;
  /** Hands over at once what waits; used by tests and on close. */
  readonly flushNow: () => void;
}

export function createFrameBatch<K, V>(
  flush: (entries: ReadonlyMap<K, V>, whole: boolean) => void,
  schedule: Schedule = onFrame,
  limit = 5000,
): FrameBatch<K, V> {
  let waiting = new Map<K, V>();
  let whole = true;
  let scheduled = false;

  const flushNow = (): void => {
    scheduled = false;
    if (waiting.size === 0) return;
    const entries = waiting;
    const complete = whole;
    waiting = new Map();
    whole = true;
    flush(entries, complete);
  };

  const dropOldest = (): void => {
    const first = waiting.keys().next();
    if (!first.done) waiting.delete(first.value);
    whole = false;
  };

  return {
    put(key, value) {
      waiting.delete(key);
      waiting.set(key, value);
      if (waiting.size > limit) dropOldest();
      if (scheduled) return;
      scheduled = true;
      schedule(flushNow);
    },
    flushNow,
  };
}
