/** The live numbers behind `FeedHealth` of a connected feed: plain counters, written by intake and supervisor. */
import type { Logger } from '../base/logger.ts';
import type { Fault } from '../../src-shared/fault.ts';
import type { FeedHealth } from '../../src-shared/health.ts';
import type { EpochMs } from '../../src-shared/market.ts';

export interface FeedStats {
  state: FeedHealth['state'];
  received: number;
  reconnects: number;
  badFrames: number;
  lastEventTime: EpochMs | null;
  lastReceivedTime: EpochMs | null;
  lastFault: string | null;
  /** A frame that could not be taken. */
  badFrame(problem: Fault): void;
  /** Anything that went wrong and is being tried again. */
  trouble(problem: Fault): void;
}

export function createFeedStats(logger: Logger, venue: string): FeedStats {
  const stats: FeedStats = {
    state: 'stopped',
    received: 0,
    reconnects: 0,
    badFrames: 0,
    lastEventTime: null,
    lastReceivedTime: null,
    lastFault: null,
    badFrame(problem) {
      stats.badFrames += 1;
      logger.debug({ venue, kind: problem.kind }, problem.detail);
    },
    trouble(problem) {
      stats.lastFault = problem.detail;
      logger.warn({ venue, kind: problem.kind }, problem.detail);
    },
  };
  return stats;
}
