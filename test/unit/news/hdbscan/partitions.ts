/** Point sets whose partition is known by construction, and the adjusted Rand index (Hubert & Arabie 1985) to compare with. */
import { seededRandom, type Random } from '../../../../src-main/base/random.ts';

export interface Known {
  readonly points: number[][];
  readonly truth: number[];
}

/** 1 when the partitions are the same, about 0 when they are unrelated. Noise (−1) counts as a class of its own. */
export function adjustedRand(a: readonly number[], b: readonly number[]): number {
  const pairs = (count: number) => (count * (count - 1)) / 2;
  const tally = (keys: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    return [...counts.values()].reduce((sum, count) => sum + pairs(count), 0);
  };
  const both = tally(a.map((label, i) => `${label}/${b[i]}`));
  const [inA, inB] = [tally(a.map(String)), tally(b.map(String))];
  const chance = (inA * inB) / Math.max(1, pairs(a.length));
  const most = (inA + inB) / 2;
  return most === chance ? 1 : (both - chance) / (most - chance);
}

/** `centres` Gaussian blobs of `each` points, far apart in `width` dimensions, and `noise` points farther out, each alone. */
export function blobs(seed: string, centres: number, each: number, width: number, noise = 0): Known {
  const random = seededRandom(seed);
  const points: number[][] = [];
  const truth: number[] = [];
  for (let c = 0; c < centres; c++) {
    const centre = direction(random, width).map((value) => value * 50);
    for (let i = 0; i < each; i++) {
      points.push(centre.map((value) => value + random.normal() / Math.sqrt(width)));
      truth.push(c);
    }
  }
  for (let i = 0; i < noise; i++) {
    points.push(direction(random, width).map((value) => value * (200 + i * 100)));
    truth.push(-1);
  }
  return { points, truth };
}

function direction(random: Random, width: number): number[] {
  const values = Array.from({ length: width }, () => random.normal());
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

/** Two interleaved half circles (as in scikit-learn's `make_moons`) with a little scatter. */
export function moons(seed: string, each: number, scatter: number): Known {
  const random = seededRandom(seed);
  const points = Array.from({ length: 2 * each }, (_, i) => {
    const angle = (Math.PI * (i % each)) / (each - 1);
    const [x, y] = i < each ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
    return [x + random.normal() * scatter, y + random.normal() * scatter];
  });
  return { points, truth: points.map((_, i) => (i < each ? 0 : 1)) };
}

/** Parallel chains of points, steps a little uneven so that none are equal, much closer along than across. */
export function chains(seed: string, count: number, each: number): Known {
  const random = seededRandom(seed);
  const points: number[][] = [];
  for (let c = 0; c < count; c++) {
    let x = 0;
    for (let i = 0; i < each; i++) points.push([(x += 0.9 + random.next() * 0.2), c * 10 + random.next() * 0.05]);
  }
  return { points, truth: points.map((_, i) => Math.floor(i / each)) };
}

/** The order in which `shuffled` takes items, and the way back. */
export function shuffle<T>(items: readonly T[], random: Random): { items: T[]; order: number[] } {
  const order = items.map((_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.int(0, i);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return { items: order.map((i) => items[i]), order };
}
