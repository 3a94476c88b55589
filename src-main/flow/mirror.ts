/**
 * The mirror as the engine holds it: connected to an address, to another one, or to none while the engine runs. What other
 * machines wrote is shown in the window when it is stored here; nobody is notified of it, for it is theirs to tell.
 */
import { messageOf, type Fault } from '../../src-shared/fault.ts';
import type { MirrorHealth } from '../../src-shared/mirror.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { AnomalyWithNarrative, Reader } from '../../src-shared/ports/reader.ts';
import type { Logger } from '../base/logger.ts';
import type { Fence } from '../store/mirror/fence.ts';
import { startMirror, type Mirror } from '../store/mirror/mirror.ts';
import type { Applied, AsyncMirrorSide } from '../store/mirror/side.ts';
import type { PostgresAddress } from '../store/postgres/address.ts';

export interface MirrorControl {
  /** From now on this server, or none: then what changes is not queued any more, and a later server is copied to from the beginning. */
  connect(address: PostgresAddress | null): Promise<void>;
  /** Undefined without a server. */
  health(): MirrorHealth | undefined;
  /** Pushes what waits; rejects with a fault when that is not possible. */
  pushNow(): Promise<void>;
  pullNow(): Promise<void>;
  /** Ends with the engine; what waits stays queued for its next start. */
  stop(): Promise<void>;
}

/** What the engine brings from its store. */
export interface MirrorParts {
  readonly local: AsyncMirrorSide;
  /** Which symbols this machine may push; without one, all. */
  readonly fence?: Fence;
}

export interface MirrorControlOptions extends MirrorParts {
  readonly reader: Pick<Reader, 'anomaly'>;
  readonly wall: TimeSource;
  readonly logger: Logger;
  readonly random: () => number;
  readonly onChange: (change: AnomalyWithNarrative) => void;
  readonly onFault: (fault: Fault) => void;
}

export function createMirrorControl(options: MirrorControlOptions): MirrorControl {
  const { local, reader, wall, logger, random, fence, onChange, onFault } = options;
  let mirror: Mirror | null = null;
  let stopped = false;
  let turn: Promise<unknown> = Promise.resolve();

  const tell = async ({ kind, key }: Applied['taken'][number]): Promise<void> => {
    const detail = kind === 'anomaly' ? await reader.anomaly(key) : null;
    if (detail === null) return;
    const { anomaly, narrative, newsCount, clusterCount } = detail;
    onChange({ anomaly, narrative, newsCount, clusterCount });
  };
  const onPulled = (taken: Applied['taken']): void =>
    void Promise.all(taken.map(tell)).catch((error: unknown) =>
      logger.warn({ error: messageOf(error) }, 'what another machine wrote could not be shown'),
    );

  async function change(address: PostgresAddress | null): Promise<void> {
    await mirror?.stop();
    mirror = null;
    if (stopped) return;
    if (address !== null) mirror = startMirror({ local, address, wall, logger, random, fence, onPulled, onFault });
    else if ((await local.state()).server !== null) await local.end();
  }

  const required = (): Mirror => {
    if (mirror === null) throw new Error('no mirror is connected');
    return mirror;
  };
  return {
    connect(address) {
      const next = turn.then(() => change(address));
      turn = next.catch(() => undefined);
      return next;
    },
    health: () => mirror?.health(),
    pushNow: async () => required().pushNow(),
    pullNow: async () => required().pullNow(),
    async stop() {
      stopped = true;
      await turn;
      await mirror?.stop();
      mirror = null;
    },
  };
}

/** Of an engine whose store keeps no server beside it (a replay). */
export const noMirror: MirrorControl = {
  connect: async () => undefined,
  health: () => undefined,
  pushNow: async () => undefined,
  pullNow: async () => undefined,
  stop: async () => undefined,
};
