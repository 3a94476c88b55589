/**
 * One run's part in sharing symbols over a server: its connections (few, impatient, apart from the mirror's, so that a long push
 * never keeps a renewal waiting), its collector and its fence, as one thing that is opened with an address and stopped.
 */
import { hostname } from 'node:os';
import type { MirrorHealth } from '../../../src-shared/mirror.ts';
import type { TimeSource } from '../../../src-shared/ports/clock.ts';
import { freshId } from '../../base/ids.ts';
import type { Logger } from '../../base/logger.ts';
import type { PostgresAddress } from '../postgres/address.ts';
import { connect } from '../postgres/connection.ts';
import { createLeases } from '../postgres/leases.ts';
import { createCollector } from './collector.ts';
import type { Fence } from './fence.ts';
import { createFence } from './lease-fence.ts';

export interface Collects {
  readonly venue: string;
  readonly symbols: readonly string[];
  /** For people; default: the host's name. */
  readonly machine?: string;
}

export interface Leasing {
  readonly fence: Fence;
  /** Null while this run is alone. */
  state(): MirrorHealth['collectors'];
  stop(): Promise<void>;
}

/** A question without an answer for this long is asked again on another connection. */
const ANSWER_WITHIN_MS = 2500;

export function startLeasing(address: PostgresAddress, collects: Collects, wall: TimeSource, logger: Logger): Leasing {
  const { venue, symbols, machine = hostname() } = collects;
  const owner = freshId();
  const connection = connect(address, logger, { size: 1, burst: 4, answerWithinMs: ANSWER_WITHIN_MS });
  const leases = createLeases(connection, { owner, machine, venue });
  const collector = createCollector({ leases, owner, machine, venue, symbols, wall, logger });
  collector.start();
  return {
    fence: createFence(collector),
    state: () => collector.state(),
    async stop() {
      await collector.stop();
      // What hangs on a dead network ends by itself.
      void connection.close();
    },
  };
}
