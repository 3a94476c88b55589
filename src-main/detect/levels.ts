/**
 * The band of the chart: the nearest prices at which the close of the next minute would ask for an alert, over all windows. Quote
 * currency; null while nothing can be said. σ is that of one minute.
 */
import { cellOf, isCut, lastMinute, LOG, logClose, SIGMA } from '../market/minute-series.ts';
import { extentUnit } from './extent.ts';
import { AT } from './symbol-cells.ts';
import type { Watch } from './watch.ts';
import { WINDOWS } from './windows.ts';

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

/** Log return over window `i` from which a close has the extent, or the floor in σ while learning. */
function halfWidth(watch: Watch, cell: number, i: number, extent: number): number {
  const sigma = watch.m[cell + SIGMA]!;
  const half = extent / extentUnit(i, sigma, watch.parts);
  return watch.learning() ? Math.max(half, watch.prior.threshold * sigma * Math.sqrt(WINDOWS[i]!)) : half;
}

export function bandOf(watch: Watch, lnAlertLevel: number): PriceLevels {
  const { m, prior } = watch;
  const learning = watch.learning();
  const minute = lastMinute(m, AT.series) + 1;
  if (isCut(m, AT.series, minute)) return { ...NO_LEVELS, learning };
  const extent = watch.extentAt(lnAlertLevel);
  let [upper, lower, upperWindow, lowerWindow] = [Infinity, -Infinity, 0, 0];
  for (let i = 0; i < WINDOWS.length; i++) {
    const cell = cellOf(m, AT.series, minute - WINDOWS[i]!);
    if (cell < 0) continue;
    const half = halfWidth(watch, cell, i, extent);
    const top = m[cell + LOG]! + Math.max(half, Math.log1p(prior.minimumMovePct / 100));
    const bottom = m[cell + LOG]! + Math.min(-half, Math.log1p(-prior.minimumMovePct / 100));
    if (top < upper) [upper, upperWindow] = [top, WINDOWS[i]!];
    if (bottom > lower) [lower, lowerWindow] = [bottom, WINDOWS[i]!];
  }
  if (upper === Infinity) return { ...NO_LEVELS, learning };
  const last = logClose(m, AT.series, minute - 1);
  // Already beyond: the edge is where price is.
  [upper, lower] = [Math.max(upper, last), Math.min(lower, last)];
  return {
    windowMinutes: upper - last <= last - lower ? upperWindow : lowerWindow,
    upper: tidy(Math.exp(upper)),
    lower: tidy(Math.exp(lower)),
    sigma: tidy(m[cellOf(m, AT.series, minute - 1) + SIGMA]!),
    learning,
  };
}
