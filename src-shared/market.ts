/**
 * Market words: trade, ticker, gap, candle. Prices are in quote currency, amounts in base currency, times are epoch
 * milliseconds UTC. eventTime is the venue's, receivedTime ours.
 */
import { z } from 'zod';

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** The venue's own base-quote pair, `BTC-USD`. At most 20 characters (the seed's VARCHAR(20)). */
export const SymbolSchema = z
  .string()
  .regex(/^[A-Z0-9][A-Z0-9._]*-[A-Z0-9]+$/, 'expected BASE-QUOTE such as BTC-USD')
  .max(20);
export const VenueSchema = z.string().regex(/^[a-z0-9_]{1,20}$/, 'expected a venue id such as coinbaseexchange');

export interface Trade {
  readonly kind: 'trade';
  readonly symbol: string;
  readonly price: number;
  /** Base currency. */
  readonly amount: number;
  /** Aggressor side; null when the venue does not say. */
  readonly side: 'buy' | 'sell' | null;
  /** The venue's id; null when it gives none. */
  readonly tradeId: string | null;
  readonly eventTime: EpochMs;
  readonly receivedTime: EpochMs;
}

/** The venue's 24-hour summary with the best quote. */
export interface Ticker {
  readonly kind: 'ticker';
  readonly symbol: string;
  readonly price: number;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly high24h: number | null;
  readonly low24h: number | null;
  /** Base currency traded in the last 24 hours. Never used as a minute's volume. */
  readonly volume24h: number | null;
  readonly eventTime: EpochMs;
  readonly receivedTime: EpochMs;
}

/** Events of `symbol` between `from` (inclusive) and `to` (exclusive) may be missing. */
export interface Gap {
  readonly kind: 'gap';
  readonly symbol: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** disconnect | silence | trade_ids | wake | outage_in_file … */
  readonly reason: string;
  /** Trades known to be missing (contiguous ids), null when unknown. */
  readonly missingTrades: number | null;
}

/** The venue's REST truth for minutes that a gap touched. Minutes absent from `candles` had no trade. */
export interface Repaired {
  readonly kind: 'repaired';
  readonly symbol: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly candles: readonly Candle[];
}

/** A closed one-minute candle given as such (replay of candle files, back-fill). */
export interface CandleEvent {
  readonly kind: 'candle';
  readonly candle: Candle;
}

export type FeedEvent = Trade | Ticker | Gap | Repaired | CandleEvent;

export const CandleSchema = z.object({
  symbol: z.string(),
  venue: z.string(),
  /** Open time of the minute. */
  openTime: z.number(),
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  /** Base currency traded in that minute. */
  volume: z.number(),
  /** Number of trades; null when the source does not say. */
  trades: z.number().nullable(),
  /** True when it came from REST after a gap, not from the stream. */
  repaired: z.boolean(),
});
export type Candle = z.infer<typeof CandleSchema>;

export const minuteOf = (time: EpochMs): EpochMs => Math.floor(time / MINUTE_MS) * MINUTE_MS;
/** Seen as quote currency: base volume × close (the only definition that history, replay and live share). */
export const quoteVolumeOf = (candle: Pick<Candle, 'volume' | 'close'>): number => candle.volume * candle.close;
export const baseOf = (symbol: string): string => symbol.slice(0, symbol.indexOf('-'));

/** What a venue says of one of its markets. */
export const MarketSchema = z.object({
  symbol: z.string(),
  base: z.string(),
  quote: z.string(),
  active: z.boolean(),
  /** Smallest price step in quote currency; null when unknown. */
  tickSize: z.number().nullable(),
});
export type Market = z.infer<typeof MarketSchema>;

export const PriceSampleSchema = z.object({
  symbol: z.string(),
  timestamp: z.number(),
  price: z.number(),
  volume_24h: z.number().nullable(),
  high_24h: z.number().nullable(),
  low_24h: z.number().nullable(),
  bid: z.number().nullable(),
  ask: z.number().nullable(),
  source: z.string(),
});
/** A row of the seed's `prices`: at most one per symbol and second. */
export type PriceSample = z.infer<typeof PriceSampleSchema>;

/** One row of the watch-list, coalesced at ≤ 10 Hz. */
export const QuoteRowSchema = z.object({
  symbol: z.string(),
  price: z.number().nullable(),
  /** Percent against the price 24 h before; null while unknown. */
  change24hPct: z.number().nullable(),
  eventTime: z.number().nullable(),
  receivedTime: z.number().nullable(),
  /** Episodes a day at least as extreme as now; null while learning. */
  lambdaPerDay: z.number().nullable(),
  learning: z.boolean(),
  /** Closes of the last 60 minutes, oldest first. */
  spark: z.array(z.number()),
});
export type QuoteRow = z.infer<typeof QuoteRowSchema>;

/** A row that changed. `spark` only when it changed too, once a minute: it is most of a row, and ten go out a second. */
export const QuoteChangeSchema = QuoteRowSchema.partial({ spark: true });
export type QuoteChange = z.infer<typeof QuoteChangeSchema>;
