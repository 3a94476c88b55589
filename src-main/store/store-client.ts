/**
 * The store as the engine holds it: Reader and Writer over a thread of its own (or over this one, for the CLI and tests), with
 * the journal's queue in front and the state of the disk as health. A disk that refuses does not stop the engine: the
 * journal tries on, calls that carry anomalies are tried for `retryForMs` and then rejected with a retryable fault.
 */
import { fault, FaultError, faultOf } from '../../src-shared/fault.ts';
import type { Candle } from '../../src-shared/market.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import type { JournalBatch, Writer } from '../../src-shared/ports/writer.ts';
import { createBackoff } from '../base/backoff.ts';
import { wallTime } from '../base/clock.ts';
import { type Logger, silentLogger } from '../base/logger.ts';
import { seededRandom } from '../base/random.ts';
import { createJournalQueue } from './journal-queue.ts';
import type { AsyncMirrorSide } from './mirror/side.ts';
import { unpackCandles } from './packed-candles.ts';
import type { PackedJournal } from './packed-journal.ts';
import type { CoreOptions } from './sqlite-core.ts';
import type { JournalReceipt } from './sqlite-journal.ts';
import { createHealthKeeper, type HealthKeeper } from './store-health.ts';
import { openDirect, threadTransport, type Transport } from './transport.ts';

export interface StoreOptions extends CoreOptions {
  readonly logger?: Logger;
  /** False: in the caller's thread. */
  readonly inThread?: boolean;
  /** Price samples the journal holds at most before the oldest are given up. */
  readonly queueLimit?: number;
  /** Wall milliseconds for which a refused write is tried again. */
  readonly retryForMs?: number;
  readonly wall?: TimeSource;
}

export interface OpenStore {
  readonly reader: Reader;
  readonly writer: Writer;
  /** What a mirror needs of the local store; a store over PostgreSQL has none and says so. */
  readonly mirror: AsyncMirrorSide;
  /** Flushes, then closes the file. Throws when rows could not be written; the file is closed all the same. */
  close(): Promise<void>;
}

const QUEUE_LIMIT = 100_000;
const RETRY_FOR_MS = 60_000;
const RETRY_BASE_MS = 250;
const RETRY_CAP_MS = 10_000;

// As records, so that the compiler misses a method when the ports gain one.
const READS: Record<Exclude<keyof Reader, 'close' | 'candles'>, true> = {
  prices: true,
  coverage: true,
  anomalies: true,
  countAnomalies: true,
  pastAnomalies: true,
  closesAt: true,
  storyVectors: true,
  anomaly: true,
  unfinished: true,
  search: true,
  news: true,
  alerts: true,
  gaps: true,
  backfills: true,
  state: true,
  usageSums: true,
  usage: true,
  lastEventTime: true,
  metrics: true,
};
const WRITES: Record<Exclude<keyof Writer, 'journal' | 'flush' | 'health' | 'close'>, true> = {
  raise: true,
  updateAnomaly: true,
  together: true,
  setStage: true,
  saveInvestigation: true,
  saveNarrative: true,
  saveNewsItems: true,
  saveAlert: true,
  saveFeedback: true,
  saveGap: true,
  saveBackfill: true,
  saveState: true,
  reserveUsage: true,
  settleUsage: true,
  retain: true,
};
const MIRROR: Record<keyof AsyncMirrorSide, true> = {
  state: true,
  begin: true,
  fill: true,
  end: true,
  series: true,
  take: true,
  takeBackfills: true,
  settle: true,
  settleBackfills: true,
  park: true,
  backlog: true,
  takeRange: true,
  rangeDone: true,
  rangeBack: true,
  came: true,
  own: true,
  replaced: true,
  wanted: true,
  apply: true,
  savePosition: true,
  foreign: true,
  adopt: true,
};

/** Opens (creates, migrates) the database. Throws FaultError with one clear line. */
export async function openStore(options: StoreOptions): Promise<OpenStore> {
  const { path, readOnly, transient, migrations, inThread = true } = options;
  const core: CoreOptions = { path, readOnly, transient, migrations };
  const transport = inThread ? await threadTransport(core) : openDirect(core);
  return storeOver(transport, { retryForMs: inThread ? RETRY_FOR_MS : 0, ...options });
}

