/** A loop that repeats until the signal aborts; what it throws goes to the fault line and the loop goes on. */
import { faultOf, messageOf } from '../../src-shared/fault.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';

export async function loop(
  time: TimeSource,
  everyMs: number,
  signal: AbortSignal,
  body: () => Promise<void> | void,
  onFault: (detail: string) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await body();
    } catch (error) {
      if (faultOf(error)?.kind === 'cancelled') return;
      onFault(messageOf(error));
    }
    await time.sleep(everyMs, signal).catch(() => undefined);
  }
}
