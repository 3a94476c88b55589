/**
 * One at a time, in order: a search runs alone on the store's thread, so one whose asker typed on and gave up before its turn is
 * never run. Only the last one typed is waited for, however fast somebody types.
 */
import { throwFault } from '../../src-shared/fault.ts';

export type Turns = <T>(run: () => Promise<T>, signal: AbortSignal | undefined) => Promise<T>;

/** Throws FaultError `cancelled` for what was given up before its turn came. */
export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (run, signal) => {
    const turn = last.then(() => {
      if (signal?.aborted) throwFault('cancelled', 'a newer search took its place');
      return run();
    });
    last = turn.catch(() => undefined);
    return turn;
  };
}
