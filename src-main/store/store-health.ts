/** What the store says of itself: ok, degraded while the disk refuses, failed when the file is damaged or the thread has died. */
import type { Fault } from '../../src-shared/fault.ts';
import type { StoreHealth } from '../../src-shared/health.ts';
import type { Logger } from '../base/logger.ts';
import type { JournalReceipt } from './sqlite-journal.ts';

export interface HealthKeeper {
  /** A write was refused. */
  refused(fault: Fault): void;
  /** A write was committed. */
  committed(): void;
  /** Rows of a committed batch that the database did not take. */
  parked(receipt: JournalReceipt): void;
  report(dead: Fault | null): Pick<StoreHealth, 'path' | 'state' | 'detail'>;
}

export function createHealthKeeper(path: string, readOnly: boolean, logger: Logger): HealthKeeper {
  let trouble: Fault | null = null;
  let note: string | null = null;

  function stateOf(dead: Fault | null): StoreHealth['state'] {
    if (dead || trouble?.kind === 'corrupt') return 'failed';
    if (trouble) return 'degraded';
    return readOnly ? 'read_only' : 'ok';
  }

  return {
    refused(fault) {
      // A row that is wrong or a missing parent says nothing about the disk.
      if (fault.kind !== 'storage' && fault.kind !== 'corrupt') return;
      if (trouble === null) logger.error({ detail: fault.detail }, 'the store cannot write');
      trouble = fault;
    },
    committed() {
      if (trouble !== null) logger.warn('the store writes again');
      trouble = null;
    },
    parked({ refused, reason }) {
      if (refused === 0) return;
      note = `${refused} rows refused, the first because ${reason ?? 'of an unknown reason'}`;
      logger.warn({ refused, reason }, 'the store refused journal rows');
    },
    report: (dead) => ({ path, state: stateOf(dead), detail: dead?.detail ?? trouble?.detail ?? note }),
  };
}
