/**
 * One-minute candles of one symbol from its trades. A trade of a later minute closes the earlier one; `closeUpTo` closes by
 * time (the caller subtracts its grace). Minutes without trades give no candle. Tickers count only while no trade was ever
 * seen, and then carry no volume. Trades of closed minutes are refused, counted, and their minute reported for repair.
 * The forming candle is updated in place: copy it to keep it. A closed candle is never touched again.
 */
import { MINUTE_MS, minuteOf, type Candle, type EpochMs, type Ticker, type Trade } from '../../src-shared/market.ts';
import { isSoundCandle } from './candle-check.ts';

export interface BuilderCounts {
  /** Trades that came after their minute was closed. */
  readonly late: number;
  /** Trades and repaired candles with impossible numbers. */
  readonly unsound: number;
}

export interface Built {
  readonly forming: Candle | null;
  /** The minute that this event closed. */
  readonly closed: Candle | null;
}

export interface CandleBuilder {
  onTrade(trade: Trade): Built;
  onTicker(ticker: Ticker): Built;
  closeUpTo(time: EpochMs): Candle | null;
  forming(): Candle | null;
  /**
   * REST truth for complete minutes, sound, sorted, one per minute; where it is of the forming minute it takes its place. Minutes
   * after a forming one that it does not hold are left out: close that one first, or they would come before it.
   */
  merge(repaired: readonly Candle[]): Candle[];
  counts(): BuilderCounts;
  /** Minutes that late trades belong to, each once; forgotten by the call. */
  takeLateMinutes(): EpochMs[];
}

const MOST_LATE_MINUTES = 1000;
const isPrice = (price: number) => price > 0 && price < Infinity;

export function createCandleBuilder(of: { symbol: string; venue: string }): CandleBuilder {
  let forming: Candle | null = null;
  let fromTickers = false;
  let tradesSeen = false;
  let lastClosed = -Infinity;
  let [late, unsound] = [0, 0];
  const lateMinutes = new Set<EpochMs>();

  const opened = (openTime: EpochMs, price: number): Candle => ({
    ...of,
    openTime,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: 0,
    trades: 0,
    repaired: false,
  });

  function close(): Candle | null {
    const closed = forming;
    if (closed) lastClosed = closed.openTime;
    forming = null;
    fromTickers = false;
    return closed;
  }

  function noteLate(minute: EpochMs): Built {
    late += 1;
    if (lateMinutes.size < MOST_LATE_MINUTES) lateMinutes.add(minute);
    return { forming, closed: null };
  }

  /** Moves to the minute of a new price; returns what that closed. */
  function enter(minute: EpochMs, price: number): Candle | null {
    const closed = forming && minute > forming.openTime ? close() : null;
    forming ??= opened(minute, price);
    return closed;
  }

  function addPrice(candle: Candle, price: number): void {
    if (price > candle.high) candle.high = price;
    if (price < candle.low) candle.low = price;
    candle.close = price;
  }

  function onTrade(trade: Trade): Built {
    if (!isPrice(trade.price) || !(trade.amount >= 0) || trade.amount === Infinity || !(trade.eventTime > 0)) {
      unsound += 1;
      return { forming, closed: null };
    }
    const minute = minuteOf(trade.eventTime);
    if (minute <= lastClosed || (forming && minute < forming.openTime)) return noteLate(minute);
    tradesSeen = true;
    // A real trade replaces what tickers had sketched of the minute.
    if (fromTickers && forming?.openTime === minute) forming = null;
    const closed = enter(minute, trade.price);
    fromTickers = false;
    const candle = forming as Candle;
    addPrice(candle, trade.price);
    candle.volume += trade.amount;
    candle.trades = (candle.trades ?? 0) + 1;
    return { forming: candle, closed };
  }

  function onTicker(ticker: Ticker): Built {
    const minute = minuteOf(ticker.eventTime);
    const usable = !tradesSeen && isPrice(ticker.price) && ticker.eventTime > 0 && minute > lastClosed;
    if (!usable || (forming && minute < forming.openTime)) return { forming, closed: null };
    const closed = enter(minute, ticker.price);
    fromTickers = true;
    const candle = forming as Candle;
    addPrice(candle, ticker.price);
    candle.trades = null;
    return { forming: candle, closed };
  }

  function merge(repaired: readonly Candle[]): Candle[] {
    const byMinute = new Map<EpochMs, Candle>();
    for (const candle of repaired) {
      if (candle.symbol !== of.symbol || !isSoundCandle(candle)) unsound += 1;
      else byMinute.set(candle.openTime, { ...candle, repaired: true });
    }
    // The truth holds all of the minute: a trade of it that is still under way would be counted twice.
    if (forming && byMinute.has(forming.openTime)) close();
    const upTo = forming?.openTime ?? Infinity;
    const merged = [...byMinute.values()].filter(({ openTime }) => openTime <= upTo).sort((a, b) => a.openTime - b.openTime); // prettier-ignore
    for (const candle of merged) {
      lastClosed = Math.max(lastClosed, candle.openTime);
      lateMinutes.delete(candle.openTime);
    }
    return merged;
  }

  return {
    onTrade,
    onTicker,
    closeUpTo: (time) => (forming && forming.openTime + MINUTE_MS <= time ? close() : null),
    forming: () => forming,
    merge,
    counts: () => ({ late, unsound }),
    takeLateMinutes() {
      const minutes = [...lateMinutes].sort((a, b) => a - b);
      lateMinutes.clear();
      return minutes;
    },
  };
}
