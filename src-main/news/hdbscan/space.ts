/**
 * Points and the distance between two of them, in double precision. A distance is the same bits both ways round and
 * depends on the two points alone, and equal points are at exactly 0, so nothing built on it can depend on the order of points.
 */
export type Metric = 'euclidean' | 'cosine';

export interface Space {
  readonly count: number;
  /**
   * Writes the distances from point `from` to the first `length` of `targets` into `out`. Each is ≥ 0; cosine: 1 − cos, in
   * [0, 2], and 1 between a point without direction (all zeros) and any other.
   */
  readonly measure: (from: number, targets: Int32Array, length: number, out: Float64Array) => void;
}

/** Beyond this a square could overflow. */
export const LARGEST = 1e100;

/** Throws RangeError for points of different lengths and for values that are not finite or beyond ±1e100. */
export function spaceOf(points: readonly ArrayLike<number>[], metric: Metric): Space {
  const width = points[0]?.length ?? 0;
  const values = new Float64Array(points.length * width);
  const rows = points.map((point, index) => {
    if (point.length !== width)
      throw new RangeError(`point ${index} has ${point.length} numbers, the first has ${width}`);
    const row = values.subarray(index * width, (index + 1) * width);
    row.set(checked(point, index));
    return row;
  });
  return { count: points.length, measure: metric === 'cosine' ? cosineMeasure(rows) : euclideanMeasure(rows) };
}

type Measure = Space['measure'];

function euclideanMeasure(rows: readonly Float64Array[]): Measure {
  return (from, targets, length, out) => {
    squares(rows, from, targets, length, out);
    for (let i = 0; i < length; i++) out[i] = Math.sqrt(out[i]!);
  };
}

/** 1 − u·v = ½‖u − v‖² for unit vectors: exact for equal ones and without cancellation for close ones. */
function cosineMeasure(rows: readonly Float64Array[]): Measure {
  // A point without direction stays at 0, half a unit from every other: what is missing to 1 is added.
  const missing = Float64Array.from(rows, (row) => (toUnitLength(row) ? 0 : 0.5));
  return (from, targets, length, out) => {
    squares(rows, from, targets, length, out);
    for (let i = 0; i < length; i++) out[i] = out[i]! / 2 + missing[from]! + missing[targets[i]!]!;
  };
}

/** Squared distances, four targets at a time: the processor's additions need not wait for each other. */
function squares(
  rows: readonly Float64Array[],
  from: number,
  targets: Int32Array,
  length: number,
  out: Float64Array,
): void {
  const row = rows[from]!;
  const target = (i: number): Float64Array => rows[targets[Math.min(i, length - 1)]!]!;
  for (let i = 0; i < length; i += 4)
    squaresOfFour(row, target(i), target(i + 1), target(i + 2), target(i + 3), i, out);
}

/** Writes past the end of `out` fall away. */
function squaresOfFour(
  row: Float64Array,
  t0: Float64Array,
  t1: Float64Array,
  t2: Float64Array,
  t3: Float64Array,
  at: number,
  out: Float64Array,
): void {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let k = 0; k < row.length; k++) {
    const value = row[k]!;
    const d0 = value - t0[k]!;
    const d1 = value - t1[k]!;
    const d2 = value - t2[k]!;
    const d3 = value - t3[k]!;
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
  }
  out[at] = s0;
  out[at + 1] = s1;
  out[at + 2] = s2;
  out[at + 3] = s3;
}

function checked(point: ArrayLike<number>, index: number): ArrayLike<number> {
  for (let i = 0; i < point.length; i++) {
    const value = point[i] ?? NaN;
    if (!(Math.abs(value) <= LARGEST)) throw new RangeError(`point ${index}, number ${i}: ${value} is not usable`);
  }
  return point;
}

/** Scales a point to length 1 in place; false, and nothing done, for one without direction. */
function toUnitLength(row: Float64Array): boolean {
  // By the largest value first: the square of a tiny one would vanish.
  const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return false;
  const length = Math.sqrt(row.reduce((sum, value) => sum + (value / largest) ** 2, 0));
  for (let i = 0; i < row.length; i++) row[i] = row[i]! / largest / length;
  return true;
}
