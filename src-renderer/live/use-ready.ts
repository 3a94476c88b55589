/**
 * The symbol and timeframe that the chart shows: the chosen ones as soon as there is something to draw. Until then, for a moment,
 * everything of the ones before stays, so that a switch is one step and no flicker; an engine that is slow is not waited for.
 */
import { useEffect, useState } from 'react';
import type { Timeframe } from '../chart/aggregate.ts';
import { useHasCandles } from './use-candles.ts';

const WAIT_MS = 150;

export interface Place {
  readonly symbol: string | null;
  readonly timeframe: Timeframe;
}

const isSame = (a: Place, b: Place): boolean => a.symbol === b.symbol && a.timeframe === b.timeframe;

export function useReady(symbol: string | null, timeframe: Timeframe): Place {
  const chosen: Place = { symbol, timeframe };
  const [shown, setShown] = useState(chosen);
  const moved = !isSame(shown, chosen);
  const hasCandles = useHasCandles(symbol, timeframe);
  if (moved && (hasCandles || shown.symbol === null)) setShown(chosen);
  useEffect(() => {
    if (!moved) return;
    const timer = setTimeout(() => setShown({ symbol, timeframe }), WAIT_MS);
    return () => clearTimeout(timer);
  }, [moved, symbol, timeframe]);
  return shown;
}
