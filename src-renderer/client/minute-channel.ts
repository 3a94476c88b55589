/**
 * Candles and rarity of each minute, by symbol, once a frame, in the order of their minutes. Knows which symbols are wanted, so that
 * the engine is told and sends the minutes of no other.
 */
import type { Candle } from '../../src-shared/market.ts';
import { createFrameBatch, type Schedule } from './frame-batch.ts';
import { createValueStore, type ValueStore } from './value-store.ts';

export interface MinuteUpdate {
  readonly candles: readonly Candle[];
  readonly rarity: ReadonlyMap<number, number | null>;
  /** False when updates were lost while the window was hidden: read the candles again. */
  readonly whole: boolean;
}

type Minute =
  { readonly candle: Candle } | { readonly symbol: string; readonly openTime: number; readonly lambda: number | null };

/** The shown one, the compared one, and those that somebody steps through. */
const MOST_WANTED = 8;

export interface MinuteChannel {
  readonly candle: (candle: Candle) => void;
  readonly rarity: (symbol: string, openTime: number, lambda: number | null) => void;
  /** Wanted last stands first; a change is a new array. */
  readonly wanted: Pick<ValueStore<readonly string[]>, 'get' | 'subscribe'>;
  /** Call it before the stored minutes are asked for, so that none is lost between the two. */
  readonly want: (symbol: string) => void;
  readonly subscribe: (symbol: string, listener: (update: MinuteUpdate) => void) => () => void;
}

export function createMinuteChannel(schedule: Schedule): MinuteChannel {
  const listeners = new Map<string, Set<(update: MinuteUpdate) => void>>();
  const wanted = createValueStore<readonly string[]>([]);
  const batch = createFrameBatch<string, Minute>((entries, whole) => {
    for (const [symbol, group] of bySymbol(entries.values())) {
      const candles = group.candles.sort((a, b) => a.openTime - b.openTime);
      listeners.get(symbol)?.forEach((listener) => listener({ candles, rarity: group.rarity, whole }));
    }
  }, schedule);
  // Who comes later asks the engine first.
  const isHeard = (symbol: string): boolean => (listeners.get(symbol)?.size ?? 0) > 0;
  const want = (symbol: string): void => {
    if (wanted.get()[0] === symbol) return;
    const others = wanted.get().filter((other) => other !== symbol);
    const isKept = (other: string, at: number): boolean => at < MOST_WANTED - 1 || isHeard(other);
    wanted.set([symbol, ...others.filter(isKept)]);
  };
  return {
    wanted,
    want,
    candle: (candle) => {
      if (isHeard(candle.symbol)) batch.put(`c|${candle.symbol}|${candle.openTime}`, { candle });
    },
    rarity(symbol, openTime, lambda) {
      if (isHeard(symbol)) batch.put(`r|${symbol}|${openTime}`, { symbol, openTime, lambda });
    },
    subscribe: (symbol, listener) => {
      const set = listeners.get(symbol) ?? new Set();
      listeners.set(symbol, set.add(listener));
      if (!wanted.get().includes(symbol)) want(symbol);
      return () => void set.delete(listener);
    },
  };
}

interface MinuteGroup {
  readonly candles: Candle[];
  readonly rarity: Map<number, number | null>;
}

function bySymbol(minutes: Iterable<Minute>) {
  const groups = new Map<string, MinuteGroup>();
  for (const minute of minutes) {
    const symbol = 'candle' in minute ? minute.candle.symbol : minute.symbol;
    const group: MinuteGroup = groups.get(symbol) ?? { candles: [], rarity: new Map() };
    groups.set(symbol, group);
    if ('candle' in minute) group.candles.push(minute.candle);
    else group.rarity.set(minute.openTime, minute.lambda);
  }
  return groups;
}
