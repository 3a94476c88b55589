/**
 * Another symbol behind the candles, as a line in percent from the left edge of the view, on the left scale. It has a point at
 * the candles' own times only (the last close by then), because a time of its own would move the candles apart.
 */
import {
  LineSeries,
  LineStyle,
  PriceScaleMode,
  type IChartApi,
  type ISeriesApi,
  type UTCTimestamp,
} from 'lightweight-charts';
import type { Bar } from './aggregate.ts';
import { withAlpha, type ChartTheme } from './chart-theme.ts';

/** The last close of `others` at or before each time; null before the first. Both oldest first. */
export function alignCloses(times: readonly number[], others: readonly Bar[]): (number | null)[] {
  let at = -1;
  return times.map((time) => {
    while ((others[at + 1]?.time ?? Infinity) <= time) at += 1;
    return others[at]?.close ?? null;
  });
}

export class CompareLayer {
  private readonly line: ISeriesApi<'Line'>;
  private readonly chart: IChartApi;
  private others: readonly Bar[] | null = null;
  private values: (number | null)[] = [];

  constructor(chart: IChartApi) {
    this.chart = chart;
    this.line = chart.addSeries(LineSeries, {
      priceScaleId: 'left',
      lineWidth: 1,
      lineStyle: LineStyle.Solid,
      lastValueVisible: true,
      priceLineVisible: false,
      crosshairMarkerVisible: false,
      baseLineVisible: false,
    });
    chart.priceScale('left').applyOptions({
      mode: PriceScaleMode.Percentage,
      borderVisible: false,
      scaleMargins: { top: 0.1, bottom: 0.26 },
    });
  }

  get shown(): boolean {
    return this.others !== null;
  }

  setTheme(theme: ChartTheme): void {
    this.line.applyOptions({ color: withAlpha(theme.muted, 0.8) });
  }

  /** Null takes the line and its scale away. */
  setOthers(others: readonly Bar[] | null, bars: readonly Bar[], title: string): void {
    const appears = (others === null) !== (this.others === null);
    this.others = others;
    if (appears) this.chart.applyOptions({ leftPriceScale: { visible: others !== null } });
    this.line.applyOptions({ title });
    this.setBars(bars);
  }

  setBars(bars: readonly Bar[]): void {
    const times = bars.map(({ time }) => time);
    const had = this.values.length > 0;
    this.values = this.others === null ? [] : alignCloses(times, this.others);
    if (had || this.values.length > 0) this.line.setData(this.values.map((value, at) => datum(times[at] ?? 0, value)));
  }

  /** The other symbol's newest candle moved. */
  updateOthers(others: readonly Bar[], bars: readonly Bar[]): void {
    this.others = others;
    this.update(bars, Math.max(0, bars.length - 1));
  }

  update(bars: readonly Bar[], from: number): void {
    if (this.others === null) return;
    const recent = this.others.slice(-4);
    bars.slice(from).forEach(({ time }, at) => {
      const value = alignCloses([time], recent)[0] ?? this.values[from + at - 1] ?? null;
      this.values[from + at] = value;
      this.line.update(datum(time, value));
    });
  }

  /** Percent since the bar `from`; null when it is off or not known at either end. */
  changeAt(index: number, from: number): number | null {
    const first = this.values.slice(Math.max(0, from)).find((value) => value !== null);
    const value = this.values[index] ?? null;
    return value === null || first == null ? null : (value / first - 1) * 100;
  }
}

function datum(ms: number, value: number | null) {
  const time = (ms / 1000) as UTCTimestamp;
  return value === null ? { time } : { time, value };
}
