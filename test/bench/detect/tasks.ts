/** What worker threads can be asked for. Arguments and answers are plain values (maps and typed arrays included). */
import { badTicksOf, type BadTicksOfTape } from './bad-ticks.ts';
import { seenEvents, type SeenEvent } from './continuous-events.ts';
import type { Cluster } from './clusters.ts';
import { symbolsReached } from './crash-yardstick.ts';
import { crashPlaces, type CrashPlace } from './crash.ts';
import { oracleFrontier } from './frontier.ts';
import { episodesAt, realisedOf, type Realised } from './realised.ts';
import { KIND_SETS, PRODUCT, RATES, recallsOf, scorerOf, type KindSet, type Recalls } from './recalls.ts';
import type { Tape } from './tape.ts';

interface Wanted {
  readonly tape: Tape;
  readonly set: KindSet;
  readonly seed: string;
  readonly runs: number;
}

export const TASKS = {
  recalls: ({
    tape,
    set,
    seed,
    runs,
    detector,
    rates,
  }: Wanted & { detector: string; rates: readonly number[] }): Recalls =>
    recallsOf(tape, scorerOf(detector, tape.symbol), { seed, runs, kinds: KIND_SETS[set], rates }),
  frontier: ({ tape, set, seed, runs }: Wanted): Recalls =>
    oracleFrontier([tape], seed, runs, RATES, KIND_SETS[set]).best,
  realised: ({ tape, rate }: { tape: Tape; rate: number }): Realised[] => [realisedOf(tape, rate)],
  episodes: ({ tape, lambdas, detector = PRODUCT }: Episodes): Realised[] =>
    episodesAt(tape, lambdas, scorerOf(detector, tape.symbol)),
  continuous: ({ tape, set, seed, runs }: Wanted): SeenEvent[] =>
    seenEvents(tape, { seed, runs, kinds: KIND_SETS[set] }),
  badTicks: ({ tape, seed, count }: { tape: Tape; seed: string; count: number }): BadTicksOfTape =>
    badTicksOf(tape, seed, count),
  crash: ({ cluster, seed, count }: Crash): CrashPlace[] => crashPlaces(cluster, seed, count),
  crashYardstick: ({ cluster, seed, count }: Crash): Record<string, number[]> => symbolsReached(cluster, seed, count),
};

interface Episodes {
  readonly tape: Tape;
  readonly lambdas: readonly number[];
  /** Whose score is −ln λ. */
  readonly detector?: string;
}

interface Crash {
  readonly cluster: Cluster;
  readonly seed: string;
  readonly count: number;
}

export type Tasks = typeof TASKS;
