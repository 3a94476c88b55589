/**
 * One run's part in sharing symbols over a server: its connections (few, impatient, apart from the mirror's, so that a long push
 * never keeps a renewal waiting), its collectors and its fence, as one thing that is opened with an address and stopped.
 */
import { hostname } from 'node:os';
import type { MirrorHealth } from '../../../src-shared/mirror.ts';
import type { TimeSource } from '../../../src-shared/ports/clock.ts';
import { freshId } from '../../base/ids.ts';
import type { Logger } from '../../base/logger.ts';
import type { PostgresAddress } from '../postgres/address.ts';
import { connect } from '../postgres/connection.ts';
import { createLeases } from '../postgres/leases.ts';
import { createCollector, type Collector } from './collector.ts';
import type { Fence } from './fence.ts';
import { createFence, type LeaseBook } from './lease-fence.ts';
import type { SeriesKey } from './side.ts';

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
  /** Asks the server now who holds what, beside the loop that does so every two seconds. */
  ask(): Promise<void>;
  stop(): Promise<void>;
}

/** A question without an answer for this long is asked again on another connection. */
const ANSWER_WITHIN_MS = 2500;

/** A run that collects these symbols. */
export const startLeasing = (address: PostgresAddress, collects: Collects, wall: TimeSource, logger: Logger): Leasing =>
  start(address, [collects], false, wall, logger);

/** A run that only sends what it has of these series: of those that nobody collects meanwhile. */
export function startVisit(
  address: PostgresAddress,
  series: readonly SeriesKey[],
  wall: TimeSource,
  logger: Logger,
): Leasing {
  const venues = Map.groupBy(series, ({ venue }) => venue);
  const visits = [...venues].map(([venue, some]) => ({ venue, symbols: some.map(({ symbol }) => symbol) }));
  return start(address, visits, true, wall, logger);
}

function start(
  address: PostgresAddress,
  all: readonly Collects[],
  visiting: boolean,
  wall: TimeSource,
  logger: Logger,
): Leasing {
  const owner = freshId();
  const connection = connect(address, logger, { size: 1, burst: 4, answerWithinMs: ANSWER_WITHIN_MS });
  const collectors = all.map(({ venue, symbols, machine = hostname() }) => {
    const leases = createLeases(connection, { owner, machine, venue, visiting });
    return createCollector({ leases, owner, machine, venue, symbols, visiting, wall, logger });
  });
  for (const collector of collectors) collector.start();
  return {
    fence: createFence(bookOf(owner, collectors)),
    state: () => stateOf(collectors),
    ask: async () => void (await Promise.all(collectors.map((collector) => collector.round()))),
    async stop() {
      await Promise.all(collectors.map((collector) => collector.stop()));
      // What hangs on a dead network ends by itself.
      void connection.close();
    },
  };
}

/** Each venue's collector answers for its own. */
const bookOf = (owner: string, collectors: readonly Collector[]): LeaseBook => ({
  owner,
  isKnown: () => collectors.every((one) => one.isKnown()),
  watches: (venue, symbol) => collectors.some((one) => one.watches(venue, symbol)),
  tokenOf: (venue, symbol) =>
    collectors.map((one) => one.tokenOf(venue, symbol)).find((token) => token !== null) ?? null,
  isElsewhere: (venue, symbol) => collectors.some((one) => one.isElsewhere(venue, symbol)),
  lose: (venue, symbol) => collectors.forEach((one) => one.lose(venue, symbol)),
});

function stateOf(collectors: readonly Collector[]): MirrorHealth['collectors'] {
  const states = collectors.flatMap((one) => one.state() ?? []);
  const sum = (name: 'held' | 'others'): number => states.reduce((total, state) => total + state[name], 0);
  return states[0] === undefined ? null : { machine: states[0].machine, held: sum('held'), others: sum('others') };
}
