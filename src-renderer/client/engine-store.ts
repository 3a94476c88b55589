/**
 * What the window knows of the engine right now: quotes, anomalies, health, and the minute candles on their way to the
 * chart. Written by the streams, read by components through external-store hooks; nothing here asks the engine.
 */
import type { Alert } from '../../src-shared/anomaly.ts';
import type { TickBatch } from '../../src-shared/contract.ts';
import type { Health } from '../../src-shared/health.ts';
import type { Candle, QuoteChange, QuoteRow } from '../../src-shared/market.ts';
import type { Narrative } from '../../src-shared/narrative.ts';
import type { AnomalyWithNarrative } from '../../src-shared/ports/reader.ts';
import { createFrameBatch, onFrame, type Schedule } from './frame-batch.ts';
import { createKeyedStore, type KeyedStore } from './keyed-store.ts';
import { createMarketClock, type MarketClock } from './market-clock.ts';
import { createValueStore, type ValueStore } from './value-store.ts';

/** A row with the direction of its last price change: −1, 0, +1. */
export interface QuoteView extends QuoteRow {
  readonly moved: -1 | 0 | 1;
}
export interface MinuteUpdate {
  readonly candles: readonly Candle[];
  readonly rarity: ReadonlyMap<number, number | null>;
  /** False when updates were lost while the window was hidden: read the candles again. */
  readonly whole: boolean;
}

export interface EngineStore {
  readonly quotes: KeyedStore<QuoteView>;
  readonly anomalies: KeyedStore<AnomalyWithNarrative>;
  readonly alerts: KeyedStore<Alert>;
  readonly health: ValueStore<Health | null>;
  readonly clock: MarketClock;
  readonly ticks: (batch: TickBatch) => void;
  readonly narrative: (narrative: Narrative) => void;
  readonly healthIs: (health: Health) => void;
  readonly onMinutes: (symbol: string, listener: (update: MinuteUpdate) => void) => () => void;
}

type Minute =
  { readonly candle: Candle } | { readonly symbol: string; readonly openTime: number; readonly lambda: number | null };

export const movedFrom = (before: number | null | undefined, after: number | null): -1 | 0 | 1 =>
  before == null || after === null || before === after ? 0 : after > before ? 1 : -1;

export function createEngineStore(schedule: Schedule = onFrame): EngineStore {
  const quotes = createKeyedStore<QuoteView>(schedule);
  const anomalies = createKeyedStore<AnomalyWithNarrative>(schedule);
  const alerts = createKeyedStore<Alert>(schedule);
  const health = createValueStore<Health | null>(null);
  const clock = createMarketClock();
  const minutes = createMinuteChannel(schedule);
  // The rows of the store are a frame behind: what came without a sparkline takes the newest one that was told.
  const sparks = new Map<string, number[]>();
  const sparkOf = ({ symbol, spark }: QuoteChange): number[] => {
    if (spark !== undefined) sparks.set(symbol, spark);
    return spark ?? sparks.get(symbol) ?? quotes.get(symbol)?.spark ?? [];
  };

  return {
    quotes,
    anomalies,
    alerts,
    health,
    clock,
    onMinutes: minutes.subscribe,
    ticks(batch) {
      clock.told(batch.marketNow);
      for (const row of batch.rows)
        quotes.put(row.symbol, {
          ...row,
          spark: sparkOf(row),
          moved: movedFrom(quotes.get(row.symbol)?.price, row.price),
        });
      batch.candles.forEach(minutes.candle);
      batch.rarity.forEach((point) => minutes.rarity(point.symbol, point.openTime, point.lambdaPerDay));
    },
    narrative(narrative) {
      const known = anomalies.get(narrative.anomaly_id);
      if (known !== undefined) anomalies.put(narrative.anomaly_id, { ...known, narrative });
    },
    healthIs(next) {
      clock.told(next.marketNow, next.paused ? 0 : next.speed);
      health.set(next);
    },
  };
}

/** Candles and rarity of each minute, by symbol, once a frame, in the order of their minutes. */
function createMinuteChannel(schedule: Schedule) {
  const listeners = new Map<string, Set<(update: MinuteUpdate) => void>>();
  const batch = createFrameBatch<string, Minute>((entries, whole) => {
    for (const [symbol, group] of bySymbol(entries.values())) {
      const candles = group.candles.sort((a, b) => a.openTime - b.openTime);
      listeners.get(symbol)?.forEach((listener) => listener({ candles, rarity: group.rarity, whole }));
    }
  }, schedule);
  // Of the minutes of 500 symbols one or two are on a chart; who comes later asks the engine first.
  const isHeard = (symbol: string): boolean => (listeners.get(symbol)?.size ?? 0) > 0;
  return {
    candle: (candle: Candle): void => {
      if (isHeard(candle.symbol)) batch.put(`c|${candle.symbol}|${candle.openTime}`, { candle });
    },
    rarity(symbol: string, openTime: number, lambda: number | null) {
      if (isHeard(symbol)) batch.put(`r|${symbol}|${openTime}`, { symbol, openTime, lambda });
    },
    subscribe: (symbol: string, listener: (update: MinuteUpdate) => void) => {
      const set = listeners.get(symbol) ?? new Set();
      listeners.set(symbol, set.add(listener));
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
