/**
 * Largest value of the last `span` steps (a step is an integer time above 0 that never goes back; steps may be missing).
 * A queue of what can still become the maximum, values falling from front to back: amortised O(1). −Infinity when empty.
 */
import type { Cells } from './cells.ts';

export interface SlidingMax {
  readonly cells: number;
  /** Largest value at steps [step − span, step − 1]; forgets what is older. */
  before(m: Cells, at: number, step: number): number;
  push(m: Cells, at: number, step: number, value: number): void;
}

const HEAD = 2;

/** Cells: positions of front and back (they only grow, modulo the ring), then (step, value) per place of the ring. */
export function slidingMax(span: number): SlidingMax {
  const size = 2 ** Math.ceil(Math.log2(span + 2));
  const mask = size - 1;
  const place = (at: number, position: number) => at + HEAD + 2 * (position & mask);
  return {
    cells: HEAD + 2 * size,
    before(m, at, step) {
      let front = m[at]!;
      const back = m[at + 1]!;
      while (front < back && m[place(at, front)]! < step - span) front += 1;
      m[at] = front;
      return front < back ? m[place(at, front) + 1]! : -Infinity;
    },
    push(m, at, step, value) {
      const front = m[at]!;
      let back = m[at + 1]!;
      while (back > front && m[place(at, back - 1) + 1]! <= value) back -= 1;
      // Full only when steps were pushed without asking; the oldest has left the span by then.
      if (back - front === size) m[at] = front + 1;
      const i = place(at, back);
      m[i] = step;
      m[i + 1] = value;
      m[at + 1] = back + 1;
    },
  };
}
