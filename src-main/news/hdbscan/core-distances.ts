/**
 * Core distances (Campello, Moulavi, Sander 2013, definition 1): how far a point has to look to see `minSamples` points, itself
 * counted. O(n²) time, O(n · minSamples) memory. Null for minSamples ≤ 2, where the mutual reachability distance
 * max(core a, core b, d(a, b)) is d(a, b) itself: no point is nearer than the nearest one.
 */
import type { Space } from './space.ts';

export function coreDistances({ count, measure }: Space, minSamples: number): Float64Array | null {
  const others = Math.min(minSamples, count) - 1;
  if (others <= 1) return null;
  // Row by row the distances to the nearest others, ascending.
  const nearest = new Float64Array(count * others).fill(Infinity);
  const points = Int32Array.from({ length: count }, (_, i) => i);
  const distances = new Float64Array(count);
  for (let a = 0; a < count; a++) {
    const later = points.subarray(a + 1);
    measure(a, later, later.length, distances);
    for (let i = 0; i < later.length; i++) {
      insert(nearest, a * others, others, distances[i]!);
      insert(nearest, later[i]! * others, others, distances[i]!);
    }
  }
  return Float64Array.from({ length: count }, (_, point) => nearest[(point + 1) * others - 1] ?? 0);
}

function insert(nearest: Float64Array, start: number, length: number, value: number): void {
  let place = start + length - 1;
  if (value >= nearest[place]!) return;
  for (; place > start && nearest[place - 1]! > value; place--) nearest[place] = nearest[place - 1]!;
  nearest[place] = value;
}
