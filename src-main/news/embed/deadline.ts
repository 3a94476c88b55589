/** One try at something that can be cancelled, with a deadline in wall time. */
import { faultOf, throwFault } from '../../../src-shared/fault.ts';
import type { TimeSource } from '../../../src-shared/ports/clock.ts';

export const cancelled = (): never => throwFault('cancelled', 'embedding was cancelled');

/** Rejects with `timeout` after `ms`, with `cancelled` when `signal` aborts; otherwise as `run` does. */
export async function withDeadline<T>(
  wall: TimeSource,
  ms: number,
  signal: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (signal?.aborted) cancelled();
  const finished = new AbortController();
  const deadline = new AbortController();
  const rung = wall.sleep(ms, finished.signal).then(
    () => deadline.abort(),
    (error: unknown) => {
      if (faultOf(error)?.kind !== 'cancelled') throw error;
    },
  );
  try {
    return await run(signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal);
  } catch (error) {
    if (signal?.aborted) return cancelled();
    if (deadline.signal.aborted) return throwFault('timeout', `no whole answer within ${ms} ms`, { cause: error });
    throw error;
  } finally {
    finished.abort();
    await rung;
  }
}
