/** Gaps of the feed as places on the chart. A gap is a range of time, [from, to); minutes of it may have no bar at all. */
import { MINUTE_MS } from '../../src-shared/market.ts';
import type { Bar } from './aggregate.ts';
import type { GapSpan } from './draw-lane.ts';

export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** The bars that overlap each range; `to < from` where none does. Ranges outside of the bars are left out. */
export function gapSpans(gaps: readonly TimeRange[], bars: readonly Bar[], widthMs: number): GapSpan[] {
  const last = bars.at(-1);
  if (last === undefined) return [];
  return gaps.flatMap(({ from, to }) => {
    const first = bars.findIndex(({ time }) => time + widthMs > from);
    // After the newest bar nothing is drawn yet; before the oldest nothing is known.
    if (first < 0 || to <= (bars[0]?.time ?? Infinity)) return [];
    const after = bars.findIndex(({ time }) => time >= to);
    return [{ from: first, to: (after < 0 ? bars.length : after) - 1 }];
  });
}

/** The usual distance of two bars: the smallest one, because minutes without a trade are absent. */
export function barWidth(bars: readonly Bar[]): number {
  const gaps = bars.slice(-50).flatMap((bar, at, all) => (at === 0 ? [] : [bar.time - (all[at - 1]?.time ?? 0)]));
  return Math.max(MINUTE_MS, Math.min(...gaps, bars.length > 1 ? Infinity : MINUTE_MS));
}
