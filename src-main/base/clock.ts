/**
 * The only room that reads the system's clock. Market time may run faster than wall time (simulation), be held
 * (history is being fetched) or be set (replay); wall time is the system's and is never scaled.
 */
import { fault, FaultError } from '../../src-shared/fault.ts';
import type { EpochMs } from '../../src-shared/market.ts';
import type { Clock, TimeSource } from '../../src-shared/ports/clock.ts';

const MAX_TIMER_MS = 2_147_483_647;

function sleepWall(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(cancelled());
    const done = () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    };
    const timer = setTimeout(done, Math.min(Math.max(0, ms), MAX_TIMER_MS));
    const abort = () => {
      clearTimeout(timer);
      reject(cancelled());
    };
    signal?.addEventListener('abort', abort, { once: true });
  });
}

const cancelled = (): FaultError => new FaultError(fault('cancelled', 'the wait was cancelled'));

export const wallTime: TimeSource = {
  now: () => Date.now(),
  sleep: sleepWall,
  every(ms, fn) {
    const timer = setInterval(fn, ms);
    return () => clearInterval(timer);
  },
};

/**
 * Milliseconds that have passed since the call, as the longer of two clocks tells it: the steady one, which nobody sets, and the
 * wall's, which goes on while the machine sleeps. Never goes back; at worst too much, when the wall's clock was put forward.
 */
export function createPassage(
  wall: Pick<TimeSource, 'now'> = wallTime,
  steady: () => number = () => performance.now(),
): () => number {
  let passed = 0;
  let last = { wall: wall.now(), steady: steady() };
  return () => {
    const now = { wall: wall.now(), steady: steady() };
    passed += Math.max(0, now.wall - last.wall, now.steady - last.steady);
    last = now;
    return passed;
  };
}

export const systemClock: Clock = { market: wallTime, wall: wallTime };

export interface ScaledTime extends TimeSource {
  readonly speed: number;
  /** Stops market time until `release`; sleepers wait on. */
  hold(): void;
  release(): void;
}

/** Market time that starts at `epoch` and runs `speed` times as fast as the wall. */
export function scaledTime(epoch: EpochMs, speed: number, wall: TimeSource = wallTime): ScaledTime {
  let anchorMarket = epoch;
  let anchorWall = wall.now();
  let held = false;
  const now = () => (held ? anchorMarket : anchorMarket + (wall.now() - anchorWall) * speed);
  return {
    speed,
    now,
    async sleep(ms, signal) {
      const until = now() + ms;
      for (;;) {
        const left = until - now();
        if (left <= 0 && !held) return;
        await wall.sleep(held ? 20 : Math.max(1, left / speed), signal);
      }
    },
    every(ms, fn) {
      return wall.every(Math.max(1, ms / speed), () => {
        if (!held) fn();
      });
    },
    hold() {
      anchorMarket = now();
      held = true;
    },
    release() {
      anchorWall = wall.now();
      held = false;
    },
  };
}

export interface SettableTime extends TimeSource {
  set(time: EpochMs): void;
}

/** Time that only moves when told to: a replay's market time, or a test's wall. Sleepers wake in order of their time. */
export function settableTime(start: EpochMs): SettableTime {
  let current = start;
  const waiting: { at: EpochMs; wake: () => void }[] = [];
  const timers = new Set<{ at: EpochMs; ms: number; fn: () => void }>();
  return {
    now: () => current,
    set(time) {
      if (time < current) return;
      current = time;
      waiting.sort((a, b) => a.at - b.at);
      while (waiting[0] && waiting[0].at <= current) waiting.shift()?.wake();
      for (const timer of timers) {
        while (timer.at <= current && timers.has(timer)) {
          timer.at += timer.ms;
          timer.fn();
        }
      }
    },
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(cancelled());
        if (ms <= 0) return resolve();
        const entry = { at: current + ms, wake: resolve };
        waiting.push(entry);
        signal?.addEventListener(
          'abort',
          () => {
            const index = waiting.indexOf(entry);
            if (index >= 0) waiting.splice(index, 1);
            reject(cancelled());
          },
          { once: true },
        );
      });
    },
    every(ms, fn) {
      const timer = { at: current + ms, ms, fn };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
}
