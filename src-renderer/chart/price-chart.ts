/**
 * One chart for its whole life: candles, volume, anomaly markers and the overlay, updated in place and never re-created.
 * Bars come oldest first in epoch ms; it holds at most 5,000. Everything it shows has a table beside it in the window.
 */
import {
  CandlestickSeries,
  createChart,
  createSeriesMarkers,
  CrosshairMode,
  HistogramSeries,
  TickMarkType,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type MouseEventParams,
  type SeriesMarker,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts';
import { priceText } from '../../src-shared/format.ts';
import { clockText, dayText, exactText, type ZoneChoice } from '../ui/zone.ts';
import { rarityStep } from '../ui/words.ts';
import type { Bar } from './aggregate.ts';
import { withAlpha, type ChartTheme } from './chart-theme.ts';
import { Overlay, type OverlayState } from './overlay.ts';

export interface ChartMark {
  readonly id: string;
  /** Epoch ms; snapped to the bar that holds it. */
  readonly time: number;
  readonly direction: -1 | 0 | 1;
  readonly step: 0 | 1 | 2 | 3 | 4;
  readonly newest: boolean;
}

/** Empty bars at the right edge. */
const RIGHT_BARS = 6;

const seconds = (ms: number): UTCTimestamp => (ms / 1000) as UTCTimestamp;
const millis = (time: Time): number => (time as number) * 1000;

export class PriceChart {
  private readonly chart: IChartApi;
  private readonly candles: ISeriesApi<'Candlestick'>;
  private readonly volume: ISeriesApi<'Histogram'>;
  private readonly markers: ISeriesMarkersPluginApi<Time>;
  private readonly overlay: Overlay;
  private theme: ChartTheme;
  private bars: readonly Bar[] = [];
  private marks: readonly ChartMark[] = [];
  private shownMarks = '';

  constructor(host: HTMLElement, theme: ChartTheme, zone: ZoneChoice) {
    this.theme = theme;
    this.chart = createChart(host, {
      autoSize: true,
      // The attribution is shown in About: the logo brings an inline style sheet, which the window's policy refuses.
      layout: { attributionLogo: false },
      crosshair: { mode: CrosshairMode.Normal },
      timeScale: {
        timeVisible: true,
        secondsVisible: false,
        rightOffset: RIGHT_BARS,
        barSpacing: 6,
        minBarSpacing: 0.5,
      },
      rightPriceScale: { scaleMargins: { top: 0.1, bottom: 0.26 } },
    });
    this.candles = this.chart.addSeries(CandlestickSeries, { borderVisible: false, priceLineStyle: 1 });
    this.volume = this.chart.addSeries(HistogramSeries, {
      priceScaleId: 'volume',
      priceFormat: { type: 'volume' },
      lastValueVisible: false,
      priceLineVisible: false,
    });
    this.chart.priceScale('volume').applyOptions({ scaleMargins: { top: 0.82, bottom: 0.08 } });
    this.markers = createSeriesMarkers(this.candles, []);
    this.overlay = new Overlay(theme);
    this.candles.attachPrimitive(this.overlay);
    this.setTheme(theme);
    this.setZone(zone);
  }

  /** Replaces all bars; keeps what the reader looked at, or follows the newest bars when those were in view or `fit` asks. */
  setBars(bars: readonly Bar[], decimals: number, fit: boolean): void {
    const atNewest = this.bars.length === 0 || this.chart.timeScale().scrollPosition() >= -1;
    const seen = fit || atNewest ? null : this.chart.timeScale().getVisibleRange();
    const width = this.chart.timeScale().getVisibleLogicalRange();
    this.bars = bars;
    this.candles.applyOptions({
      priceFormat: {
        type: 'custom',
        formatter: (price: number) => priceText(price, decimals),
        minMove: 10 ** -decimals,
      },
    });
    this.candles.setData(bars.map((bar) => ({ ...bar, time: seconds(bar.time) })));
    this.volume.setData(bars.map((bar) => this.volumeOf(bar)));
    this.afterBars();
    if (seen !== null && bars.length > 1) this.chart.timeScale().setVisibleRange(seen);
    else if (fit || width === null) this.showNewest();
    else if (atNewest) this.showNewest(width.to - width.from - RIGHT_BARS);
  }

  /** The newest one or two bars changed, or one was added. */
  updateNewest(bars: readonly Bar[]): void {
    const known = this.bars.at(-1)?.time ?? -Infinity;
    this.bars = bars;
    for (const bar of bars.slice(-3).filter(({ time }) => time >= known)) {
      this.candles.update({ ...bar, time: seconds(bar.time) });
      this.volume.update(this.volumeOf(bar));
    }
    this.afterBars();
  }

  setMarks(marks: readonly ChartMark[]): void {
    this.marks = marks;
    this.showMarks();
  }

  setOverlay(change: Partial<OverlayState>): void {
    this.overlay.set(change);
  }

  /** The index of the bar that holds a time, or null outside of the bars. */
  barAt(time: number): number | null {
    const first = this.bars[0];
    const last = this.bars.at(-1);
    if (first === undefined || last === undefined || time < first.time) return null;
    let low = 0;
    let high = this.bars.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.bars[middle]?.time ?? Infinity) <= time) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  setZone(zone: ZoneChoice): void {
    const tick = (time: Time, type: TickMarkType): string =>
      type <= TickMarkType.DayOfMonth ? dayText(millis(time), zone) : clockText(millis(time), zone);
    this.chart.applyOptions({
      localization: { locale: 'en-US', timeFormatter: (time: Time) => exactText(millis(time), zone) },
      timeScale: { tickMarkFormatter: tick },
    });
  }

  setTheme(theme: ChartTheme): void {
    this.theme = theme;
    const line = withAlpha(theme.line, 0.6);
    const label = { color: withAlpha(theme.muted, 0.5), labelBackgroundColor: theme.line };
    this.chart.applyOptions({
      layout: { background: { color: theme.panel }, textColor: theme.muted, fontFamily: theme.font, fontSize: 11 },
      grid: { vertLines: { visible: false }, horzLines: { color: line } },
      rightPriceScale: { borderVisible: false },
      timeScale: { borderColor: theme.line },
      crosshair: { vertLine: label, horzLine: label },
    });
    const { up, down } = theme;
    this.candles.applyOptions({ upColor: up, downColor: down, wickUpColor: up, wickDownColor: down });
    this.overlay.setTheme(theme);
    this.volume.setData(this.bars.map((bar) => this.volumeOf(bar)));
    this.shownMarks = '';
    this.showMarks();
  }

  /** `count` bars up to the newest, and a little room at the right. */
  showNewest(count = 120): void {
    const shown = Math.min(this.bars.length, count);
    this.chart
      .timeScale()
      .setVisibleLogicalRange({ from: this.bars.length - shown, to: this.bars.length + RIGHT_BARS });
  }

  fit(): void {
    this.chart.timeScale().fitContent();
  }

  /** `open` gets the id of the mark or `news:<id>` pin that was clicked. */
  onOpen(open: (id: string) => void): void {
    this.chart.subscribeClick(({ hoveredObjectId }) => {
      if (typeof hoveredObjectId === 'string') open(hoveredObjectId);
    });
  }

  /** The bar under the crosshair, or null when the pointer left. */
  onHover(hover: (bar: Bar | null) => void): void {
    this.chart.subscribeCrosshairMove(({ logical }: MouseEventParams) =>
      hover(logical == null ? null : (this.bars[logical] ?? null)),
    );
  }

  remove(): void {
    this.chart.remove();
  }

  private volumeOf(bar: Bar) {
    const color = withAlpha(bar.close >= bar.open ? this.theme.up : this.theme.down, 0.28);
    return { time: seconds(bar.time), value: bar.volume, color };
  }

  private afterBars(): void {
    this.overlay.set({ lane: this.bars.map(({ lambda }) => (lambda === null ? -1 : rarityStep(lambda))) });
    this.showMarks();
  }

  private showMarks(): void {
    const marks = this.marks.flatMap((mark) => this.markerOf(mark));
    const shape = JSON.stringify(marks);
    if (shape === this.shownMarks) return;
    this.shownMarks = shape;
    this.markers.setMarkers(marks.sort((a, b) => (a.time as number) - (b.time as number)));
  }

  private markerOf(mark: ChartMark): SeriesMarker<Time>[] {
    const index = this.barAt(mark.time);
    const bar = index === null ? undefined : this.bars[index];
    if (bar === undefined) return [];
    return [
      {
        id: mark.id,
        time: seconds(bar.time),
        position: mark.direction > 0 ? 'aboveBar' : 'belowBar',
        shape: mark.direction === 0 ? 'circle' : mark.direction > 0 ? 'arrowUp' : 'arrowDown',
        color: this.theme.rarity[mark.step],
        size: mark.newest ? 1.6 : 1,
      },
    ];
  }
}
