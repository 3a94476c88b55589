/**
 * A stream of the engine as one caller sees it: it ends quietly when the
 * caller goes, and unsubscribes at once even while it waits for the next event. Coalescing is the engine's promise; this
 * side never reads ahead of its caller.
 */
import type { Engine, EngineEvents } from '../../src-shared/ports/engine.ts';
import { faultOf } from '../../src-shared/fault.ts';

export function engineStream<K extends keyof EngineEvents>(
  engine: Engine,
  kind: K,
  callerGone: AbortSignal | undefined,
): AsyncIteratorObject<EngineEvents[K], void, void> {
  const own = new AbortController();
  const signal = callerGone ? AbortSignal.any([callerGone, own.signal]) : own.signal;
  const inner = engine.subscribe(kind, signal);
  // Both are needed: the abort wakes a waiting read, the return closes a generator that is between two reads.
  const end = async () => {
    own.abort();
    await inner.return?.();
  };
  const iterator: AsyncIteratorObject<EngineEvents[K], void, void> = {
    async next() {
      try {
        const step = await inner.next();
        return step.done ? { done: true, value: undefined } : { done: false, value: step.value };
      } catch (error) {
        if (signal.aborted && faultOf(error)?.kind === 'cancelled') return { done: true, value: undefined };
        throw error;
      }
    },
    async return() {
      await end();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => iterator,
    [Symbol.asyncDispose]: end,
  };
  return iterator;
}
