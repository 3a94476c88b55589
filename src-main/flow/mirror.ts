/**
 * The mirror as the engine holds it: connected to an address, to another one, or to none while the engine runs. What other
 * machines wrote is shown in the window when it is stored here; nobody is notified of it, for it is theirs to tell.
 */
import { messageOf, throwFault, type Fault } from '../../src-shared/fault.ts';
import type { MirrorHealth } from '../../src-shared/mirror.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { AnomalyWithNarrative, Reader } from '../../src-shared/ports/reader.ts';
import type { Logger } from '../base/logger.ts';
import { startLeasing, startVisit, type Collects, type Leasing } from '../store/mirror/leasing.ts';
import { startMirror, type Mirror } from '../store/mirror/mirror.ts';
import type { History } from '../store/mirror/read-through.ts';
import type { Applied, AsyncMirrorSide, Replaced } from '../store/mirror/side.ts';
import type { PostgresAddress } from '../store/postgres/address.ts';

export interface MirrorControl {
  /** From now on this server, or none: then what changes is not queued any more, and a later server is copied to from the beginning. */
  connect(address: PostgresAddress | null): Promise<void>;
  /** The server in use; null without one. */
  address(): PostgresAddress | null;
  /** Undefined without a server. */
  health(): MirrorHealth | undefined;
  /** Pushes what waits; rejects with a fault when that is not possible. */
  pushNow(): Promise<void>;
  pullNow(): Promise<void>;
  /** Something was stored that other machines should see at once. */
  hurry(): void;
  /** Of these anomalies, those that another machine raised: theirs to end and to tell. */
  foreign(ids: readonly string[]): Promise<readonly string[]>;
  /** Older history than the local store's, while the server can be reached. */
  history(): History | null;
  /** Ends with the engine; what waits stays queued for its next start. */
  stop(): Promise<void>;
}

/** What the engine brings from its store. */
export interface MirrorParts {
  readonly local: AsyncMirrorSide;
  /** What this machine shares with others over the server; without it, it only sends what it has and nobody else collects. */
  readonly collects?: Collects;
}

export interface MirrorControlOptions extends MirrorParts {
  readonly reader: Pick<Reader, 'anomaly'>;
  readonly wall: TimeSource;
  /** Default: the wall's. */
  readonly market?: Pick<TimeSource, 'now'>;
  readonly logger: Logger;
  readonly random: () => number;
  readonly onChange: (change: AnomalyWithNarrative) => void;
  /** Symbols came to this machine, with what another one left unfinished of them. */
  readonly onCame: () => void;
  /** Nothing more is to be told of this anomaly: another machine's account of the episode stands. */
  readonly onReplaced: (id: string) => void;
  readonly onFault: (fault: Fault) => void;
}

export function createMirrorControl(options: MirrorControlOptions): MirrorControl {
  const { local, reader, wall, market = wall, logger, random, collects, onChange, onFault } = options;
  let mirror: Mirror | null = null;
  let leasing: Leasing | null = null;
  let inUse: PostgresAddress | null = null;
  let stopped = false;
  let turn: Promise<unknown> = Promise.resolve();

  const replacedBy = async ({ id, by }: Replaced): Promise<void> => {
    const detail = await reader.anomaly(by);
    if (detail !== null) onChange({ ...rowOf(detail), anomaly: { ...detail.anomaly, id }, replacedBy: by });
    options.onReplaced(id);
    if (detail !== null) onChange(rowOf(detail));
  };
  const tell = async ({ kind, key }: Applied['taken'][number]): Promise<void> => {
    const detail = kind === 'anomaly' ? await reader.anomaly(key) : null;
    if (detail !== null) onChange(rowOf(detail));
  };
  const onPulled = (taken: Applied['taken']): void => void Promise.all(taken.map(tell)).catch(notShown);
  const onReplaced = (replaced: Applied['replaced']): void =>
    void Promise.all(replaced.map(replacedBy)).catch(notShown);
  const notShown = (error: unknown): void =>
    logger.warn({ error: messageOf(error) }, 'what another machine wrote could not be shown');

  async function begin(address: PostgresAddress): Promise<void> {
    for (const { id } of await local.replaced()) options.onReplaced(id);
    leasing = collects
      ? startLeasing(address, collects, wall, logger)
      : startVisit(address, await local.series(), wall, logger);
    const { fence } = leasing;
    inUse = address;
    mirror = startMirror({
      local,
      address,
      wall,
      market,
      logger,
      random,
      fence,
      onPulled,
      onReplaced,
      onCame: options.onCame,
      onFault,
    });
  }

  async function end(): Promise<void> {
    await mirror?.stop();
    mirror = null;
    inUse = null;
    // After the last push: whoever takes over begins where it ended.
    await leasing?.stop();
    leasing = null;
  }

  async function change(address: PostgresAddress | null): Promise<void> {
    await end();
    if (stopped) return;
    if (address !== null) await begin(address);
    else if ((await local.state()).server !== null) await local.end();
  }

  const required = (): Mirror => mirror ?? throwFault('not_found', 'no PostgreSQL is connected to this engine');

  /** The first push may be what makes the tables; only then can the server say what this machine may send. */
  async function pushNow(): Promise<void> {
    const knew = leasing?.fence.isKnown() ?? true;
    await required().pushNow();
    if (knew) return;
    await leasing?.ask();
    await required().pushNow();
  }

  return {
    connect(address) {
      const next = turn.then(() => change(address));
      turn = next.catch(() => undefined);
      return next;
    },
    health: () => (mirror ? { ...mirror.health(), collectors: leasing?.state() ?? null } : undefined),
    address: () => inUse,
    pushNow,
    pullNow: async () => required().pullNow(),
    hurry: () => mirror?.hurry(),
    foreign: (ids) => local.foreign(ids),
    history: () => mirror?.history() ?? null,
    async stop() {
      stopped = true;
      await turn;
      await end();
    },
  };
}

const rowOf = ({ anomaly, narrative, newsCount, clusterCount }: AnomalyWithNarrative): AnomalyWithNarrative => ({
  anomaly,
  narrative,
  newsCount,
  clusterCount,
});

/** Of an engine whose store keeps no server beside it (a replay). */
export const noMirror: MirrorControl = {
  connect: async () => undefined,
  address: () => null,
  health: () => undefined,
  pushNow: async () => undefined,
  pullNow: async () => undefined,
  hurry: () => undefined,
  foreign: async () => [],
  history: () => null,
  stop: async () => undefined,
};
