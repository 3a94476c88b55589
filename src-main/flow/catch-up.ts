/**
 * At a start: restore each symbol's detection state, learn from the stored history, and walk what the program missed while it
 * was not running. Minutes that an earlier run had already seen live are walked quietly (same ids, nobody is told twice);
 * minutes it never saw become `late` and go to the digest.
 */
import type { Candle, EpochMs } from '../../src-shared/market.ts';
import { MINUTE_MS } from '../../src-shared/market.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import type { Writer } from '../../src-shared/ports/writer.ts';
import type { Detection } from '../detect/detection.ts';
import type { Board } from '../publish/board.ts';
import type { Episodes } from './episodes.ts';

const PAGE = 20_000;

export interface CatchUpOptions {
  readonly venue: string;
  readonly symbols: readonly string[];
  readonly reader: Reader;
  readonly detection: Detection;
  readonly episodes: Episodes;
  readonly board: Board;
}

interface SavedState {
  /** Open time of the last minute that is inside `detection`. */
  readonly minute: EpochMs;
  readonly detection: unknown;
}

const stateKey = (venue: string, symbol: string): string => `detect|${venue}|${symbol}`;
const sharedKey = (venue: string): string => `detect|${venue}`;

/** `seenUntil`: the newest stored event of the earlier run; null at a first start (then history only teaches). */
export async function catchUp(o: CatchUpOptions, seenUntil: EpochMs | null, now: EpochMs): Promise<void> {
  const shared = await o.reader.state(sharedKey(o.venue));
  if (shared !== null && shared !== undefined) o.detection.restoreShared(shared);
  const missed: Candle[] = [];
  for (const symbol of o.symbols) {
    const saved = (await o.reader.state(stateKey(o.venue, symbol))) as SavedState | null | undefined;
    if (saved) o.detection.restore(symbol, saved.detection);
    for await (const candle of storedCandles(o, symbol, now)) {
      o.board.history(candle);
      if (!saved || seenUntil === null) o.detection.warm(candle);
      else if (candle.openTime > saved.minute) missed.push(candle);
    }
  }
  // As the market showed them: by time, then symbol, so that budget and breadth see what they would have seen.
  missed.sort((a, b) => a.openTime - b.openTime || (a.symbol < b.symbol ? -1 : 1));
  for (const candle of missed) {
    const late = candle.openTime > (seenUntil ?? 0);
    o.episodes.handle(o.detection.onClosed(candle, { late }), !late);
  }
}

async function* storedCandles(o: CatchUpOptions, symbol: string, to: EpochMs): AsyncGenerator<Candle> {
  let from: EpochMs = 0;
  for (;;) {
    const page = await o.reader.candles({ symbol, venue: o.venue, from, to, limit: PAGE });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    from = last.openTime + MINUTE_MS;
  }
}

/** Saves what `catchUp` restores. */
export async function saveDetection(
  o: Pick<CatchUpOptions, 'venue' | 'symbols' | 'detection'>,
  writer: Writer,
  lastClosed: (symbol: string) => EpochMs | null,
): Promise<void> {
  for (const symbol of o.symbols) {
    const minute = lastClosed(symbol);
    if (minute === null) continue;
    const state: SavedState = { minute, detection: o.detection.serialise(symbol) };
    await writer.saveState(stateKey(o.venue, symbol), state);
  }
  await writer.saveState(sharedKey(o.venue), o.detection.serialiseShared());
}
