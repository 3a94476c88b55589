/**
 * FOCuS, two-sided, with known mean 0 before the change: the largest |x_{τ+1} + … + x_t| / √(t − τ) over all τ at once, which is the
 * CUSUM statistic for every window size. Kept are only the τ that can still win: the convex hull of (τ, S_τ), S = running sum, on
 * the side of small S for rises and of large S for falls. A new point removes those it makes useless: amortised O(1); to score
 * looks at what is left (about ln t points a side).
 * x in σ, clipped by the caller. Windows up to `longest` observations and `capacity` candidates a side: older candidates are
 * dropped, after which the maximum over long windows is a lower bound.
 * Source: Romano, Eckley, Fearnhead & Rigaill, Fast online changepoint detection via functional pruning CUSUM statistics,
 * JMLR 24 (2023), algorithms 1 and 3.
 */
import type { Cells } from './cells.ts';

export interface FocusOptions {
  readonly longest: number;
  readonly capacity: number;
}

/** What won: the signed statistic in σ, its window in observations, and the two marks of its first point. */
export interface FocusWinner {
  value: number;
  window: number;
  mark: number;
  level: number;
}

export interface Focus {
  readonly cells: number;
  /** The statistic if x came next; changes nothing. `into.value` is 0 before the first observation. */
  score(m: Cells, at: number, x: number, into: FocusWinner): void;
  /** Takes x in; `mark` and `level` are kept with the point it ends at (say its minute and its price). */
  update(m: Cells, at: number, x: number, mark: number, level: number): void;
  /** Forgets the sums: what came before may not be compared with what follows. */
  reset(m: Cells, at: number): void;
}

/** Head cells: observations, running sum, then per side front and back of its ring of candidates. */
const N = 0;
const SUM = 1;
const HEAD = 6;
/** Of a candidate: observation, sum, mark, level. */
const WIDTH = 4;

export function focus({ longest, capacity }: FocusOptions): Focus {
  const size = 2 ** Math.ceil(Math.log2(capacity));
  const mask = size - 1;
  const ring = (at: number, side: number, position: number) => at + HEAD + WIDTH * (side * size + (position & mask));

  /** Side 0 looks for rises, side 1 for falls: there sums count with the other sign. */
  function add(m: Cells, at: number, side: number, mark: number, level: number): void {
    const sign = side === 0 ? 1 : -1;
    const [n, sum] = [m[at + N]!, sign * m[at + SUM]!];
    let front = m[at + 2 + 2 * side]!;
    let back = m[at + 3 + 2 * side]!;
    while (back > front) {
      const last = ring(at, side, back - 1);
      const lastSum = sign * m[last + 1]!;
      if (sum > lastSum) {
        if (back - front === 1) break;
        const before = ring(at, side, back - 2);
        const rise = (lastSum - sign * m[before + 1]!) * (n - m[last]!);
        if (rise < (sum - lastSum) * (m[last]! - m[before]!)) break;
      }
      back -= 1;
    }
    if (back - front === size || (back > front && n - m[ring(at, side, front)]! >= longest)) front += 1;
    const i = ring(at, side, back);
    m[i] = n;
    m[i + 1] = m[at + SUM]!;
    m[i + 2] = mark;
    m[i + 3] = level;
    m[at + 2 + 2 * side] = front;
    m[at + 3 + 2 * side] = back + 1;
  }

  function best(m: Cells, at: number, side: number, x: number, into: FocusWinner): void {
    const sign = side === 0 ? 1 : -1;
    const [n, sum] = [m[at + N]! + 1, m[at + SUM]! + x];
    const back = m[at + 3 + 2 * side]!;
    let most = into.value * into.value;
    for (let position = m[at + 2 + 2 * side]!; position < back; position++) {
      const i = ring(at, side, position);
      const rise = sign * (sum - m[i + 1]!);
      if (rise <= 0) continue;
      const square = (rise * rise) / (n - m[i]!);
      if (square <= most) continue;
      most = square;
      into.value = sign * Math.sqrt(square);
      into.window = n - m[i]!;
      into.mark = m[i + 2]!;
      into.level = m[i + 3]!;
    }
  }

  return {
    cells: HEAD + WIDTH * 2 * size,
    score(m, at, x, into) {
      into.value = into.window = into.mark = into.level = 0;
      best(m, at, 0, x, into);
      best(m, at, 1, x, into);
    },
    update(m, at, x, mark, level) {
      if (!Number.isFinite(x)) return;
      // Without a point before it there is nothing to be a change from: the first only marks where sums begin.
      const begins = m[at + 3]! === m[at + 2]! && m[at + 5]! === m[at + 4]!;
      if (!begins) m[at + SUM]! += x;
      m[at + N]! += 1;
      add(m, at, 0, mark, level);
      add(m, at, 1, mark, level);
    },
    reset(m, at) {
      m.fill(0, at, at + HEAD);
    },
  };
}
