/** Bitcoin behind the chart, in the quote of the chart's own symbol where that is watched. Never for Bitcoin itself. */
import { useEffect } from 'react';
import { baseOf } from '../../src-shared/market.ts';
import type { Timeframe } from '../chart/aggregate.ts';
import type { PriceChart } from '../chart/price-chart.ts';
import { useEngine, useSymbols } from '../client/engine.tsx';
import { createBarFeed } from './bar-feed.ts';
import { useCandles } from './use-candles.ts';

const COMPARED = 'BTC';

/** The symbol to compare with, or null. */
export function comparedWith(symbol: string | null, symbols: readonly string[]): string | null {
  if (symbol === null || baseOf(symbol) === COMPARED) return null;
  const quote = symbol.slice(baseOf(symbol).length + 1);
  const own = `${COMPARED}-${quote}`;
  return symbols.includes(own) ? own : (symbols.find((name) => baseOf(name) === COMPARED) ?? null);
}

/** Draws it while `on`; returns the base it compares with, whether on or not. */
export function useCompared(
  chart: PriceChart | null,
  symbol: string | null,
  timeframe: Timeframe,
  on: boolean,
): string | null {
  const { store } = useEngine();
  const other = comparedWith(symbol, useSymbols());
  const wanted = on ? other : null;
  const { data } = useCandles(wanted, timeframe);
  useEffect(() => {
    if (chart === null || wanted === null || data === undefined) return undefined;
    const feed = createBarFeed(timeframe);
    feed.history(data);
    chart.setCompared(feed.bars(), baseOf(wanted));
    const stop = store.minutes.subscribe(wanted, (update) => {
      const changed = feed.live(update);
      if (changed === 'newest') chart.updateCompared(feed.bars());
      else if (changed === 'rebuilt') chart.setCompared(feed.bars(), baseOf(wanted));
    });
    return () => {
      stop();
      chart.setCompared(null, '');
    };
  }, [chart, wanted, timeframe, data, store]);
  return other === null ? null : baseOf(other);
}
