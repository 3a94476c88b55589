/**
 * Stands between a feed and the candles: refuses what cannot be (no number, ≤ 0, absurd, far ahead of the clock), what came
 * twice, what belongs to a minute already closed, and holds a lone print beyond its band until a second one confirms it.
 * Promises that nothing non-finite passes, per-symbol order, and a count of everything it refuses, by reason. Synchronous,
 * O(1) per event.
 */
import { type Candle, type EpochMs, type FeedEvent, type Gap, minuteOf, type Repaired, type Ticker, type Trade } from '../../src-shared/market.ts'; // prettier-ignore
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import { candleFlaw, MOST_AMOUNT, plausiblePrice } from './candle-check.ts';
import { createPriceGate, type PriceGate } from './price-band.ts';
import { createTradeIds, type TradeIds } from './trade-ids.ts';

export interface TickGuardOptions {
  readonly market: TimeSource;
  /** How far ahead of the market clock an event may be. Market ms. Default 10 s: a print from a later minute ends its minute too early. */
  readonly toleranceMs?: number;
  /** The venue's clock minus ours, so that a wrong clock here does not refuse a sound feed. Default 0. */
  readonly skewMs?: () => number;
  /** Largest believable jump of a single print as a share of price (0.05 = 5 %); null for the guard's own band. */
  readonly band?: (symbol: string) => number | null;
}

export interface TickGuard {
  /** What may pass, in order: nothing, the event, or a held print and the event that confirmed it. */
  accept(event: FeedEvent): FeedEvent[];
  /** Gives up held prints that nothing confirmed within 10 s of event time before `now`. */
  expire(now: EpochMs): void;
  /** Event time of the trade that is held, null when none is: its minute is not complete before it passes or expires. */
  holding(symbol: string): EpochMs | null;
  /** Refused so far, by reason. */
  counts(): Record<string, number>;
}

type Reason =
  | 'not_a_number'
  | 'not_positive'
  | 'absurd'
  | 'bad_time'
  | 'future'
  | 'duplicate'
  | 'out_of_order'
  | 'lone_print'
  | 'bad_candle'
  | 'bad_gap';

interface SymbolGuard {
  readonly ids: TradeIds;
  readonly trades: PriceGate<Trade>;
  readonly tickers: PriceGate<Ticker>;
  newestTrade: EpochMs;
  newestTicker: EpochMs;
  newestCandle: EpochMs;
}

const DEFAULT_TOLERANCE_MS = 10_000;
/** 2001-09-09: before any market we watch, and what seconds taken for milliseconds look like. */
const OLDEST_TIME = 1e12;
const NONE: FeedEvent[] = [];

