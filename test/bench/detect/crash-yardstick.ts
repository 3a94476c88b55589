/**
 * The same crashes seen by a plain yardstick that alerts each symbol by itself: how many of the list reach the level that gives
 * the list its budget on the untouched tapes. What grouping is worth.
 */
import { seededRandom } from '../../../src-main/base/random.ts';
import { createPlainZ } from '../yardsticks/plain-z.ts';
import type { Cluster } from './clusters.ts';
import { BUDGET_PER_DAY, crashOf, placesOf, SHAPES } from './crash.ts';
import { frozenLevel } from './measure.ts';
import { follow } from './score.ts';

const create = () => createPlainZ({ windows: [1, 5, 15, 60], halfLife: 1440 });

/** Symbols alerted, per shape and place, in the order of crashPlaces. */
export function symbolsReached(cluster: Cluster, seed: string, count: number): Record<string, number[]> {
  const places = placesOf(cluster, seed, count);
  const random = seededRandom(`${seed}|betas`);
  const crashes = places.map((place) => SHAPES.map((shape) => crashOf(cluster, place, shape, random)));
  const reached = SHAPES.map(() => places.map(() => 0));
  cluster.tapes.forEach((tape, t) => {
    const level = frozenLevel(tape, follow(tape, create()).scores, BUDGET_PER_DAY / cluster.tapes.length);
    SHAPES.forEach((_, s) => {
      const own = crashes.map((shapes) => shapes[s][t]);
      const { injected } = follow(tape, create(), own);
      injected.forEach(({ scores }, p) => {
        reached[s][p] += scores.some((score) => score >= level) ? 1 : 0;
      });
    });
  });
  return Object.fromEntries(SHAPES.map(({ name }, s) => [name, reached[s]]));
}
