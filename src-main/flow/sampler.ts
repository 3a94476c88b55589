/**
 * What the journal keeps of the stream: at most one price sample per symbol and second (the seed's `prices`), and each closed
 * candle. Batches by size or by time; the bounded queue behind it is the store's.
 */
import type { Candle, EpochMs, PriceSample, Ticker, Trade } from '../../src-shared/market.ts';
import type { JournalBatch, Writer } from '../../src-shared/ports/writer.ts';

const SAMPLE_MS = 1000;
const BATCH_ROWS = 5000;

export interface Sampler {
  tick(tick: Trade | Ticker): void;
  candle(candle: Candle): void;
  /** Hands over what is held; resolves when the store took it. */
  flush(): Promise<void>;
  /** Resolves when the store took what has been handed over so far. */
  passed(): Promise<unknown>;
  /** Rows held here. */
  readonly held: number;
}

export interface SamplerOptions {
  readonly writer: Writer;
  readonly source: string;
  /** False keeps candles only (replay). */
  readonly prices?: boolean;
  /** False keeps no candles either (`--no-store`). */
  readonly candles?: boolean;
  readonly onFault: (error: unknown) => void;
}

export function createSampler({ writer, source, prices = true, candles = true, onFault }: SamplerOptions): Sampler {
  const lastSample = new Map<string, EpochMs>();
  const lastTicker = new Map<string, Ticker>();
  let batch = emptyBatch();
  /** Batches handed over by size: whoever flushes waits for them too, so that a replay is held back by the disk. */
  let handedOver: Promise<unknown> = Promise.resolve();
  const flush = async (): Promise<void> => {
    const full = batch;
    if (sizeOf(full) > 0) {
      batch = emptyBatch();
      handedOver = Promise.all([handedOver, writer.journal(full).catch(onFault)]).then(() => undefined);
    }
    await handedOver;
  };
  const flushWhenFull = (): void => {
    if (sizeOf(batch) >= BATCH_ROWS) void flush();
  };
  return {
    tick(tick) {
      if (tick.kind === 'ticker') lastTicker.set(tick.symbol, tick);
      if (!prices) return;
      const second = Math.floor(tick.eventTime / SAMPLE_MS);
      if ((lastSample.get(tick.symbol) ?? -1) >= second) return;
      lastSample.set(tick.symbol, second);
      batch.prices.push(sampleOf(tick, lastTicker.get(tick.symbol), source));
      flushWhenFull();
    },
    candle(candle) {
      if (!candles) return;
      batch.candles.push(candle);
      flushWhenFull();
    },
    flush,
    passed: () => handedOver,
    get held() {
      return sizeOf(batch);
    },
  };
}

type Batch = { prices: PriceSample[]; candles: Candle[] };
const emptyBatch = (): Batch => ({ prices: [], candles: [] });
const sizeOf = (batch: JournalBatch): number => batch.prices.length + batch.candles.length;

function sampleOf(tick: Trade | Ticker, ticker: Ticker | undefined, source: string): PriceSample {
  return {
    symbol: tick.symbol,
    timestamp: tick.eventTime,
    price: tick.price,
    volume_24h: ticker?.volume24h ?? null,
    high_24h: ticker?.high24h ?? null,
    low_24h: ticker?.low24h ?? null,
    bid: ticker?.bid ?? null,
    ask: ticker?.ask ?? null,
    source,
  };
}
