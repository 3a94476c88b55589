/**
 * A stream of the engine as one caller sees it: it ends quietly when the
 * caller goes, and unsubscribes at once even while it waits for the next event. Coalescing is the engine's promise; this
 * side never reads ahead of its caller.
 */
import { faultOf } from '../../src-shared/fault.ts';
import type { Engine, EngineEvents } from '../../src-shared/ports/engine.ts';
import type { RehearsalEvent, RehearsalRequest } from '../../src-shared/rehearsal.ts';
import { valueOf } from './guard.ts';

type Events<T> = AsyncIteratorObject<T, void, void>;

export function engineStream<K extends keyof EngineEvents>(
  engine: Engine,
  kind: K,
  callerGone: AbortSignal | undefined,
  seen: (event: EngineEvents[K]) => EngineEvents[K] = (event) => event,
): Events<EngineEvents[K]> {
  const { own, signal } = endOf(callerGone);
  return endingWith(engine.subscribe(kind, signal), own, signal, seen);
}

export async function rehearsalStream(
  engine: Engine,
  request: RehearsalRequest,
  callerGone: AbortSignal | undefined,
): Promise<Events<RehearsalEvent>> {
  const { own, signal } = endOf(callerGone);
  return endingWith(valueOf(await engine.rehearse(request, signal)), own, signal);
}

/** Aborts when the caller goes, or when its iterator is closed. */
function endOf(callerGone: AbortSignal | undefined): { own: AbortController; signal: AbortSignal } {
  const own = new AbortController();
  return { own, signal: callerGone ? AbortSignal.any([callerGone, own.signal]) : own.signal };
}

function endingWith<T>(
  inner: AsyncIterableIterator<T>,
  own: AbortController,
  signal: AbortSignal,
  seen: (event: T) => T = (event) => event,
): Events<T> {
  // Both are needed: the abort wakes a waiting read, the return closes a generator that is between two reads.
  const end = async () => {
    own.abort();
    await inner.return?.();
  };
  const iterator: Events<T> = {
    async next() {
      try {
        const step = await inner.next();
        return step.done ? { done: true, value: undefined } : { done: false, value: seen(step.value) };
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
