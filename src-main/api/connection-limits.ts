/**
 * What one connection may ask of the engine: calls per second (token bucket), calls at a time, open streams. Generous for
 * a window, tight for a runaway page. In-process callers have no limits object. Times are wall milliseconds.
 */
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import { throwFault } from '../../src-shared/fault.ts';

export interface LimitOptions {
  readonly callsPerSecond: number;
  readonly burst: number;
  readonly maxCalls: number;
  readonly maxStreams: number;
}

export const DEFAULT_LIMITS: LimitOptions = { callsPerSecond: 100, burst: 300, maxCalls: 64, maxStreams: 24 };

export interface ConnectionLimits {
  /** Takes a place for a call; throws a `rate_limited` fault when there is none. The result gives the place back. */
  call(): () => void;
  stream(): () => void;
  readonly openStreams: number;
}

export function createConnectionLimits(wall: TimeSource, options: LimitOptions = DEFAULT_LIMITS): ConnectionLimits {
  let tokens = options.burst;
  let filledAt = wall.now();
  let calls = 0;
  let streams = 0;
  const take = () => {
    const now = wall.now();
    tokens = Math.min(options.burst, tokens + ((now - filledAt) / 1000) * options.callsPerSecond);
    filledAt = now;
    if (tokens < 1) throwFault('rate_limited', `more than ${options.callsPerSecond} calls a second on one connection`);
    tokens -= 1;
  };
  return {
    call() {
      take();
      if (calls >= options.maxCalls)
        throwFault('rate_limited', `more than ${options.maxCalls} calls at a time on one connection`);
      calls += 1;
      return once(() => (calls -= 1));
    },
    stream() {
      if (streams >= options.maxStreams)
        throwFault('rate_limited', `more than ${options.maxStreams} streams on one connection`);
      streams += 1;
      return once(() => (streams -= 1));
    },
    get openStreams() {
      return streams;
    },
  };
}

function once(fn: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    fn();
  };
}
