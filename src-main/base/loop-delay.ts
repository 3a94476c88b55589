/**
 * How long this thread lets others wait: the delay of the event loop's own timer, over the last one to two minutes. Milliseconds.
 * https://nodejs.org/api/perf_hooks.html#perf_hooksmonitoreventloopdelayoptions
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { TimeSource } from '../../src-shared/ports/clock.ts';

type Histogram = ReturnType<typeof monitorEventLoopDelay>;

export interface LoopDelay {
  /** Null before the first measurement. */
  read(): { readonly p99Ms: number; readonly maxMs: number } | null;
  stop(): void;
}

const EVERY_MS = 60_000;
const RESOLUTION_MS = 20;

export function watchLoopDelay(wall: Pick<TimeSource, 'every'>): LoopDelay {
  const start = (): Histogram => {
    const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    histogram.enable();
    return histogram;
  };
  let [now, before] = [start(), null as Histogram | null];
  const stopTurning = wall.every(EVERY_MS, () => {
    now.disable();
    [before, now] = [now, start()];
  });
  /** The histogram measures the whole interval between two of its ticks. */
  const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  return {
    read() {
      const both = [now, before].filter((histogram) => histogram !== null && histogram.count > 0);
      if (both.length === 0) return null;
      const most = (of: (histogram: Histogram) => number): number =>
        Math.max(...both.map((histogram) => late(of(histogram!))));
      return { p99Ms: most((histogram) => histogram.percentile(99)), maxMs: most((histogram) => histogram.max) };
    },
    stop() {
      stopTurning();
      now.disable();
    },
  };
}
