/**
 * One step of pushing: the oldest batch of each kind, and the next stretch of prices or candles. What the server refuses is offered
 * once more by itself (another program may have come between), then parked, and the queue moves on.
 */
import { FaultError } from '../../../src-shared/fault.ts';
import { createComing } from './coming.ts';
import type { Fence } from './fence.ts';
import type { JournalReceipt } from '../sqlite-journal.ts';
import { pushDocuments, type PushOptions } from './push.ts';
import { createRangePush, pushBackfills } from './push-ranges.ts';
import type { AsyncMirrorSide, Job, Parked, SeriesKey } from './side.ts';
import type { Kind } from './tables.ts';

const BATCH: Readonly<Record<Kind, number>> = { anomaly: 20, window: 5, news_item: 200, gap: 200 };
const BACKFILLS = 200;
/** Rows of prices or candles in one transaction. */
const ROWS = 5000;

export interface Pusher {
  /** False when nothing waited. */
  step(): Promise<boolean>;
}

export interface PusherOptions extends PushOptions {
  readonly local: AsyncMirrorSide;
  /** Rows of a chunk that the server did not take. */
  readonly onRefused: (receipt: JournalReceipt) => void;
  /** Symbols came to this machine, with what another one left unfinished of them. */
  readonly onCame?: () => void;
}

export function createPusher(options: PusherOptions): Pusher {
  const { local, connection, fence, settledBefore, onRefused } = options;
  const pushRange = createRangePush(options);
  const coming = fence ? createComing(connection, local, options.onCame) : null;

  async function documents(kind: Kind, without: readonly SeriesKey[]): Promise<boolean> {
    const jobs = await local.take(kind, BATCH[kind], without, settledBefore());
    if (jobs.length === 0) return false;
    const { settled, refused } = await pushDocuments(options, kind, jobs);
    await local.settle(settled);
    for (const one of refused) await again(kind, one, jobs);
    // What another machine is to send stays queued and is no reason to go on at once.
    return settled.length + refused.length > 0;
  }

  async function again(kind: Kind, one: Parked, jobs: readonly Job[]): Promise<void> {
    const job = jobs.filter(({ key }) => key === one.key);
    const { settled, refused } = await pushDocuments(options, kind, job);
    await local.settle(settled);
    await local.park(refused);
  }

  async function backfills(): Promise<boolean> {
    const jobs = await local.takeBackfills(BACKFILLS);
    if (jobs.length === 0) return false;
    const { done, refused } = await pushBackfills(options, jobs);
    await local.settleBackfills(done.map(({ key, seq }) => ({ key, seq })));
    await local.park(refused);
    return true;
  }

  async function ranges(without: readonly SeriesKey[]): Promise<boolean> {
    const chunk = await local.takeRange(ROWS, without);
    if (chunk === null) return false;
    let receipt: JournalReceipt | null;
    try {
      receipt = await pushRange(chunk);
    } catch (error) {
      await local.rangeBack(chunk.ids).catch(ignoreClosed);
      throw error;
    }
    if (receipt === null) {
      await local.rangeBack(chunk.ids);
      return false;
    }
    onRefused(receipt);
    await local.rangeDone(chunk.ids);
    return true;
  }

  return {
    async step() {
      const without = await othersOf(local, fence);
      let some = false;
      await coming?.(without);
      for (const kind of ['anomaly', 'window', 'news_item', 'gap'] as const)
        some = (await documents(kind, without)) || some;
      some = (await backfills()) || some;
      return (await ranges(without)) || some;
    },
  };
}

/** Series that are another machine's, as far as this one knows. */
export async function othersOf(
  local: Pick<AsyncMirrorSide, 'series'>,
  fence: Fence | undefined,
): Promise<readonly SeriesKey[]> {
  if (!fence) return [];
  return (await local.series()).filter(({ venue, symbol }) => !fence.holds(venue, symbol));
}

/** A store that is closed gives it back when it is opened again. */
function ignoreClosed(error: unknown): void {
  if (!(error instanceof FaultError)) throw error;
}
