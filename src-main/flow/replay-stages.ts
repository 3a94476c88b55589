/**
 * How far a replay runs ahead of the disk. Every so many candles a stage ends; what it handed over is awaited when the next one
 * ends, and then its moments are told. So the market and the store's thread work side by side, nothing piles up (two stages at
 * most), and what is told of a moment is what was stored by then, in the same order however fast the disk is.
 */
import type { EpochMs } from '../../src-shared/market.ts';
import type { Core } from './core.ts';

const DONE = Promise.resolve();
/** Two batches of the sampler. */
const STAGE_CANDLES = 10_000;

interface Stage {
  readonly moments: readonly EpochMs[];
  /** Everything handed over up to its end is durable, and whoever did is told. */
  readonly stored: Promise<unknown>;
}

export interface Stages {
  /** A moment is over; null unless a stage ends with it. */
  moment(time: EpochMs): Promise<void> | null;
  /** The last stage: resolves when all of it is stored and told. */
  end(): Promise<void>;
}

export type StagedCore = {
  readonly writes: Pick<Core['writes'], 'passed'>;
  readonly sampler: Pick<Core['sampler'], 'passed'>;
  readonly hot: Pick<Core['hot'], 'closed'>;
};

/** `tell`: starts what a moment asks for, or null when it asks for nothing. */
export function createStages(
  { writes, sampler, hot }: StagedCore,
  tell: (time: EpochMs) => Promise<void> | null,
): Stages {
  let moments: EpochMs[] = [];
  let behind: Stage = { moments: [], stored: Promise.resolve() };
  let telling: Promise<unknown> = Promise.resolve();
  let endsAt = STAGE_CANDLES;

  const next = async (): Promise<void> => {
    const last = behind;
    behind = { moments, stored: Promise.all([writes.passed(), sampler.passed()]) };
    moments = [];
    endsAt = hot.closed() + STAGE_CANDLES;
    await last.stored;
    await telling;
    telling = Promise.all(last.moments.map((time) => tell(time) ?? DONE));
    // Whoever awaits it sees the failure; until then it is not unhandled.
    telling.catch(() => undefined);
  };
  return {
    moment(time) {
      moments.push(time);
      return hot.closed() < endsAt ? null : next();
    },
    async end() {
      await next();
      await next();
      await telling;
    },
  };
}
