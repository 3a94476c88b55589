/** What the mirror says of itself: its state from what last happened and what waits. */
import { fault, type Fault } from '../../../src-shared/fault.ts';
import type { MirrorHealth } from '../../../src-shared/mirror.ts';
import type { EpochMs } from '../../../src-shared/market.ts';
import type { JournalReceipt } from '../sqlite-journal.ts';
import type { Applied, Backlog } from './side.ts';

/** What waits for less long than this is on its way. */
const ON_ITS_WAY_MS = 10_000;
const NOTHING: Backlog = { rows: 0, ranges: 0, oldestAt: null, parked: 0, parkedReason: null, initial: 0 };

export interface MirrorKeeper {
  /** The server answered. */
  reached(): void;
  failed(fault: Fault): void;
  pushed(at: EpochMs): void;
  pulled(at: EpochMs, applied: Applied): void;
  /** Rows of a chunk that the server did not take. */
  refused(receipt: JournalReceipt): void;
  waiting(backlog: Backlog, initialTotal: number): void;
  /** The first reading of the server's changes; null when it is over. */
  firstPull(progress: { done: number; total: number } | null): void;
  report(now: EpochMs): MirrorHealth;
}

export function createMirrorKeeper(label: string): MirrorKeeper {
  let reached = false;
  let trouble: Fault | null = null;
  let backlog = NOTHING;
  let initialTotal = 0;
  let pulling: { done: number; total: number } | null = null;
  let [lastPushAt, lastPullAt]: [EpochMs | null, EpochMs | null] = [null, null];
  let refusedRows = 0;
  let note: string | null = null;

  function syncOf(): MirrorHealth['sync'] {
    if (backlog.initial > 0) {
      const total = Math.max(initialTotal, backlog.initial);
      return { direction: 'push', done: total - backlog.initial, total };
    }
    return pulling === null ? null : { direction: 'pull', ...pulling };
  }

  function stateOf(now: EpochMs): MirrorHealth['state'] {
    if (trouble !== null) return trouble.retryable ? 'unreachable' : 'refused';
    if (!reached) return 'connecting';
    if (syncOf() !== null) return 'initial_sync';
    return backlog.oldestAt !== null && now - backlog.oldestAt > ON_ITS_WAY_MS ? 'behind' : 'in_step';
  }

  function detailOf(): string | null {
    if (trouble !== null) return trouble.detail;
    if (backlog.parked > 0)
      return `the server refuses ${backlog.parked} rows, which stay here, such as: ${backlog.parkedReason ?? 'of an unknown reason'}`;
    return note;
  }

  return {
    reached() {
      reached = true;
      trouble = null;
    },
    failed: (value) => void (trouble = value),
    pushed: (at) => void (lastPushAt = at),
    pulled(at, { refused }) {
      lastPullAt = at;
      if (refused[0] !== undefined)
        note = `${refused.length} rows of the server cannot be stored here, the first: ${refused[0]}`;
    },
    refused({ refused, reason }) {
      if (refused === 0) return;
      refusedRows += refused;
      note = `the server refused ${refusedRows} prices or candles, the last because ${reason ?? 'of an unknown reason'}`;
    },
    waiting(now, total) {
      backlog = now;
      initialTotal = total;
    },
    firstPull: (progress) => void (pulling = progress),
    report: (now) => ({
      label,
      state: stateOf(now),
      detail: detailOf(),
      backlog: { rows: backlog.rows, ranges: backlog.ranges, oldestAt: backlog.oldestAt },
      sync: syncOf(),
      parked: backlog.parked + refusedRows,
      lastPushAt,
      lastPullAt,
      collectors: null,
    }),
  };
}

/** A bug in the mirror must be seen and must not end it. */
export const asFault = (known: Fault | null, message: string): Fault =>
  known ?? fault('unavailable', `the mirror failed unexpectedly: ${message}`, { retryable: true });
