/**
 * Candles and trades of several sources, each oldest first, as one stream by time, then symbol; a candle's time is the open of
 * its minute. And the gap events of holes in a tape that is otherwise dense. Reads ahead one batch a source, and merges in one go
 * what is in memory: a batch ends where a source has to be read on.
 */
import { type CandleEvent, type EpochMs, type Gap, MINUTE_MS, minuteOf, type Trade } from '../../src-shared/market.ts';
import { rowTime, type TapeRow } from './tape-file.ts';

/** More missing minutes than this on a dense tape is an outage of the recorder or the venue, not a quiet market. */
const OUTAGE_MINUTES = 10;
const DENSE_SHARE = 0.95;
/** Too early to call a tape dense. */
const LEAST_TRADED = 1_000;

export type TapeEvent = CandleEvent | Trade | Gap;

export type TapeSource = { readonly symbol: string; readonly batches: AsyncIterable<readonly TapeRow[]> };

/** Events merged at most before they are handed on. */
const MOST_MERGED = 4_096;

interface Source {
  /** When its next event is due; +Infinity at the end. */
  time: EpochMs;
  /** The event that is due; afterwards nothing may be in memory any more. */
  next(): TapeEvent;
  /** True when the next event has to be read first. */
  dry(): boolean;
  refill(): Promise<void>;
  close(): Promise<void>;
}

export async function* mergeTapes(tapes: readonly TapeSource[]): AsyncGenerator<TapeEvent[]> {
  // In the order of symbols, so that the first of those due at the same time is the right one.
  const ordered = tapes.toSorted((a, b) => (a.symbol < b.symbol ? -1 : Number(a.symbol > b.symbol)));
  const sources = await Promise.all(ordered.map(openSource));
  try {
    for (;;) {
      const merged: TapeEvent[] = [];
      const dry = mergeInto(merged, sources);
      if (merged.length > 0) yield merged;
      else if (dry === null) return;
      await dry?.refill();
    }
  } finally {
    await Promise.all(sources.map((source) => source.close()));
  }
}

/** Stops at a source that has to be read on, and returns it. */
function mergeInto(merged: TapeEvent[], sources: readonly Source[]): Source | null {
  while (merged.length < MOST_MERGED) {
    const source = earliest(sources);
    if (source === null) return null;
    merged.push(source.next());
    if (source.dry()) return source;
  }
  return null;
}

function earliest(sources: readonly Source[]): Source | null {
  let best: Source | null = null;
  let time = Infinity;
  for (const source of sources) {
    if (source.time >= time) continue;
    best = source;
    time = source.time;
  }
  return best;
}

async function openSource({ symbol, batches }: TapeSource): Promise<Source> {
  const reader = batches[Symbol.asyncIterator]();
  const holes = createHoleFinder(symbol);
  let batch: readonly TapeRow[] = [];
  let at = 0;
  let gap: Gap | null = null;
  const headTime = (): EpochMs => {
    const row = batch[at];
    return row === undefined ? Infinity : rowTime(row);
  };
  const schedule = (): void => {
    const row = batch[at];
    gap = row === undefined ? null : holes.before(minuteOf(rowTime(row)));
    source.time = gap?.from ?? headTime();
  };
  const refill = async (): Promise<void> => {
    at = 0;
    do {
      const step = await reader.next();
      batch = step.done === true ? [] : step.value;
      if (step.done === true) break;
    } while (batch.length === 0);
    schedule();
  };
  const source: Source = {
    time: Infinity,
    next() {
      if (gap !== null) {
        const told = gap;
        gap = null;
        source.time = headTime();
        return told;
      }
      const row = batch[at] as TapeRow;
      const event: TapeEvent = 'openTime' in row ? { kind: 'candle', candle: row } : row;
      at += 1;
      if (at < batch.length) schedule();
      return event;
    },
    dry: () => at > 0 && at === batch.length,
    refill,
    close: async () => void (await reader.return?.()),
  };
  await refill();
  return source;
}

interface HoleFinder {
  /** The gap that ends with this minute, in which something traded, or null; learns from it. */
  before(minute: EpochMs): Gap | null;
}

function createHoleFinder(symbol: string): HoleFinder {
  /** Minutes in which something traded, and all of them. */
  let traded = 0;
  let minutes = 0;
  let last = -Infinity;
  return {
    before(minute) {
      if (minute === last) return null;
      const missing = last === -Infinity ? 0 : (minute - last) / MINUTE_MS - 1;
      const from = last + MINUTE_MS;
      const outage = missing > OUTAGE_MINUTES && traded >= LEAST_TRADED && traded / minutes >= DENSE_SHARE;
      traded += 1;
      // An outage says nothing about how dense the tape is.
      minutes += outage ? 1 : missing + 1;
      last = minute;
      return outage ? { kind: 'gap', symbol, from, to: minute, reason: 'outage_in_file', missingTrades: null } : null;
    },
  };
}