/** The client over a transport that is already open. */
export function storeOver(transport: Transport, options: StoreOptions): OpenStore {
  const { path, readOnly = false, logger = silentLogger, wall = wallTime, retryForMs = 0 } = options;
  const keeper = createHealthKeeper(path, readOnly, logger);
  const seeded = seededRandom(path);
  const random = (): number => seeded.next();
  const closing = new AbortController();
  const queue = createJournalQueue({
    send: (batch) => sendBatch(transport, batch),
    limit: options.queueLimit ?? QUEUE_LIMIT,
    wall,
    random,
    onWritten: (receipt) => {
      keeper.committed();
      keeper.parked(receipt);
    },
    onFault: (value) => keeper.refused(value),
  });
  const write = retrying({ transport, keeper, wall, random, retryForMs, closing: closing.signal });

  /** Why nothing can be written, thrown. */
  function refuseUnwritable(): void {
    const reason = transport.dead() ?? (readOnly ? fault('refused', `${path} is open for reading only`) : null);
    if (reason) throw new FaultError(reason);
  }

  async function durable(method: string, args: readonly unknown[]): Promise<unknown> {
    refuseUnwritable();
    queue.post();
    return write(method, args);
  }

  async function journal(batch: JournalBatch): Promise<void> {
    refuseUnwritable();
    await queue.push(batch);
  }

  async function closeAll(): Promise<void> {
    closing.abort();
    try {
      if (!transport.dead()) await queue.flush();
    } finally {
      queue.stop();
      await transport.close();
    }
  }

  let closed: Promise<void> | null = null;
  const close = (): Promise<void> => (closed ??= closeAll());
  const writer = {
    ...methods(WRITES, durable),
    journal: (batch) => handled(journal(batch)),
    flush: () => queue.flush(),
    health: () => ({
      ...keeper.report(transport.dead()),
      queued: queue.queued(),
      dropped: queue.dropped(),
      sizeBytes: transport.sizeBytes(),
    }),
    close,
  } as Writer;
  // One file, one owner: the reader's connection is closed with the store.
  const reader = {
    ...methods(READS, (name, args) => transport.call('reader', name, args)),
    candles: async (q) => candlesOf(q, (await transport.call('reader', 'candles', [q])) as Candle[] | Float64Array),
    close: async () => undefined,
  } as Reader;
  const mirror = methods(MIRROR, (name, args) => transport.call('mirror', name, args)) as unknown as AsyncMirrorSide;
  return { reader, writer, mirror, close };
}

type Call = (method: string, args: readonly unknown[]) => Promise<unknown>;

const methods = (names: object, call: Call) =>
  Object.fromEntries(Object.keys(names).map((name) => [name, (...args: readonly unknown[]) => call(name, args)]));

/** A store of this machine packs them, one over the network has no thread to hand them over from. */
const candlesOf = (q: Pick<Candle, 'symbol' | 'venue'>, found: Candle[] | Float64Array): Candle[] =>
  found instanceof Float64Array ? unpackCandles(q, found) : found;

function sendBatch(transport: Transport, batch: PackedJournal): Promise<JournalReceipt> {
  const transfer = [batch.prices.buffer as ArrayBuffer, batch.candles.buffer as ArrayBuffer];
  return transport.call('writer', 'journal', [batch], transfer) as Promise<JournalReceipt>;
}

/** The hot path does not wait for the journal: a rejection that nobody awaits is told by health, not by a crash. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

interface Retrying {
  readonly transport: Transport;
  readonly keeper: HealthKeeper;
  readonly wall: TimeSource;
  readonly random: () => number;
  readonly retryForMs: number;
  readonly closing: AbortSignal;
}

/** A durable write, tried again while the disk refuses and time is left. */
function retrying({ transport, keeper, wall, random, retryForMs, closing }: Retrying): Call {
  return async (method, args) => {
    const until = wall.now() + retryForMs;
    const backoff = createBackoff({ baseMs: RETRY_BASE_MS, capMs: RETRY_CAP_MS, random });
    for (;;) {
      try {
        const value = await transport.call('writer', method, args);
        keeper.committed();
        return value;
      } catch (error) {
        const value = faultOf(error);
        if (value) keeper.refused(value);
        if (!value?.retryable || wall.now() >= until || closing.aborted) throw error;
        await wall.sleep(backoff.next(value), closing).catch(() => undefined);
      }
    }
  };
}
