/**
 * Lets long work on a busy thread share it: the work asks `isDue` as often as it likes, and when it is, awaits `take`, which
 * gives the event loop one turn. Looks at the clock once in `lookEvery` questions. Wall milliseconds.
 */
import type { TimeSource } from '../../src-shared/ports/clock.ts';

export interface Breath {
  isDue(): boolean;
  /** One turn of the event loop; resolves at once when the signal aborts. */
  take(signal: AbortSignal): Promise<void>;
}

export function createBreath(wall: TimeSource, sliceMs: number, lookEvery = 32): Breath {
  let began = wall.now();
  let asked = 0;
  return {
    isDue() {
      asked += 1;
      // A clock that was set back must not make the slice endless.
      return asked % lookEvery === 0 && Math.abs(wall.now() - began) >= sliceMs;
    },
    async take(signal) {
      await wall.sleep(0, signal).catch(() => undefined);
      began = wall.now();
    },
  };
}
