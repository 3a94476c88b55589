/** Properties are checked with one seed for the whole run, printed so that a failure can be had again: MANE_SEED=… */
import fc from 'fast-check';
import { seededRandom } from '../../src-main/base/random.ts';

export const seed = Number(process.env.MANE_SEED ?? 20240101);
console.log(`property seed ${seed} (set MANE_SEED to change)`);

export const check = <T>(arbitrary: fc.Arbitrary<T>, run: (value: T) => void, numRuns = 100): void =>
  fc.assert(
    fc.property(arbitrary, (value) => void run(value)),
    { seed, numRuns },
  );

/** Random numbers of one test: the run's seed and the test's own name. */
export const randomOf = (name: string) => seededRandom(`${seed} ${name}`);

/** What is no number and may not change a state. */
export const NOT_FINITE = [NaN, Infinity, -Infinity] as const;
