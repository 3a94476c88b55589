/**
 * The band of the chart: the nearest prices at which the close of the next minute would ask for an alert, over all windows. Quote
 * currency; null while nothing can be said. σ is that of one minute.
 */
import { WINDOWS } from '../market/minute-series.ts';
import type { Watch } from './watch.ts';

export interface PriceLevels {
  /** Window of the edge nearer to the last price. */
  readonly windowMinutes: number | null;
  readonly upper: number | null;
  readonly lower: number | null;
  readonly sigma: number | null;
  readonly learning: boolean;
}

export const NO_LEVELS: PriceLevels = { windowMinutes: null, upper: null, lower: null, sigma: null, learning: true };

const tidy = (price: number) => Number(price.toPrecision(10));

export function bandOf(watch: Watch, lnAlertLevel: number): PriceLevels {
  const { series } = watch;
  const minute = series.last() + 1;
  const [refs, sigmas] = [new Float64Array(WINDOWS.length), new Float64Array(WINDOWS.length)];
  series.reference(minute, refs, sigmas);
  const learning = watch.learning();
  const prior = watch.prior();
  let [upper, lower, upperWindow, lowerWindow] = [Infinity, -Infinity, 0, 0];
  for (let i = 0; i < WINDOWS.length; i++) {
    if (Number.isNaN(sigmas[i])) continue;
    const score = Math.max(watch.scoreAt(minute, i, lnAlertLevel), learning ? prior.threshold : 0);
    const half = score * sigmas[i]! * Math.sqrt(WINDOWS[i]!);
    const top = refs[i]! + Math.max(half, Math.log1p(prior.minimumMovePct / 100));
    const bottom = refs[i]! + Math.min(-half, Math.log1p(-prior.minimumMovePct / 100));
    if (top < upper) [upper, upperWindow] = [top, WINDOWS[i]!];
    if (bottom > lower) [lower, lowerWindow] = [bottom, WINDOWS[i]!];
  }
  if (upper === Infinity) return { ...NO_LEVELS, learning };
  const last = series.logClose(series.last());
  // Already beyond: the edge is where price is.
  [upper, lower] = [Math.max(upper, last), Math.min(lower, last)];
  return {
    windowMinutes: upper - last <= last - lower ? upperWindow : lowerWindow,
    upper: tidy(Math.exp(upper)),
    lower: tidy(Math.exp(lower)),
    sigma: tidy(series.sigma(minute, 1)),
    learning,
  };
}
