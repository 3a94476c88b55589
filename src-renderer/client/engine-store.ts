/**
 * What the window knows of the engine right now: quotes, anomalies, health, and the minute candles on their way to the
 * chart. Written by the streams, read by components through external-store hooks; nothing here asks the engine.
 */
import type { Alert } from '../../src-shared/anomaly.ts';
import type { TickBatch } from '../../src-shared/contract.ts';
import type { Health } from '../../src-shared/health.ts';
import type { QuoteChange, QuoteRow } from '../../src-shared/market.ts';
import type { Narrative } from '../../src-shared/narrative.ts';
import type { AnomalyWithNarrative } from '../../src-shared/ports/reader.ts';
import { onFrame, type Schedule } from './frame-batch.ts';
import { createKeyedStore, type KeyedStore } from './keyed-store.ts';
import { createMarketClock, type MarketClock } from './market-clock.ts';
import { createMinuteChannel, type MinuteChannel } from './minute-channel.ts';
import { createValueStore, type ValueStore } from './value-store.ts';

/** A row with the direction of its last price change: −1, 0, +1. */
export interface QuoteView extends QuoteRow {
  readonly moved: -1 | 0 | 1;
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
  readonly minutes: Pick<MinuteChannel, 'wanted' | 'want' | 'subscribe'>;
}

export const movedFrom = (before: number | null | undefined, after: number | null): -1 | 0 | 1 =>
  before == null || after === null || before === after ? 0 : after > before ? 1 : -1;

/** `calm`: for prices and minutes, which come for ever and can wait for the reader. */
export function createEngineStore(schedule: Schedule = onFrame, calm: Schedule = schedule): EngineStore {
  const quotes = createKeyedStore<QuoteView>(calm);
  const anomalies = createKeyedStore<AnomalyWithNarrative>(schedule);
  const alerts = createKeyedStore<Alert>(schedule);
  const health = createValueStore<Health | null>(null);
  const clock = createMarketClock();
  const minutes = createMinuteChannel(calm);
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
    minutes,
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
