/**
 * Which symbols' minutes one connection shows. Every price goes to every window, but of the minutes of 500 symbols one or two are on
 * a chart: the others would be most of what is sent. Until the window has told, it gets them all.
 */
import type { TickBatch } from '../../src-shared/contract.ts';

export interface ShownMinutes {
  readonly show: (symbols: readonly string[]) => void;
  /** The batch as this connection needs it. */
  readonly of: (batch: TickBatch) => TickBatch;
}

export function createShownMinutes(): ShownMinutes {
  let shown: ReadonlySet<string> | null = null;
  const isShown = ({ symbol }: { readonly symbol: string }): boolean => shown === null || shown.has(symbol);
  return {
    show: (symbols) => void (shown = new Set(symbols)),
    of: (batch) =>
      shown === null
        ? batch
        : { ...batch, candles: batch.candles.filter(isShown), rarity: batch.rarity.filter(isShown) },
  };
}
