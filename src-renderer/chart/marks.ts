/** Anomalies on the chart: an arrow at the detection and, where the onset is known, the episode as a range of bars. */
import type { SeriesMarker, Time, UTCTimestamp } from 'lightweight-charts';
import type { Bar } from './aggregate.ts';
import type { ChartTheme } from './chart-theme.ts';
import type { Episode } from './draw-episodes.ts';

export interface ChartMark {
  readonly id: string;
  /** Epoch ms; snapped to the bar that holds it. */
  readonly time: number;
  readonly direction: -1 | 0 | 1;
  readonly step: 0 | 1 | 2 | 3 | 4;
  readonly newest: boolean;
  /** First and last minute of the episode, epoch ms; `end` null while it is open. Without an onset there is no shading. */
  readonly onset?: number;
  readonly end?: number | null;
}

/** The index of the bar that holds a time, or null before the first one. */
export function barAt(bars: readonly Bar[], time: number): number | null {
  const first = bars[0];
  if (first === undefined || time < first.time) return null;
  let low = 0;
  let high = bars.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((bars[middle]?.time ?? Infinity) <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function markersOf(marks: readonly ChartMark[], bars: readonly Bar[], theme: ChartTheme): SeriesMarker<Time>[] {
  return marks
    .flatMap((mark) => {
      const bar = bars[barAt(bars, mark.time) ?? -1];
      return bar === undefined ? [] : [markerOf(mark, bar, theme)];
    })
    .sort((a, b) => (a.time as number) - (b.time as number));
}

const markerOf = ({ id, direction, step, newest }: ChartMark, bar: Bar, theme: ChartTheme): SeriesMarker<Time> => ({
  id,
  time: (bar.time / 1000) as UTCTimestamp,
  position: direction > 0 ? 'aboveBar' : 'belowBar',
  shape: direction === 0 ? 'circle' : direction > 0 ? 'arrowUp' : 'arrowDown',
  color: theme.rarity[step],
  size: newest ? 1.6 : 1,
});

/** Older episodes first, so that a newer one lies on top; one that began before the first bar begins there. */
export function episodesOf(marks: readonly ChartMark[], bars: readonly Bar[]): Episode[] {
  return marks
    .toSorted((a, b) => a.time - b.time)
    .flatMap(({ id, onset, end, step, newest }) => {
      if (onset === undefined || bars.length === 0) return [];
      const to = end == null ? bars.length - 1 : barAt(bars, end);
      return to === null ? [] : [{ id, from: Math.min(to, barAt(bars, onset) ?? 0), to, step, newest }];
    });
}
