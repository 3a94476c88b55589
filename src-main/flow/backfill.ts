/**
 * Back-fill: whole UTC days from the venue's REST into the store, one `backfill_progress` row a day. A completed day is never
 * asked for again, today is never completed, an interrupted run goes on where it stopped. Symbols run side by side because
 * the venue's rate limit, not we, sets the pace.
 */
import PQueue from 'p-queue';
import { faultOf, messageOf } from '../../src-shared/fault.ts';
import type { BackfillStatus } from '../../src-shared/health.ts';
import { DAY_MS, MINUTE_MS, minuteOf, type EpochMs } from '../../src-shared/market.ts';
import type { Feed } from '../../src-shared/ports/feed.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import type { Clock } from '../../src-shared/ports/clock.ts';
import type { Writer } from '../../src-shared/ports/writer.ts';

const PARALLEL = 4;

export interface BackfillOptions {
  readonly feed: Feed;
  readonly reader: Reader;
  readonly writer: Writer;
  readonly clock: Clock;
  readonly onProgress: (status: BackfillStatus) => void;
  readonly onFault: (detail: string) => void;
}

export interface BackfillRequest {
  readonly symbols: readonly string[];
  readonly days: number;
  readonly signal: AbortSignal;
}

interface Piece {
  readonly symbol: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

const dayText = (time: EpochMs): string => new Date(time).toISOString().slice(0, 10);

/** Fetches what is missing; resolves with the number of candles stored. A day that fails is marked so and told; others go on. */
export async function backfill(options: BackfillOptions, request: BackfillRequest): Promise<number> {
  const { reader, clock, feed } = options;
  const pieces = await missingPieces(reader, feed.venue, request, clock.market.now());
  const startedAt = clock.wall.now();
  let done = 0;
  let stored = 0;
  let failed = 0;
  const tell = (symbol: string | null, active: boolean): void => {
    const elapsed = clock.wall.now() - startedAt;
    // Before each of those that run side by side has ended once, the pace is not known.
    const etaMs = done < Math.min(PARALLEL, pieces.length) ? null : (elapsed / done) * (pieces.length - done);
    options.onProgress({ active, done, total: pieces.length, symbol, etaMs, ...(failed > 0 && { failed }) });
  };
  const queue = new PQueue({ concurrency: PARALLEL });
  tell(null, pieces.length > 0);
  for (const piece of pieces) {
    void queue.add(async () => {
      if (request.signal.aborted) return;
      const fetched = await fetchPiece(options, piece, request.signal);
      if (fetched === null) failed += 1;
      else stored += fetched;
      done += 1;
      tell(piece.symbol, done < pieces.length);
    });
  }
  await queue.onIdle();
  tell(null, false);
  return stored;
}

async function missingPieces(reader: Reader, venue: string, request: BackfillRequest, now: EpochMs): Promise<Piece[]> {
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const pieces: Piece[] = [];
  for (const symbol of request.symbols) {
    const rows = await reader.backfills({ venue, symbol });
    const completed = new Set(
      rows.filter((r) => r.status === 'completed' && r.data_type === 'prices').map((r) => r.start_date),
    );
    for (let day = today - request.days * DAY_MS; day <= today; day += DAY_MS) {
      const to = Math.min(day + DAY_MS, minuteOf(now));
      if (!completed.has(dayText(day)) && to > day) pieces.push({ symbol, from: day, to });
    }
  }
  return pieces;
}

/** Candles stored; null when it failed, which has been told. */
async function fetchPiece(options: BackfillOptions, piece: Piece, signal: AbortSignal): Promise<number | null> {
  const { feed, writer, clock } = options;
  const isWholeDay = piece.to - piece.from === DAY_MS;
  const row = {
    symbol: piece.symbol,
    venue: feed.venue,
    data_type: 'prices' as const,
    start_date: dayText(piece.from),
    end_date: dayText(piece.to - MINUTE_MS),
    records_processed: 0,
    error_message: null,
    started_at: clock.market.now(),
    completed_at: null,
  };
  try {
    await writer.saveBackfill({ ...row, status: 'in_progress' });
    const candles = await feed.history({ ...piece, signal });
    await writer.journal({ prices: [], candles });
    // A day that is said to be complete is never asked for again: its candles must be on disk before.
    await writer.flush();
    const status = isWholeDay ? 'completed' : 'in_progress';
    await writer.saveBackfill({
      ...row,
      status,
      records_processed: candles.length,
      completed_at: isWholeDay ? clock.market.now() : null,
    });
    return candles.length;
  } catch (error) {
    if (signal.aborted || faultOf(error)?.kind === 'cancelled') return 0;
    options.onFault(`back-fill of ${piece.symbol} ${row.start_date}: ${messageOf(error)}`);
    const failed = { ...row, status: 'failed' as const, error_message: messageOf(error) };
    await writer.saveBackfill(failed).catch((problem: unknown) => options.onFault(messageOf(problem)));
    return null;
  }
}
