/**
 * Feeds of what is already there: candle and trade files, or a store. The same iterable of events as a live feed, merged by
 * time, as fast as it is read; holes in a dense tape are gaps. Ends when the input is used up. Has no REST: history is
 * unavailable.
 */
import { FaultError, throwFault } from '../../src-shared/fault.ts';
import type { FeedHealth } from '../../src-shared/health.ts';
import {
  type Candle,
  type EpochMs,
  type FeedEvent,
  type Gap,
  type Market,
  MINUTE_MS,
} from '../../src-shared/market.ts';
import type { Feed } from '../../src-shared/ports/feed.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import { candleFormat } from './candle-file.ts';
import { mergeTapes, type TapeEvent, type TapeSource } from './merge-tapes.ts';
import { openTapeFile, type TapeReport, type TapeRow } from './tape-file.ts';
import { TRADE_FORMAT } from './trade-file.ts';

export interface ReplayFile {
  readonly path: string;
  /** Default: the file's name up to the first dot. */
  readonly symbol?: string;
}

export interface ReplayFeedOptions {
  readonly files: readonly (string | ReplayFile)[];
  readonly venue: string;
}

export interface ReplayFeed extends Feed {
  readonly symbols: readonly string[];
  /** Rows and bad rows of each file, so far. */
  reports(): TapeReport[];
}

/**
 * Each file is of candles or of trades, as its header line says. Throws bad_input when a file name gives no symbol; what is
 * wrong inside a file comes out of `events`.
 */
export function createReplayFeed({ files, venue }: ReplayFeedOptions): ReplayFeed {
  const formats = [candleFormat(venue), TRADE_FORMAT];
  const opened = files.map((file) => {
    const { path, symbol } = typeof file === 'string' ? { path: file } : file;
    return openTapeFile<TapeRow>(path, formats, symbol);
  });
  const tapes = opened.map((file) => ({ symbol: file.symbol, batches: file }));
  const reports = (): TapeReport[] => opened.map((file) => file.report());
  const badRows = (): number => reports().reduce((sum, report) => sum + report.badRows, 0);
  return { ...tapeFeed(venue, tapes, badRows), reports };
}

export interface StoreFeedOptions {
  readonly reader: Pick<Reader, 'candles'>;
  readonly venue: string;
  readonly symbols: readonly string[];
  /** First minute (inclusive) and the end (exclusive). */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Candles read at a time; each symbol holds one page. */
  readonly page?: number;
}

const PAGE = 10_000;

export function createStoreFeed({ reader, venue, symbols, from, to, page = PAGE }: StoreFeedOptions): Feed {
  const tapes = symbols.map((symbol) => ({
    symbol,
    batches: storedCandles(reader, { symbol, venue, from, to }, page),
  }));
  return tapeFeed(venue, tapes, () => 0);
}

function storedCandles(
  reader: StoreFeedOptions['reader'],
  query: { symbol: string; venue: string; from: EpochMs; to: EpochMs },
  limit: number,
): AsyncIterable<Candle[]> {
  return {
    async *[Symbol.asyncIterator]() {
      for (let from = query.from; from < query.to;) {
        const page = await reader.candles({ ...query, from, limit });
        const last = page.at(-1);
        if (last === undefined) return;
        yield page;
        from = last.openTime + MINUTE_MS;
      }
    },
  };
}

type TapeFeed = Feed & { readonly symbols: readonly string[] };

function tapeFeed(venue: string, tapes: readonly TapeSource[], badRows: () => number): TapeFeed {
  const symbols = tapes.map((tape) => tape.symbol);
  const seen = {
    state: 'stopped' as FeedHealth['state'],
    received: 0,
    last: null as EpochMs | null,
    fault: null as string | null,
  };
  return {
    venue,
    symbols,
    async *events(signal): AsyncGenerator<readonly FeedEvent[]> {
      seen.state = 'replaying';
      try {
        for await (const events of mergeTapes(tapes)) {
          if (signal.aborted) return;
          const rows = events.filter((event) => event.kind !== 'gap');
          const last = rows.at(-1);
          seen.received += rows.length;
          if (last !== undefined) seen.last = endOf(last);
          yield events;
        }
      } catch (error) {
        seen.fault = error instanceof FaultError ? error.fault.detail : String(error);
        throw error;
      } finally {
        seen.state = 'stopped';
      }
    },
    async history() {
      return throwFault('unavailable', 'a replay has no history beyond its tapes');
    },
    markets: async () => symbols.map(marketOf),
    health: () => ({
      venue,
      state: seen.state,
      simulated: false,
      symbols: symbols.length,
      lastEventTime: seen.last,
      lastReceivedTime: seen.last,
      reconnects: 0,
      gapsOpen: 0,
      gapsRepaired: 0,
      skewMs: null,
      received: seen.received,
      refused: nonZero('bad_row', badRows()),
      lastFault: seen.fault,
    }),
  };
}

const endOf = (event: Exclude<TapeEvent, Gap>): EpochMs =>
  event.kind === 'candle' ? event.candle.openTime + MINUTE_MS : event.eventTime;

const nonZero = (reason: string, count: number): Record<string, number> => (count === 0 ? {} : { [reason]: count });

function marketOf(symbol: string): Market {
  const [base = '', quote = ''] = symbol.split('-');
  return { symbol, base, quote, active: true, tickSize: null };
}
