/**
 * The local store's history, continued by the server's where it begins later than what is asked for. The server is asked only
 * while it is reachable and for a moment only; without an answer the local rows are the answer, with no error.
 */
import type { TimeSource } from '../../../src-shared/ports/clock.ts';
import type { Reader } from '../../../src-shared/ports/reader.ts';
import type { Logger } from '../../base/logger.ts';
import { messageOf } from '../../../src-shared/fault.ts';

export type History = Pick<Reader, 'candles' | 'prices'>;

/** A chart that is scrolled back may wait this long. */
const ANSWER_WITHIN_MS = 1500;

export interface ReadThroughOptions {
  readonly local: Reader;
  /** Null while the server cannot be reached. */
  readonly server: () => History | null;
  readonly wall: TimeSource;
  readonly logger: Logger;
}

export function readThrough({ local, server, wall, logger }: ReadThroughOptions): Reader {
  async function ask<T>(question: (history: History) => Promise<T[]>): Promise<T[]> {
    const history = server();
    if (history === null) return [];
    const patience = new AbortController();
    const late = wall.sleep(ANSWER_WITHIN_MS, patience.signal).then(
      () => [],
      () => [],
    );
    try {
      return await Promise.race([question(history), late]);
    } catch (error) {
      logger.warn({ error: messageOf(error) }, 'older history could not be read from PostgreSQL');
      return [];
    } finally {
      patience.abort();
    }
  }

  /** When the local candles of a symbol begin; Infinity without any. */
  async function beginOf(venue: string, symbol: string): Promise<number> {
    const held = (await local.coverage(venue)).find((one) => one.symbol === symbol);
    return held?.first ?? Infinity;
  }

  return {
    ...local,
    async candles(q) {
      const here = await local.candles(q);
      if (server() === null) return here;
      const begin = await beginOf(q.venue, q.symbol);
      if (q.from >= begin) return here;
      const older = await ask((history) => history.candles({ ...q, to: Math.min(q.to, begin) }));
      return [...older, ...here].slice(0, q.limit);
    },
    async prices(q) {
      const here = await local.prices(q);
      return here.length > 0 ? here : ask((history) => history.prices(q));
    },
  };
}
