/**
 * The store as the engine holds it: Reader and Writer over a thread of its own (or over this one, for the CLI and tests), with
 * the journal's queue in front and the state of the disk as health. A disk that refuses does not stop the engine: the
 * journal tries on, calls that carry anomalies are tried for `retryForMs` and then rejected with a retryable fault.
 */
import { fault, FaultError, faultOf, type Fault } from '../../src-shared/fault.ts';
import type { StoreHealth } from '../../src-shared/health.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import type { Writer } from '../../src-shared/ports/writer.ts';
import { createBackoff } from '../base/backoff.ts';
import { wallTime } from '../base/clock.ts';
import { type Logger, silentLogger } from '../base/logger.ts';
import { seededRandom } from '../base/random.ts';
import { createJournalQueue, quiet } from './journal-queue.ts';
import type { CoreOptions } from './sqlite-core.ts';
import type { JournalReceipt } from './sqlite-journal.ts';
import { openDirect, threadTransport, type Transport } from './transport.ts';

export interface StoreOptions extends CoreOptions {
  readonly logger?: Logger;
  /** False: in the caller's thread. */
  readonly inThread?: boolean;
  /** Rows the journal holds at most before the oldest price samples are given up. */
  readonly queueLimit?: number;
  /** Wall milliseconds for which a refused write is tried again. */
  readonly retryForMs?: number;
  readonly wall?: TimeSource;
}

export interface OpenStore {
  readonly reader: Reader;
  readonly writer: Writer;
  /** Flushes, then closes the file. Throws when rows could not be written; the file is closed all the same. */
  close(): Promise<void>;
}

const QUEUE_LIMIT = 100_000;
const RETRY_FOR_MS = 60_000;
const RETRY_BASE_MS = 250;
const RETRY_CAP_MS = 10_000;

const READS = [
  'candles',
  'prices',
  'coverage',
  'anomalies',
  'anomaly',
  'unfinished',
  'search',
  'news',
  'alerts',
  'gaps',
  'backfills',
  'state',
  'lastEventTime',
  'metrics',
] as const satisfies readonly (keyof Reader)[];
const WRITES = [
  'raise',
  'updateAnomaly',
  'setStage',
  'saveInvestigation',
  'saveNarrative',
  'saveNewsItems',
  'saveAlert',
  'saveFeedback',
  'saveGap',
  'saveBackfill',
  'saveState',
  'retain',
] as const satisfies readonly (keyof Writer)[];

/** Opens (creates, migrates) the database. Throws FaultError with one clear line. */
export async function openStore(options: StoreOptions): Promise<OpenStore> {
  const { path, readOnly, migrations, inThread = true } = options;
  const core: CoreOptions = { path, readOnly, migrations };
  const transport = inThread ? await threadTransport(core) : openDirect(core);
  return storeOver(transport, { retryForMs: inThread ? RETRY_FOR_MS : 0, ...options });
}

/** The client over a transport that is already open. */
export function storeOver(transport: Transport, options: StoreOptions): OpenStore {
  const { path, readOnly = false, logger = silentLogger, wall = wallTime, retryForMs = 0 } = options;
  const random = seededRandom(path).next;
  const closing = new AbortController();
  let trouble: Fault | null = null;
  let note: string | null = null;

  const queue = createJournalQueue({
    send: (batch) =>
      transport.call(
        'writer',
        'journal',
        [batch],
        [batch.prices.buffer as ArrayBuffer, batch.candles.buffer as ArrayBuffer],
      ) as Promise<JournalReceipt>,
    limit: options.queueLimit ?? QUEUE_LIMIT,
    wall,
    random,
    onWritten(receipt) {
      trouble = null;
      if (receipt.refused === 0) return;
      note = `${receipt.refused} rows refused, the first because ${receipt.reason ?? 'of an unknown reason'}`;
      logger.warn({ refused: receipt.refused, reason: receipt.reason }, 'the store refused journal rows');
    },
    onFault: troubled,
  });

  function troubled(value: Fault): void {
    if (trouble === null) logger.error({ detail: value.detail }, 'the store cannot write');
    trouble = value;
  }

  async function write(method: string, args: readonly unknown[]): Promise<unknown> {
    const until = wall.now() + retryForMs;
    const backoff = createBackoff({ baseMs: RETRY_BASE_MS, capMs: RETRY_CAP_MS, random });
    for (;;) {
      try {
        const value = await transport.call('writer', method, args);
        trouble = null;
        return value;
      } catch (error) {
        const value = faultOf(error);
        if (value?.kind === 'storage' || value?.kind === 'corrupt') troubled(value);
        if (!value?.retryable || wall.now() >= until || closing.signal.aborted) throw error;
        await wall.sleep(backoff.next(value), closing.signal).catch(() => undefined);
      }
    }
  }

  function durable(method: string, args: readonly unknown[]): Promise<unknown> {
    if (readOnly) return Promise.reject(new FaultError(fault('refused', `${path} is open for reading only`)));
    queue.post();
    return write(method, args);
  }

  function health(): StoreHealth {
    const dead = transport.dead();
    const state = dead || trouble?.kind === 'corrupt' ? 'failed' : trouble ? 'degraded' : readOnly ? 'read_only' : 'ok';
    const detail = dead?.detail ?? trouble?.detail ?? note;
    return { path, state, queued: queue.queued(), dropped: queue.dropped(), sizeBytes: transport.sizeBytes(), detail };
  }

  let closed: Promise<void> | null = null;
  const close = (): Promise<void> => (closed ??= closeAll());
  async function closeAll(): Promise<void> {
    closing.abort();
    try {
      if (!readOnly && queue.queued() > 0) await queue.flush();
    } finally {
      queue.stop();
      await transport.close();
    }
  }

  const call = (names: readonly string[], run: (name: string, args: readonly unknown[]) => Promise<unknown>) =>
    Object.fromEntries(names.map((name) => [name, (...args: readonly unknown[]) => run(name, args)]));

  const reader = {
    ...call(READS, (name, args) => transport.call('reader', name, args)),
    // One file, one owner: it is closed with the store.
    close: async () => undefined,
  } as unknown as Reader;
  const writer = {
    ...call(WRITES, (name, args) => quiet(durable(name, args))),
    journal: (batch) => quiet(journal(batch)),
    flush: () => queue.flush(),
    health,
    close,
  } as Writer;

  async function journal(batch: Parameters<Writer['journal']>[0]): Promise<void> {
    const dead = transport.dead();
    if (dead) throw new FaultError(dead);
    if (readOnly) throw new FaultError(fault('refused', `${path} is open for reading only`));
    await queue.push(batch);
  }

  return { reader, writer, close };
}
