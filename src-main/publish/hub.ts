/**
 * The hub: what happens in the engine leaves it here, as one stream per kind. Promises that a slow reader never makes a
 * queue grow without limit: ticks are merged into one batch, the other kinds keep the newest 500.
 */
import type { EngineEvents } from '../../src-shared/ports/engine.ts';
import type { GapRow } from '../../src-shared/ports/reader.ts';
import type { TickBatch } from '../../src-shared/contract.ts';
import { BoundedQueue } from '../base/bounded-queue.ts';
import { mergeTicks } from './merge-ticks.ts';

const KEEP = 500;

/** The contract's streams, and gaps for whoever prints a run. */
export interface HubEvents extends EngineEvents {
  gaps: GapRow;
}
type Kind = keyof HubEvents;
interface Mailbox<T> {
  put(event: T): void;
  close(): void;
}
interface QueuedMailbox<T> extends Mailbox<T> {
  readonly queue: BoundedQueue<T>;
}

export interface Hub {
  /** Nothing more is told of this anomaly. */
  silence(anomalyId: string): void;
  publish<K extends Kind>(kind: K, event: HubEvents[K]): void;
  subscribe<K extends Kind>(kind: K, signal: AbortSignal): AsyncIterableIterator<HubEvents[K]>;
  /** Called at once, in the order of publishing: for whoever counts or prints and must not miss one. Returns its end. */
  listen<K extends Kind>(kind: K, use: (event: HubEvents[K]) => void): () => void;
  /** Readers of a kind at the moment. */
  readers(kind: Kind): number;
  close(): void;
}

export function createHub(): Hub {
  const silent = new Set<string>();
  const isSilent = <K extends Kind>(kind: K, event: HubEvents[K]): boolean =>
    (kind === 'anomalies' && silent.has((event as HubEvents['anomalies']).anomaly.id)) ||
    (kind === 'narratives' && silent.has((event as HubEvents['narratives']).anomaly_id));
  const boxes = new Map<Kind, Set<Mailbox<never>>>();
  const of = <K extends Kind>(kind: K): Set<Mailbox<HubEvents[K]>> => {
    if (!boxes.has(kind)) boxes.set(kind, new Set());
    return boxes.get(kind) as unknown as Set<Mailbox<HubEvents[K]>>;
  };
  const join = <K extends Kind>(kind: K, box: Mailbox<HubEvents[K]>): (() => void) => {
    of(kind).add(box);
    return () => void of(kind).delete(box);
  };
  return {
    silence: (anomalyId) => void silent.add(anomalyId),
    publish(kind, event) {
      if (silent.size > 0 && isSilent(kind, event)) return;
      for (const box of of(kind)) box.put(event);
    },
    listen: (kind, use) => join(kind, { put: use, close: () => undefined }),
    async *subscribe<K extends Kind>(kind: K, signal: AbortSignal) {
      const box = (kind === 'ticks' ? tickMailbox() : plainMailbox<HubEvents[K]>()) as QueuedMailbox<HubEvents[K]>;
      const stop = () => box.close();
      const leave = join(kind, box);
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      try {
        for await (const event of box.queue) {
          if (signal.aborted) return;
          yield event;
        }
      } finally {
        leave();
        signal.removeEventListener('abort', stop);
      }
    },
    readers: (kind) => of(kind).size,
    close() {
      for (const set of boxes.values()) for (const box of set) box.close();
    },
  };
}

function plainMailbox<T>(): QueuedMailbox<T> {
  const queue = new BoundedQueue<T>(KEEP);
  return { queue, close: () => queue.close(), put: (event) => void queue.pushDroppingOldest(event) };
}

/** One waiting batch at most: a newer one is merged into it. */
function tickMailbox(): QueuedMailbox<TickBatch> {
  const queue = new BoundedQueue<TickBatch>(1);
  return {
    queue,
    close: () => queue.close(),
    put(batch) {
      const waiting = queue.shift();
      queue.push(waiting === undefined ? batch : mergeTicks(waiting, batch));
    },
  };
}
