/**
 * One meeting with a server: its schema brought up to date, the outbox switched on for it, the first copy queued; then the steps of
 * either direction, each a short exchange. A step that throws has done nothing that is not done again.
 */
import type { Applied, AsyncMirrorSide, MirrorState } from './side.ts';
import type { TimeSource } from '../../../src-shared/ports/clock.ts';
import type { Connection } from '../postgres/connection.ts';
import { migratePostgres } from '../postgres/migrate.ts';
import { createSealer } from '../postgres/search-seal.ts';
import type { Fence } from './fence.ts';
import type { MirrorKeeper } from './mirror-health.ts';
import { createPuller } from './mirror-pull.ts';
import { createPusher } from './mirror-push.ts';
import { SETTLED_MS } from './push-admission.ts';

export interface Session {
  readonly state: MirrorState;
  /** False when nothing waited. */
  readonly push: () => Promise<boolean>;
  /** False when there was no further page. */
  readonly pull: () => Promise<boolean>;
  /** Makes what was written quick to search; false when there was nothing to do. */
  readonly seal: () => Promise<boolean>;
}

export interface SessionOptions {
  readonly local: AsyncMirrorSide;
  readonly connection: Connection;
  readonly keeper: MirrorKeeper;
  readonly wall: TimeSource;
  /** Default: the wall's. */
  readonly market?: Pick<TimeSource, 'now'>;
  readonly fence?: Fence;
  readonly onPulled?: (taken: Applied['taken']) => void;
  readonly onReplaced?: (replaced: Applied['replaced']) => void;
  readonly onCame?: () => void;
  readonly signal: AbortSignal;
}

const FILL_KEYS = 2000;

export async function openSession(options: SessionOptions): Promise<Session> {
  const { local, connection, keeper, wall, market = wall, signal } = options;
  await migratePostgres(connection);
  const [server] = await connection.rows<{ id: string }>('SELECT id FROM mirror_server');
  await local.begin(server?.id ?? '');
  while (!signal.aborted && (await local.fill(FILL_KEYS)) > 0);
  const state = await local.state();
  const { machine, position: from } = state;
  const own = (ids: readonly string[]) => local.own(ids);
  const settledBefore = () => market.now() - SETTLED_MS;
  const pusher = createPusher({
    ...options,
    machine,
    own,
    settledBefore,
    onRefused: (receipt) => keeper.refused(receipt),
  });
  const puller = createPuller({ ...options, machine, from });
  return {
    state,
    async push() {
      const some = await pusher.step();
      if (some) keeper.pushed(wall.now());
      return some;
    },
    pull: () => puller.step(),
    seal: createSealer(connection),
  };
}
