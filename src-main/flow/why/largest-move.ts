/**
 * The most unusual move of a stretch beside its anomalies: which minute it was comes from the rarity of the minutes, how far and how
 * long price went from the candles around it. Without rarity the largest move in percent is taken, and its rarity stays unknown.
 */
import type { RarityPoint } from '../../../src-shared/contract.ts';
import { roundTo } from '../../../src-shared/format.ts';
import { HOUR_MS, MINUTE_MS, type Candle, type EpochMs } from '../../../src-shared/market.ts';
import type { Reader } from '../../../src-shared/ports/reader.ts';
import type { WhyMove } from '../../../src-shared/why.ts';
import { EXTREME_SHARE, extentUnit, ORDINARY_SIGMA } from '../../detect/extent.ts';
import { ALL_PARTS } from '../../detect/parts.ts';
import { WINDOWS } from '../../detect/windows.ts';
import type { Span } from './spans.ts';

export interface RareMinute {
  readonly symbol: string;
  readonly openTime: EpochMs;
  readonly lambdaPerDay: number;
}

/** The rarest minute outside of what is excluded for its symbol; null when no minute has a rarity. */
export function rarestMinute(
  points: ReadonlyMap<string, readonly RarityPoint[]>,
  excluded: ReadonlyMap<string, readonly Span[]>,
): RareMinute | null {
  let rarest: RareMinute | null = null;
  for (const [symbol, minutes] of points) {
    const told = excluded.get(symbol) ?? [];
    for (const { openTime, lambdaPerDay } of minutes) {
      if (lambdaPerDay === null || (rarest !== null && lambdaPerDay >= rarest.lambdaPerDay)) continue;
      if (!told.some(({ from, to }) => openTime >= from && openTime < to)) rarest = { symbol, openTime, lambdaPerDay };
    }
  }
  return rarest;
}

export interface Move {
  /** Percent. */
  readonly changePct: number;
  readonly minutes: number;
  /** Comparable between moves of any length. */
  readonly extent: number;
}

/**
 * The move that ends in the last of these candles of one symbol: of the detection's windows the one in which it is largest, told from
 * the minute inside that window from which price went furthest. Null without a candle before it.
 */
export function moveInto(candles: readonly Candle[]): Move | null {
  const last = candles.at(-1);
  if (last === undefined) return null;
  let largest: { ratio: number; window: number; extent: number } | null = null;
  for (const [i, window] of WINDOWS.entries()) {
    const before = candles.findLast(({ openTime }) => openTime <= last.openTime - window * MINUTE_MS);
    if (before === undefined) continue;
    const kept = Math.log(last.close / before.close);
    const [up, down] = [Math.log(last.high / before.close), Math.log(last.low / before.close)];
    const far = up >= -down ? up : down;
    const byExtreme = EXTREME_SHARE[i]! * Math.abs(far) > Math.abs(kept);
    const size = byExtreme ? EXTREME_SHARE[i]! * Math.abs(far) : Math.abs(kept);
    const extent = size * extentUnit(i, ORDINARY_SIGMA, ALL_PARTS);
    if (largest === null || extent > largest.extent) largest = { ratio: byExtreme ? far : kept, window, extent };
  }
  return largest === null ? null : told(candles, last, largest);
}

function told(
  candles: readonly Candle[],
  last: Candle,
  { ratio, window, extent }: { ratio: number; window: number; extent: number },
): Move {
  // prettier-ignore
  const sign = Math.sign(ratio);
  const begin = last.openTime - window * MINUTE_MS;
  const inside = candles.filter(({ openTime }) => openTime >= begin && openTime < last.openTime);
  const reached = candles.findLast(({ openTime }) => openTime <= begin)!.close * Math.exp(ratio);
  let from = candles.findLast(({ openTime }) => openTime <= begin)!;
  for (const candle of inside) if (sign * (from.close - candle.close) >= 0) from = candle;
  const changePct = roundTo(100 * (reached / from.close - 1), 4);
  return { changePct, minutes: Math.round((last.openTime - from.openTime) / MINUTE_MS), extent };
}

const LONGEST_MS = WINDOWS[WINDOWS.length - 1]! * MINUTE_MS;

export interface MoveOptions {
  readonly reader: Pick<Reader, 'candles'>;
  readonly venue: string;
  readonly minimumPctOf: (symbol: string) => number;
}

export async function moveOf(options: MoveOptions, { symbol, openTime, lambdaPerDay }: RareMinute): Promise<WhyMove> {
  const { reader, venue } = options;
  const from = openTime - LONGEST_MS - 5 * MINUTE_MS;
  const candles = await reader.candles({ symbol, venue, from, to: openTime + MINUTE_MS });
  const move = candles.at(-1)?.openTime === openTime ? moveInto(candles) : null;
  return whyMove(options, symbol, openTime, move, lambdaPerDay);
}

function whyMove(
  { minimumPctOf }: MoveOptions,
  symbol: string,
  time: EpochMs,
  move: Move | null,
  lambdaPerDay: number | null,
): WhyMove {
  const least = minimumPctOf(symbol);
  const short = move !== null && Math.abs(move.changePct) < least;
  return { symbol, time, changePct: move?.changePct ?? null, minutes: move?.minutes ?? null, lambdaPerDay, shortOfPct: short ? least : null }; // prettier-ignore
}

/** Candles read to find it, over all symbols. */
const MOST_CANDLES = 60_000;

/** By size alone; null without candles, or with too many to go through. */
export async function largestBySize(
  options: MoveOptions,
  symbols: readonly string[],
  { from, to }: Span,
  excluded: ReadonlyMap<string, readonly Span[]>,
): Promise<WhyMove | null> {
  if ((symbols.length * (to - from + HOUR_MS)) / MINUTE_MS > MOST_CANDLES) return null;
  let largest: { symbol: string; time: EpochMs; move: Move } | null = null;
  for (const symbol of symbols) {
    const candles = await options.reader.candles({ symbol, venue: options.venue, from: from - LONGEST_MS, to });
    const told = excluded.get(symbol) ?? [];
    for (let end = 1; end <= candles.length; end++) {
      const { openTime } = candles[end - 1]!;
      if (openTime < from || told.some((span) => openTime >= span.from && openTime < span.to)) continue;
      const move = moveInto(candles.slice(Math.max(0, end - 62), end));
      if (move !== null && (largest === null || move.extent > largest.move.extent))
        largest = { symbol, time: openTime, move };
    }
  }
  return largest === null ? null : whyMove(options, largest.symbol, largest.time, largest.move, null);
}