export function createTickGuard(options: TickGuardOptions): TickGuard {
  const { market, toleranceMs = DEFAULT_TOLERANCE_MS, skewMs = () => 0, band = () => null } = options;
  const symbols = new Map<string, SymbolGuard>();
  const refused = new Map<Reason, number>();

  const refuse = (reason: Reason): FeedEvent[] => {
    refused.set(reason, (refused.get(reason) ?? 0) + 1);
    return NONE;
  };
  const guardOf = (symbol: string): SymbolGuard => {
    const known = symbols.get(symbol);
    if (known) return known;
    const fresh = freshGuard();
    symbols.set(symbol, fresh);
    return fresh;
  };
  const latest = (): EpochMs => market.now() + skewMs() + toleranceMs;

  /** `newest`: event time of the newest print of this kind that passed. */
  const timeProblem = (eventTime: EpochMs, newest: EpochMs): Reason | null => {
    if (!(eventTime >= OLDEST_TIME)) return 'bad_time';
    if (eventTime > latest()) return 'future';
    return eventTime < minuteOf(newest) ? 'out_of_order' : null;
  };
  const gated = <P extends Trade | Ticker>(gate: PriceGate<P>, print: P): readonly P[] => {
    const { pass, dropped } = gate.offer(print, band(print.symbol));
    if (dropped !== null) refuse('lone_print');
    return pass;
  };
  const trade = (event: Trade): FeedEvent[] => {
    const guard = guardOf(event.symbol);
    const problem =
      numberProblem(event.price) ?? amountProblem(event) ?? timeProblem(event.eventTime, guard.newestTrade);
    if (problem !== null) return refuse(problem);
    if (event.tradeId !== null && !guard.ids.add(event.tradeId)) return refuse('duplicate');
    // A held print closes no minute for the others: only what passes moves the time.
    const pass = gated(guard.trades, event);
    for (const one of pass) guard.newestTrade = Math.max(guard.newestTrade, one.eventTime);
    return [...pass];
  };
  const ticker = (event: Ticker): FeedEvent[] => {
    const guard = guardOf(event.symbol);
    const problem = numberProblem(event.price) ?? timeProblem(event.eventTime, guard.newestTicker);
    if (problem !== null) return refuse(problem);
    const pass = gated(guard.tickers, withSoundFields(event));
    for (const one of pass) guard.newestTicker = Math.max(guard.newestTicker, one.eventTime);
    return [...pass];
  };
  const candle = (event: FeedEvent, of: Candle): FeedEvent[] => {
    const { symbol, openTime } = of;
    if (candleFlaw(of) !== null) return refuse('bad_candle');
    const guard = guardOf(symbol);
    if (openTime === guard.newestCandle) return refuse('duplicate');
    if (openTime < guard.newestCandle) return refuse('out_of_order');
    guard.newestCandle = openTime;
    return [event];
  };
  const gap = (event: Gap): FeedEvent[] => {
    const sound = event.from >= 0 && event.to > event.from && Number.isFinite(event.to);
    return sound ? [event] : refuse('bad_gap');
  };
  const repaired = (event: Repaired): FeedEvent[] => {
    if (!(event.from >= 0 && event.to > event.from && Number.isFinite(event.to))) return refuse('bad_gap');
    const sound = event.candles.filter((one) => one.openTime <= latest() && candleFlaw(one) === null);
    for (let i = sound.length; i < event.candles.length; i++) refuse('bad_candle');
    return sound.length === event.candles.length ? [event] : [{ ...event, candles: sound }];
  };

  return {
    accept(event) {
      switch (event.kind) {
        case 'trade':
          return trade(event);
        case 'ticker':
          return ticker(event);
        case 'candle':
          return candle(event, event.candle);
        case 'gap':
          return gap(event);
        case 'repaired':
          return repaired(event);
      }
    },
    expire(now) {
      for (const guard of symbols.values()) {
        if (guard.trades.expire(now) !== null) refuse('lone_print');
        if (guard.tickers.expire(now) !== null) refuse('lone_print');
      }
    },
    holding: (symbol) => symbols.get(symbol)?.trades.holding() ?? null,
    counts: () => Object.fromEntries(refused),
  };
}

const freshGuard = (): SymbolGuard => ({
  ids: createTradeIds(),
  trades: createPriceGate({ sameMoment: true }),
  tickers: createPriceGate({ sameMoment: false }),
  newestTrade: 0,
  newestTicker: 0,
  newestCandle: 0,
});

function numberProblem(price: number): Reason | null {
  if (!Number.isFinite(price)) return 'not_a_number';
  if (price <= 0) return 'not_positive';
  return plausiblePrice(price) ? null : 'absurd';
}

function amountProblem({ amount, price }: Trade): Reason | null {
  if (!Number.isFinite(amount)) return 'not_a_number';
  if (amount <= 0) return 'not_positive';
  return amount > MOST_AMOUNT || amount * price > MOST_AMOUNT ? 'absurd' : null;
}

const soundOrNull = (value: number | null): number | null => (value !== null && plausiblePrice(value) ? value : null);

/** The price decides about a ticker; a broken quote beside it is left out. */
function withSoundFields(event: Ticker): Ticker {
  const { bid, ask, high24h, low24h, volume24h } = event;
  const volume = volume24h !== null && volume24h >= 0 && Number.isFinite(volume24h) ? volume24h : null;
  const same =
    soundOrNull(bid) === bid &&
    soundOrNull(ask) === ask &&
    soundOrNull(high24h) === high24h &&
    soundOrNull(low24h) === low24h;
  if (same && volume === volume24h) return event;
  return {
    ...event,
    bid: soundOrNull(bid),
    ask: soundOrNull(ask),
    high24h: soundOrNull(high24h),
    low24h: soundOrNull(low24h),
    volume24h: volume,
  };
}
