/**
 * At a start: restore each symbol's detection state, learn from the stored history, and walk what the program missed while it
 * was not running. Minutes that an earlier run had already seen live are walked quietly (same ids, nobody is told twice);
 * minutes it never saw become `late` and go to the digest.
 */
import type { Candle, EpochMs } from '../../src-shared/market.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import type { Writer } from '../../src-shared/ports/writer.ts';
import type { Detection } from '../detect/detection.ts';
import { createStoreFeed } from '../feed/replay-feed.ts';
import type { Board } from '../publish/board.ts';
import type { Episodes } from './episodes.ts';

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
export async function catchUp(
  o: CatchUpOptions,
  seenUntil: EpochMs | null,
  now: EpochMs,
  signal: AbortSignal,
): Promise<void> {
  const known = await restoreAll(o);
  // As the market showed them, all symbols by time: beta, budget and breadth see what they would have seen.
  const stored = createStoreFeed({ reader: o.reader, venue: o.venue, symbols: o.symbols, from: 0, to: now });
  for await (const event of stored.events(signal)) {
    if (event.kind === 'gap') o.detection.onGap(event.symbol, event.from, event.to);
    if (event.kind === 'candle') takeIn(o, event.candle, known.get(event.candle.symbol) ?? null, seenUntil);
  }
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
