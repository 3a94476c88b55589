/**
 * At a start: restore each symbol's detection state, learn from the stored history, and walk what the program missed while it
 * was not running. Minutes that an earlier run had already seen live are walked quietly (same ids, nobody is told twice);
 * minutes it never saw become `late` and go to the digest.
 */
import { DAY_MS, type Candle, type EpochMs } from '../../src-shared/market.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import type { Detection } from '../detect/detection.ts';
import { createStoreFeed } from '../feed/replay-feed.ts';
import type { Board } from '../publish/board.ts';
import type { Episodes } from './episodes.ts';
import { sharedKey, stateKey, type SavedState } from './state-keeper.ts';

export interface CatchUpOptions {
  readonly venue: string;
  readonly symbols: readonly string[];
  readonly reader: Reader;
  readonly detection: Detection;
  readonly episodes: Episodes;
  readonly board: Board;
}

/** What detection remembers of a symbol, and a little: older candles would teach nothing that lasts. */
const MEMORY_MS = 61 * DAY_MS;

/** `seenUntil`: the newest stored event of the earlier run; null at a first start (then history only teaches). */
export async function catchUp(
  o: CatchUpOptions,
  seenUntil: EpochMs | null,
  now: EpochMs,
  signal: AbortSignal,
): Promise<void> {
  const known = await restoreAll(o);
  // As the market showed them, all symbols by time: beta, budget and breadth see what they would have seen.
  const stored = createStoreFeed({
    reader: o.reader,
    venue: o.venue,
    symbols: o.symbols,
    from: startOf(o.symbols, known, now),
    to: now,
  });
  for await (const events of stored.events(signal)) {
    for (const event of events) {
      if (event.kind === 'gap') o.detection.onGap(event.symbol, event.from, event.to);
      if (event.kind === 'candle') takeIn(o, event.candle, known.get(event.candle.symbol) ?? null, seenUntil);
    }
  }
}

/** A day before what is known, for the watch-list's rows; the memory's length where a symbol is new. */
function startOf(symbols: readonly string[], known: ReadonlyMap<string, EpochMs>, now: EpochMs): EpochMs {
  const earliest = symbols.reduce((least, symbol) => Math.min(least, known.get(symbol) ?? now - MEMORY_MS), now);
  return Math.max(0, earliest - DAY_MS);
}

/** Open time of the last minute inside each restored state. */
async function restoreAll(o: CatchUpOptions): Promise<Map<string, EpochMs>> {
  const known = new Map<string, EpochMs>();
  for (const symbol of o.symbols) {
    const saved = (await o.reader.state(stateKey(o.venue, symbol))) as SavedState | null | undefined;
    if (saved && o.detection.restore(symbol, saved.detection)) known.set(symbol, saved.minute);
  }
  const shared = await o.reader.state(sharedKey(o.venue));
  if (known.size > 0 && shared !== null && shared !== undefined) o.detection.restoreShared(shared);
  return known;
}

function takeIn(o: CatchUpOptions, candle: Candle, knownUntil: EpochMs | null, seenUntil: EpochMs | null): void {
  o.board.history(candle);
  if (knownUntil === null || seenUntil === null) return o.detection.warm(candle);
  if (candle.openTime <= knownUntil) return;
  const late = candle.openTime > seenUntil;
  o.episodes.handle(o.detection.onClosed(candle, { late }), !late);
}
