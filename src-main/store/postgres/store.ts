/**
 * The store over PostgreSQL behind the same client as the local one: journal queue, health and retries are its own. Reads run
 * side by side on the pool; writes one after the other, in the order of the calls, each one transaction.
 */
import { fault, FaultError, type Fault } from '../../../src-shared/fault.ts';
import type { Writer } from '../../../src-shared/ports/writer.ts';
import type { TimeSource } from '../../../src-shared/ports/clock.ts';
import { type Logger, silentLogger } from '../../base/logger.ts';
import type { PackedJournal } from '../packed-journal.ts';
import { storeOver, type OpenStore } from '../store-client.ts';
import type { Transport } from '../transport.ts';
import type { PostgresAddress } from './address.ts';
import * as anomalies from './anomaly-writer.ts';
import { connect, type Connection, type Transaction } from './connection.ts';
import { createJournal } from './journal.ts';
import * as ledger from './ledger.ts';
import { migratePostgres } from './migrate.ts';
import { createReader } from './reader.ts';
import { createRetention } from './retention.ts';
import { createSealer } from './search-seal.ts';
import * as usage from './usage.ts';

const RETRY_FOR_MS = 60_000;

export interface PostgresStoreOptions {
  readonly address: PostgresAddress;
  readonly logger?: Logger;
  /** Price samples the journal holds at most before the oldest are given up. */
  readonly queueLimit?: number;
  /** Wall milliseconds for which a refused write is tried again. */
  readonly retryForMs?: number;
  readonly wall?: TimeSource;
}

/** Connects and migrates. Throws FaultError with one clear line. */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<OpenStore> {
  const { address, logger = silentLogger } = options;
  const connection = connect(address, logger);
  try {
    await migratePostgres(connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
  return storeOver(transportOver(connection), { retryForMs: RETRY_FOR_MS, ...options, path: connection.label });
}

type Calls = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;
type Durable = Omit<Writer, 'journal' | 'retain' | 'flush' | 'health' | 'close' | 'together'>;
type InTransaction = {
  readonly [M in keyof Durable]: (transaction: Transaction, ...args: Parameters<Durable[M]>) => ReturnType<Durable[M]>;
};

const DURABLE: InTransaction = {
  raise: anomalies.raise,
  updateAnomaly: anomalies.updateAnomaly,
  setStage: anomalies.setStage,
  saveInvestigation: anomalies.saveInvestigation,
  saveNarrative: anomalies.saveNarrative,
  saveAlert: anomalies.saveAlert,
  saveFeedback: anomalies.saveFeedback,
  saveNewsItems: ledger.saveNewsItems,
  saveGap: ledger.saveGap,
  saveBackfill: ledger.saveBackfill,
  saveState: ledger.saveState,
  reserveUsage: usage.reserveUsage,
  settleUsage: usage.settleUsage,
};

/** Writes between two looks at the search's tail. */
const SEAL_EVERY = 64;

/** What the client calls on the writing side, each call one transaction. */
function createWriter(connection: Connection): Calls {
  const seal = createSealer(connection);
  let texts = 0;
  /** Behind the write, in its turn. */
  async function written<T>(value: T): Promise<T> {
    if (++texts % SEAL_EVERY === 0) while (await seal());
    return value;
  }
  const journal = createJournal(connection);
  const single = Object.entries(DURABLE as Record<string, (t: Transaction, ...args: unknown[]) => Promise<unknown>>);
  const methods = Object.fromEntries(
    single.map(([name, method]) => [
      name,
      (...args: unknown[]) => connection.transaction((t) => method(t, ...args)).then(written),
    ]),
  );
  return {
    ...methods,
    together: (...[calls]: Parameters<Writer['together']>) =>
      connection.transaction(async (t) => {
        for (const { method, args } of calls) await (DURABLE[method] as (t: Transaction, ...args: readonly unknown[]) => Promise<unknown>)(t, ...args); // prettier-ignore
      }),
    journal: (batch: PackedJournal) => journal(batch),
    retain: createRetention(connection),
  };
}

function transportOver(connection: Connection): Transport {
  const sides: Readonly<Record<string, Calls>> = {
    reader: createReader(connection),
    writer: createWriter(connection),
  };
  let last: Promise<unknown> = Promise.resolve();
  let closed: Fault | null = null;

  /** After everything before it, whatever became of that. */
  function inOrder(work: () => Promise<unknown>): Promise<unknown> {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  }

  return {
    async call(side, method, args) {
      if (closed) throw new FaultError(closed);
      const run = sides[side]?.[method];
      if (!run) throw new Error(`the store has no ${side}.${method}`);
      const work = (): Promise<unknown> => run(...(args as never[]));
      return side === 'writer' ? inOrder(work) : work();
    },
    dead: () => closed,
    // A server's size is asked for by `metrics`, not after every write.
    sizeBytes: () => null,
    async close() {
      closed ??= fault('storage', `the store ${connection.label} is closed`);
      await last;
      await connection.close();
    },
  };
}
