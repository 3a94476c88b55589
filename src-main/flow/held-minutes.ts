/**
 * Keeps minutes in order around a gap: from the gap on, a symbol's closed minutes wait until the venue's truth for the gap is
 * there, so that detection takes in repaired minutes first and the streamed ones after them, as a replay would. Bounded by
 * `patienceMs` of market time after the gap: what waited then passes as it is, behind the gap. Pure; times are arguments.
 */
import { type Candle, type EpochMs, type Gap, MINUTE_MS, minuteOf, type Repaired } from '../../src-shared/market.ts';

export interface HeldMinute {
  readonly candle: Candle;
  /** From a repair, not from the stream. */
  readonly late: boolean;
}

/** What nobody repaired in time: one range over all open gaps of the symbol, and what waited behind it. */
export interface GivenUp {
  readonly symbol: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly minutes: readonly HeldMinute[];
}

export interface HeldMinutes {
  holds(symbol: string): boolean;
  /** A gap that a repair will follow; told again with the same begin when its end is known. */
  open(gap: Gap): void;
  /** A streamed minute of a symbol that is held. */
  add(candle: Candle): void;
  /** Repaired minutes of a symbol: those that may pass now, oldest first. */
  repaired(range: Pick<Repaired, 'symbol' | 'from' | 'to'>, candles: readonly Candle[]): HeldMinute[];
  /** Symbols whose repair is overdue; they are held no longer. */
  giveUp(now: EpochMs): GivenUp[];
}

interface Held {
  /** End by begin. */
  readonly gaps: Map<EpochMs, EpochMs>;
  readonly minutes: Map<EpochMs, HeldMinute>;
}

const nothingHeld = (): Held => ({ gaps: new Map(), minutes: new Map() });

export function createHeldMinutes(patienceMs: number): HeldMinutes {
  const symbols = new Map<string, Held>();
  const put = (held: Held, minute: HeldMinute): void => {
    const { openTime } = minute.candle;
    // The venue's truth replaces what the stream made of a minute, never the other way round.
    if (minute.late || held.minutes.get(openTime)?.late !== true) held.minutes.set(openTime, minute);
  };
  const inOrder = (held: Held): HeldMinute[] =>
    [...held.minutes.values()].sort((a, b) => a.candle.openTime - b.candle.openTime);

  return {
    holds: (symbol) => symbols.has(symbol),
    open({ symbol, from, to }) {
      const held = symbols.get(symbol) ?? nothingHeld();
      symbols.set(symbol, held);
      held.gaps.set(from, Math.max(to, held.gaps.get(from) ?? to));
    },
    add(candle) {
      const held = symbols.get(candle.symbol);
      if (held) put(held, { candle, late: false });
    },
    repaired({ symbol, from, to }, candles) {
      const held = symbols.get(symbol) ?? nothingHeld();
      for (const candle of candles) put(held, { candle, late: true });
      for (const [begin, end] of held.gaps) {
        if (minuteOf(begin) >= minuteOf(from) && end <= minuteOf(to + MINUTE_MS - 1)) held.gaps.delete(begin);
      }
      if (held.gaps.size > 0) return [];
      symbols.delete(symbol);
      return inOrder(held);
    },
    giveUp(now) {
      const overdue: GivenUp[] = [];
      for (const [symbol, held] of symbols) {
        const [from, to] = [Math.min(...held.gaps.keys()), Math.max(...held.gaps.values())];
        // While nothing streams behind the gap nothing is delayed by waiting.
        const isBehind = [...held.minutes.keys()].some((openTime) => openTime >= minuteOf(to - 1));
        if (!isBehind || now <= to + patienceMs) continue;
        symbols.delete(symbol);
        overdue.push({ symbol, from, to, minutes: inOrder(held) });
      }
      return overdue;
    },
  };
}
