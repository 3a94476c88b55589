/**
 * Trades that came after their minute was closed: the stored candle lacks them. Once a minute of market time the venue's REST is
 * asked for just those minutes, and what it says replaces the candle like any other repair.
 */
import { MINUTE_MS, type EpochMs, type Repaired } from '../../src-shared/market.ts';
import type { Feed } from '../../src-shared/ports/feed.ts';
import type { CandleBuilder } from '../market/candle-builder.ts';

export interface LateMinutesOptions {
  readonly feed: Pick<Feed, 'history'>;
  readonly builders: ReadonlyMap<string, Pick<CandleBuilder, 'takeLateMinutes'>>;
  readonly onRepaired: (repaired: Repaired) => void;
}

/** Asks for what is known to be late now. A minute that could not be fetched is tried again with the next call. */
export function createLateMinutes({
  feed,
  builders,
  onRepaired,
}: LateMinutesOptions): (signal: AbortSignal) => Promise<void> {
  const waiting = new Map<string, Set<EpochMs>>();
  return async (signal) => {
    for (const [symbol, builder] of builders) {
      const minutes = waiting.get(symbol) ?? new Set();
      for (const minute of builder.takeLateMinutes()) minutes.add(minute);
      if (minutes.size === 0) continue;
      waiting.set(symbol, minutes);
      const [from, to] = [Math.min(...minutes), Math.max(...minutes) + MINUTE_MS];
      const all = await feed.history({ symbol, from, to, signal });
      const candles = all
        .filter((candle) => minutes.has(candle.openTime))
        .map((candle) => ({ ...candle, repaired: true }));
      waiting.delete(symbol);
      onRepaired({ kind: 'repaired', symbol, from, to, candles });
    }
  };
}
