/**
 * Candles of several sources, each oldest first, as one stream by time, then symbol; and the gap events of holes in a tape
 * that is otherwise dense. Reads ahead one candle a source, keeps nothing else.
 */
import { type Candle, type CandleEvent, type EpochMs, type Gap, MINUTE_MS } from '../../src-shared/market.ts';

/** More missing minutes than this on a dense tape is an outage of the recorder or the venue, not a quiet market. */
const OUTAGE_MINUTES = 10;
const DENSE_SHARE = 0.95;
/** Too early to call a tape dense. */
const LEAST_ROWS = 1_000;

interface Source {
  /** When its next event is due; +Infinity at the end. */
  time: EpochMs;
  next(): Promise<CandleEvent | Gap> | CandleEvent | Gap;
  readonly symbol: string;
}

export async function* mergeCandles(
  tapes: readonly { readonly symbol: string; readonly batches: AsyncIterable<readonly Candle[]> }[],
): AsyncGenerator<CandleEvent | Gap> {
  const sources = await Promise.all(tapes.map(({ symbol, batches }) => openSource(symbol, batches)));
  try {
    for (;;) {
      const source = earliest(sources);
      if (source === null) return;
      const event = source.next();
      // Most candles are in memory already; awaiting each would cost as much as reading it.
      yield event instanceof Promise ? await event : event;
    }
  } finally {
    await Promise.all(sources.map((source) => source.close()));
  }
}

function earliest(sources: readonly Source[]): Source | null {
  let best: Source | null = null;
  for (const source of sources) {
    if (source.time === Infinity) continue;
    if (best === null || source.time < best.time || (source.time === best.time && source.symbol < best.symbol))
      best = source;
  }
  return best;
}

async function openSource(
  symbol: string,
  batches: AsyncIterable<readonly Candle[]>,
): Promise<Source & { close(): Promise<void> }> {
  const reader = batches[Symbol.asyncIterator]();
  const holes = createHoleFinder(symbol);
  let batch: readonly Candle[] = [];
  let at = 0;
  let gap: Gap | null = null;
  const schedule = (): void => {
    const candle = batch[at];
    gap = candle === undefined ? null : holes.before(candle);
    source.time = gap?.from ?? candle?.openTime ?? Infinity;
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
  const source = {
    symbol,
    time: Infinity,
    next(): Promise<CandleEvent | Gap> | CandleEvent | Gap {
      if (gap !== null) {
        const told = gap;
        gap = null;
        source.time = batch[at]?.openTime ?? Infinity;
        return told;
      }
      const event: CandleEvent = { kind: 'candle', candle: batch[at] as Candle };
      at += 1;
      if (at === batch.length) return refill().then(() => event);
      schedule();
      return event;
    },
    close: async () => void (await reader.return?.()),
  };
  await refill();
  return source;
}

interface HoleFinder {
  /** The gap that ends with this candle, or null; learns from it. */
  before(candle: Candle): Gap | null;
}

function createHoleFinder(symbol: string): HoleFinder {
  let rows = 0;
  let minutes = 0;
  let last = -Infinity;
  return {
    before({ openTime }) {
      const missing = last === -Infinity ? 0 : (openTime - last) / MINUTE_MS - 1;
      const from = last + MINUTE_MS;
      const outage = missing > OUTAGE_MINUTES && rows >= LEAST_ROWS && rows / minutes >= DENSE_SHARE;
      rows += 1;
      // An outage says nothing about how dense the tape is.
      minutes += outage ? 1 : missing + 1;
      last = openTime;
      return outage ? { kind: 'gap', symbol, from, to: openTime, reason: 'outage_in_file', missingTrades: null } : null;
    },
  };
}
