/**
 * Largest value of the last `span` steps (a step is an integer time that never goes back; steps may be missing).
 * Amortised O(1): only when the maximum expires is the ring read again. −Infinity when the span is empty.
 */
export interface SlidingMax {
  readonly state: Float64Array;
  /** Largest value at steps [step − span, step − 1]. */
  before(step: number): number;
  push(step: number, value: number): void;
}

/** Layout: [max, stepOfMax, then per slot (step, value)]. */
export function createSlidingMax(span: number): SlidingMax {
  const size = span + 1;
  const state = new Float64Array(2 + 2 * size).fill(-Infinity);
  const rescan = (from: number) => {
    let [max, at] = [-Infinity, -Infinity];
    for (let i = 2; i < state.length; i += 2) {
      if (state[i]! >= from && state[i + 1]! >= max) [max, at] = [state[i + 1]!, state[i]!];
    }
    state[0] = max;
    state[1] = at;
  };
  return {
    state,
    before(step) {
      if (state[1]! < step - span && state[1]! > -Infinity) rescan(step - span);
      return state[0]!;
    },
    push(step, value) {
      const slot = 2 + 2 * (step % size);
      state[slot] = step;
      state[slot + 1] = value;
      if (value >= state[0]! || state[1]! < step - span) {
        if (value >= state[0]!) [state[0], state[1]] = [value, step];
        else rescan(step - span);
      }
    },
  };
}
