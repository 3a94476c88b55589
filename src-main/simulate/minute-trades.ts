/**
 * The trades inside one simulated minute, made to fit its candle exactly: the first prints at the open, the last at the
 * close, one at the high, one at the low, none outside, and the sizes add up to the volume. None when the row has none.
 * A function of row and key alone.
 */
import { seededRandom, type Random } from '../base/random.ts';
import type { MinuteRow } from './path.ts';

export interface SimulatedTrade {
  readonly id: number;
  /** In price steps. */
  readonly ticks: number;
  /** In size steps. */
  readonly lots: number;
  /** Side of the resting order, as the venue reports it. */
  readonly makerSide: 'buy' | 'sell';
  /** Microseconds after the open of the minute. */
  readonly atUs: number;
}

const MINUTE_US = 60_000_000;

export function tradesOfMinute(row: MinuteRow, key: string): SimulatedTrade[] {
  if (row.trades === 0) return [];
  const random = seededRandom(key);
  const prices = pricesOf(row, random);
  const sizes = sizesOf(row, random);
  const times = timesOf(row.trades, random);
  return prices.map((ticks, k) => {
    const step = ticks - (prices[k - 1] ?? row.open);
    const lifted = step === 0 ? random.next() < 0.5 : step > 0;
    const makerSide = lifted ? 'sell' : 'buy';
    return { id: row.firstTradeId + k, ticks, lots: sizes[k] ?? 0, makerSide, atUs: times[k] ?? 0 };
  });
}

function pricesOf({ open, high, low, close, trades, ...row }: MinuteRow, random: Random): number[] {
  const first = random.int(1, trades - 3);
  const second = random.int(first + 1, trades - 2);
  const lowFirst = row.lowFirst ?? (close > open || (close === open && random.next() < 0.5));
  const knots: [at: number, price: number][] = [
    [0, open],
    [first, lowFirst ? low : high],
    [second, lowFirst ? high : low],
    [trades - 1, close],
  ];
  const noise = 0.05 * (high - low);
  return Array.from({ length: trades }, (_, k) => {
    const knot = knots.find(([at]) => at === k);
    if (knot) return knot[1];
    const between = interpolate(knots, k) + noise * random.normal();
    return Math.min(high, Math.max(low, Math.round(between)));
  });
}

function interpolate(knots: readonly [number, number][], at: number): number {
  const right = knots.findIndex(([position]) => position > at);
  const [x0, y0] = knots[right - 1] ?? [0, 0];
  const [x1, y1] = knots[right] ?? [1, 0];
  return y0 + ((y1 - y0) * (at - x0)) / (x1 - x0);
}

function sizesOf({ lots, trades }: MinuteRow, random: Random): number[] {
  const weights = Array.from({ length: trades }, () => Math.exp(random.normal()));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const spare = lots - trades;
  const sizes = weights.map((weight) => 1 + Math.floor((spare * weight) / total));
  const left = lots - sizes.reduce((sum, size) => sum + size, 0);
  sizes[0] = (sizes[0] ?? 0) + left;
  return sizes;
}

/** Strictly increasing microseconds inside the minute. */
function timesOf(count: number, random: Random): number[] {
  const slot = MINUTE_US / count;
  return Array.from({ length: count }, (_, k) => Math.floor(slot * (k + 0.98 * random.next())));
}
