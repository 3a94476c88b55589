/**
 * A space that computes each distance once: worth its memory where every pair is asked for twice (core distances, then the
 * tree). Half a matrix, so only for as many points as `ROOM` holds; beyond that a space stays as it is.
 */
import type { Space } from './space.ts';

/** Bytes: about 2,900 points. */
const ROOM = 32 * 1024 * 1024;

export function remembered(space: Space): Space {
  const { count } = space;
  const pairs = (count * (count - 1)) / 2;
  if (pairs * Float64Array.BYTES_PER_ELEMENT > ROOM) return space;
  const known = new Float64Array(pairs).fill(NaN);
  const place = (a: number, b: number): number => (a < b ? (b * (b - 1)) / 2 + a : (a * (a - 1)) / 2 + b);
  const targetsAsked = new Int32Array(count);
  const placesAsked = new Int32Array(count);
  const answers = new Float64Array(count);
  return {
    count,
    measure(from, targets, length, out) {
      let asked = 0;
      for (let i = 0; i < length; i++) {
        out[i] = known[place(from, targets[i]!)]!;
        if (!Number.isNaN(out[i])) continue;
        targetsAsked[asked] = targets[i]!;
        placesAsked[asked++] = i;
      }
      if (asked > 0) space.measure(from, targetsAsked, asked, answers);
      for (let i = 0; i < asked; i++) {
        known[place(from, targetsAsked[i]!)] = out[placesAsked[i]!] = answers[i]!;
      }
    },
  };
}
