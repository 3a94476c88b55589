/** One step of pulling: the next page of what others wrote, stored here, and how far it was read remembered. */
import type { TimeSource } from '../../../src-shared/ports/clock.ts';
import type { Connection } from '../postgres/connection.ts';
import type { MirrorKeeper } from './mirror-health.ts';
import { createPull, START } from './pull.ts';
import type { Applied, AsyncMirrorSide, Position } from './side.ts';

export interface PullerOptions {
  readonly local: AsyncMirrorSide;
  readonly connection: Connection;
  readonly machine: string;
  readonly keeper: MirrorKeeper;
  readonly wall: TimeSource;
  readonly from: Position | null;
  readonly onPulled?: (taken: Applied['taken']) => void;
  readonly onReplaced?: (replaced: Applied['replaced']) => void;
}

export interface Puller {
  /** False when it was the last page for now. */
  step(): Promise<boolean>;
}

export function createPuller(options: PullerOptions): Puller {
  const { local, connection, machine, keeper, wall, from, onPulled, onReplaced } = options;
  const pull = createPull(connection, local, machine);
  let position = from;
  /** Of a run of pages: where the next one begins, and the horizon it began with. */
  let run: { next: Position; horizon: string } | null = null;
  let first: { done: number; total: number } | null = null;

  async function begin(): Promise<void> {
    if (position !== null || first !== null) return;
    first = { done: 0, total: await pull.count(START) };
    keeper.firstPull(first);
  }

  function progress(read: number, last: boolean): void {
    if (first === null) return;
    first = last ? null : { ...first, done: first.done + read };
    keeper.firstPull(first);
  }

  return {
    async step() {
      await begin();
      const page = await pull.page(run?.next ?? position, run?.horizon ?? null);
      const applied = await local.apply(page.changes);
      if (position?.xid !== page.safe.xid || position.seq !== page.safe.seq) await local.savePosition(page.safe);
      page.taken();
      position = page.safe;
      run = page.next === null ? null : { next: page.next, horizon: page.horizon };
      progress(page.read, page.next === null);
      keeper.pulled(wall.now(), applied);
      if (applied.replaced.length > 0) onReplaced?.(applied.replaced);
      if (applied.taken.length > 0) onPulled?.(applied.taken);
      return page.next !== null;
    },
  };
}
