/**
 * What the simulated venue knows of one product at a moment of market time: trades, candles and 24-hour figures. REST and
 * the stream both read it, so they tell the same truth. Times are epoch milliseconds, of trades also microseconds.
 */
import { DAY_MS, MINUTE_MS, type EpochMs } from '../../src-shared/market.ts';
import { tradesOfMinute, type SimulatedTrade } from './minute-trades.ts';
import type { MinuteRow, Path } from './path.ts';
import type { Product } from './product.ts';

const DAY_MINUTES = DAY_MS / MINUTE_MS;
const KEPT_MINUTES = 8;

/** All in whole steps. */
export interface DayFigures {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly last: number;
  readonly lots: number;
}

export interface PlacedTrade extends SimulatedTrade {
  readonly product: Product;
  readonly openTime: EpochMs;
}

export interface Tape {
  readonly product: Product;
  /** Epoch milliseconds of the first simulated minute. */
  readonly start: EpochMs;
  /** All trades of the minute that opens at `openTime`, past or not, in order. */
  minute(openTime: EpochMs): readonly PlacedTrade[];
  /** The candle as of `now`: null before the history or when nothing has traded yet. */
  candle(openTime: EpochMs, now: EpochMs): Pick<MinuteRow, 'open' | 'high' | 'low' | 'close' | 'lots'> | null;
  lastTrade(now: EpochMs): PlacedTrade | null;
  /** Up to `limit` trades with an id below `beforeId`, newest first, none after `now`. */
  tradesBelow(beforeId: number, limit: number, now: EpochMs): PlacedTrade[];
  day(now: EpochMs): DayFigures;
}

export const timeOf = (trade: PlacedTrade): EpochMs => trade.openTime + Math.floor(trade.atUs / 1000);
const happened = (trade: PlacedTrade, now: EpochMs): boolean => trade.openTime + trade.atUs / 1000 <= now;

export function createTape(path: Path, epoch: EpochMs, seed: string): Tape {
  const { product } = path;
  const start = epoch + path.firstMinute * MINUTE_MS;
  const indexOf = (time: EpochMs) => Math.floor((time - epoch) / MINUTE_MS);
  const kept = new Map<EpochMs, readonly PlacedTrade[]>();
  let closedDay: { minute: number; figures: DayFigures } | null = null;

  const generate = (openTime: EpochMs): readonly PlacedTrade[] => {
    const row = path.row(indexOf(openTime));
    const trades = tradesOfMinute(row, `${seed}|${product.symbol}|${openTime}`);
    return trades.map((trade) => ({ ...trade, product, openTime }));
  };

  const minute = (openTime: EpochMs): readonly PlacedTrade[] => {
    const known = kept.get(openTime);
    if (known) return known;
    const trades = generate(openTime);
    kept.set(openTime, trades);
    if (kept.size > KEPT_MINUTES) kept.delete(kept.keys().next().value ?? openTime);
    return trades;
  };

  const openTimeOf = (time: EpochMs) => epoch + indexOf(time) * MINUTE_MS;

  const closedFigures = (lastMinute: number): DayFigures => {
    if (closedDay?.minute === lastMinute) return closedDay.figures;
    const from = Math.max(path.firstMinute, lastMinute - DAY_MINUTES + 1);
    const figures = summarise(path, from, Math.max(from, lastMinute));
    closedDay = { minute: lastMinute, figures };
    return figures;
  };

  const candle: Tape['candle'] = (openTime, now) => {
    if (openTime < start || openTime > now) return null;
    if (openTime + MINUTE_MS <= now) return tradedOnly(path.row(indexOf(openTime)));
    return aggregate(minute(openTime).filter((trade) => happened(trade, now)));
  };

  const tradesBelow: Tape['tradesBelow'] = (beforeId, limit, now) => {
    const found: PlacedTrade[] = [];
    for (let at = openTimeFor(beforeId, now); at >= start && found.length < limit; at -= MINUTE_MS) {
      const past = generateOrKept(at).filter((trade) => trade.id < beforeId && happened(trade, now));
      found.push(...past.reverse());
    }
    return found.slice(0, limit);
  };
  const openTimeFor = (beforeId: number, now: EpochMs): EpochMs => {
    path.row(Math.max(path.firstMinute, indexOf(now)));
    const index = path.minuteOfTrade(beforeId - 1);
    return index === null ? openTimeOf(now) : Math.min(openTimeOf(now), epoch + index * MINUTE_MS);
  };
  const generateOrKept = (openTime: EpochMs) => kept.get(openTime) ?? generate(openTime);

  return {
    product,
    start,
    minute,
    candle,
    tradesBelow,
    lastTrade: (now) => tradesBelow(Infinity, 1, now)[0] ?? null,
    day(now) {
      const closed = closedFigures(indexOf(now) - 1);
      const forming = candle(openTimeOf(now), now);
      if (!forming) return closed;
      const high = Math.max(closed.high, forming.high);
      const low = Math.min(closed.low, forming.low);
      return { open: closed.open, high, low, last: forming.close, lots: closed.lots + forming.lots };
    },
  };
}

/** A minute without a trade has no candle. */
const tradedOnly = (row: MinuteRow): MinuteRow | null => (row.trades === 0 ? null : row);

/** Open, extremes, close and volume of trades in order; null when there are none. */
export function aggregate(
  trades: readonly SimulatedTrade[],
): Pick<MinuteRow, 'open' | 'high' | 'low' | 'close' | 'lots'> | null {
  const first = trades[0];
  if (!first) return null;
  let { ticks: high, ticks: low, ticks: close } = first;
  let lots = 0;
  for (const trade of trades) {
    high = Math.max(high, trade.ticks);
    low = Math.min(low, trade.ticks);
    close = trade.ticks;
    lots += trade.lots;
  }
  return { open: first.ticks, high, low, close, lots };
}

function summarise(path: Path, from: number, to: number): DayFigures {
  const first = path.row(from);
  let { high, low, close: last } = first;
  let lots = 0;
  for (let minute = from; minute <= to; minute++) {
    const row = path.row(minute);
    high = Math.max(high, row.high);
    low = Math.min(low, row.low);
    last = row.close;
    lots += row.lots;
  }
  return { open: first.open, high, low, last, lots };
}
