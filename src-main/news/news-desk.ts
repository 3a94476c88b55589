/**
 * Keeps the news archive current and answers for one anomaly. Each source is polled at its own pace of market time, closer
 * together for a while after an anomaly (pace.ts); a failing source is told by its health and never stops the others. What
 * the store refuses is kept and offered again with the next poll.
 */
import type { Anomaly } from '../../src-shared/anomaly.ts';
import { faultOf, messageOf } from '../../src-shared/fault.ts';
import type { SourceHealth } from '../../src-shared/health.ts';
import type { EpochMs } from '../../src-shared/market.ts';
import type { Investigation, NewsItem, RawNewsItem } from '../../src-shared/news.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { Embedder, TracedEmbedder } from '../../src-shared/ports/embedder.ts';
import type { NewsSource } from '../../src-shared/ports/news-source.ts';
import type { Logger } from '../base/logger.ts';
import { archiveItems, type ArchiveOptions } from './archive.ts';
import { investigate } from './investigate.ts';
import { createOutages } from './outages.ts';
import { createPace } from './pace.ts';

export interface NewsDeskOptions extends ArchiveOptions {
  readonly sources: readonly NewsSource[];
  readonly embedder: Embedder | TracedEmbedder;
  readonly market: TimeSource;
  readonly wall: TimeSource;
  readonly logger: Logger;
  /** Milliseconds of market time between two polls of a source that has no interval of its own. */
  readonly pollMs: number;
  readonly minClusterSize: number;
}

export interface NewsDesk {
  /** Polls every source once; the number of new or changed items that reached the archive. */
  poll(signal: AbortSignal): Promise<number>;
  /** Polls until the signal aborts, then resolves. */
  run(signal: AbortSignal): Promise<void>;
  /** News usually lags price: until this market time the sources are asked as often as each allows. */
  hurry(until: EpochMs): void;
  investigate(anomaly: Anomaly, now: EpochMs): Promise<Investigation>;
  health(): SourceHealth[];
  readonly pollIntervalMs: number;
  /** Called after new items are stored; returns the unsubscribe. */
  onItems(listener: (items: readonly NewsItem[]) => void): () => void;
}

const MAX_PENDING = 10_000;

export function createNewsDesk(options: NewsDeskOptions): NewsDesk {
  const { sources, market, wall, logger, pollMs } = options;
  const pace = createPace(market, pollMs);
  const paceOf = new Map(sources.map((source) => [source.id, pace.everyMs(source)]));
  const outages = createOutages((id) => paceOf.get(id) ?? pollMs);
  const listeners = new Set<(items: readonly NewsItem[]) => void>();
  let pending: RawNewsItem[] = [];

  const ask = async (source: NewsSource, signal: AbortSignal): Promise<void> => {
    const started = wall.now();
    const answer = await source.poll(market.now(), signal);
    if (signal.aborted) return;
    if (answer.ok) {
      outages.succeeded(source.id, market.now());
      pending = [...pending, ...answer.value].slice(-MAX_PENDING);
      logger.debug({ source: source.id, items: answer.value.length, ms: wall.now() - started }, 'news source read');
    } else {
      outages.failed(source.id, market.now());
      logger.info({ source: source.id, fault: answer.fault.kind, detail: answer.fault.detail }, 'news source not read');
    }
  };
  const store = async (): Promise<number> => {
    const batch = pending;
    pending = [];
    try {
      const items = await archiveItems(batch, options);
      if (items.length > 0) for (const listener of listeners) listener(items);
      return items.length;
    } catch (error) {
      pending = [...batch, ...pending].slice(-MAX_PENDING);
      if (faultOf(error) === null) throw error;
      logger.error(
        { items: batch.length, detail: messageOf(error) },
        'news could not be stored and is kept for the next poll',
      );
      return 0;
    }
  };
  const runOne = async (source: NewsSource, index: number, signal: AbortSignal): Promise<void> => {
    const grid = market.now() + (index * pace.everyMs(source)) / sources.length;
    while (!signal.aborted) {
      await ask(source, signal);
      await store();
      await pace.due(source, grid, market.now(), signal);
    }
  };
  return {
    async poll(signal) {
      await Promise.all(sources.map((source) => ask(source, signal)));
      return signal.aborted ? 0 : store();
    },
    async run(signal) {
      await Promise.all(sources.map((source, index) => runOne(source, index, signal)));
    },
    hurry: (until) => pace.hurry(until),
    investigate: (anomaly, now) =>
      investigate({ ...options, anomaly, now, unreadable: outages.around(anomaly.detection_metadata.onset, now) }),
    health: () => sources.map((source) => source.health()),
    pollIntervalMs: pollMs,
    onItems(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
