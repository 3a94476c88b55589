/**
 * The plain yardsticks of the detection bench: |ln p_t − ln p_{t−w}| / (σ_{t−w}·√w) of closes, σ a plain EWMA of squared one-minute
 * returns from before the window, half-life in minutes; the largest over the windows (minutes). `power` a gives |r| / (σ√w)^a:
 * 0 is the bare move, 1 the z-score. Holes repeat the last price and add no variance; what spans one scores nothing.
 */
import type { Row, Scorer } from '../detect/score.ts';

export interface PlainOptions {
  readonly windows: readonly number[];
  readonly halfLife: number;
  readonly power?: number;
}

const SLOTS = 64;
const MASK = SLOTS - 1;
const LONGEST_HOLE = 5;
/** State: [last minute, variance, count, first usable minute, then log price and σ per slot]. */
const HEAD = 4;

export function createPlainZ({ windows, halfLife, power = 1 }: PlainOptions): Scorer {
  const state = new Float64Array(HEAD + 2 * SLOTS);
  state[0] = -1;
  const logs = state.subarray(HEAD, HEAD + SLOTS);
  const sigmas = state.subarray(HEAD + SLOTS);
  const rate = 1 - 2 ** (-1 / halfLife);
  const scales = windows.map((w) => Math.sqrt(w));

  function write(minute: number, log: number): void {
    logs[minute & MASK] = log;
    sigmas[minute & MASK] = Math.sqrt(state[1]);
    state[0] = minute;
  }

  function learn(minute: number, log: number): void {
    const last = state[0];
    if (last < 0) state[3] = minute;
    else if (minute - last > LONGEST_HOLE) state[3] = minute;
    else {
      for (let k = last + 1; k < minute; k++) write(k, logs[last & MASK]);
      const r = log - logs[last & MASK];
      state[2] += 1;
      state[1] += Math.max(1 / state[2], rate) * (r * r - state[1]);
    }
    write(minute, log);
  }

  function largest(minute: number, log: number): number {
    let most = -Infinity;
    for (let k = 0; k < windows.length; k++) {
      const before = minute - windows[k];
      if (before < state[3]) continue;
      const scale = sigmas[before & MASK] * scales[k];
      const score = Math.abs(log - logs[before & MASK]) / (power === 1 ? scale : scale ** power);
      if (score > most) most = score;
    }
    return most;
  }

  return {
    step(minute: number, row: Row): number {
      const log = Math.log(row[3]);
      learn(minute, log);
      return largest(minute, log);
    },
    save: () => state.slice(),
    load: (saved) => state.set(saved as Float64Array),
  };
}
