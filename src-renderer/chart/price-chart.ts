/**
 * One chart for its whole life: candles, volume, studies, a compared symbol, anomalies and the overlay, updated in place and never
 * re-created. Bars come oldest first in epoch ms; it holds at most 5,000. Everything it shows has a table beside it in the window.
 */
import {
  createSeriesMarkers,
  type ISeriesMarkersPluginApi,
  type MouseEventParams,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts';
import { rarityStep } from '../ui/words.ts';
import type { ZoneChoice } from '../ui/zone.ts';
import type { Bar } from './aggregate.ts';
import { colour, drawChart, namePrices, nameTimes, RIGHT_BARS, type Drawn } from './chart-setup.ts';
import { withAlpha, type ChartTheme } from './chart-theme.ts';
import { CompareLayer } from './compare-layer.ts';
import { barWidth, gapSpans, type TimeRange } from './gaps.ts';
import { barAt, episodesOf, markersOf, type ChartMark } from './marks.ts';
import { Overlay, type OverlayState } from './overlay.ts';
import { StudyLayer } from './study-layer.ts';
import type { StudyChoice, StudyPoint } from './studies.ts';
import { createZoneScale } from './zone-scale.ts';

export type { ChartMark } from './marks.ts';

/** One bar as the legend tells it. */
export interface Reading {
  readonly bar: Bar;
  /** Percent against the close before; null for the first bar. */
  readonly change: number | null;
  readonly study: StudyPoint | null;
  /** Of the compared symbol, percent from the left edge of the view. */
  readonly compared: number | null;
  /** Ids of the anomalies whose episode holds the bar, newest first. */
  readonly episodes: readonly string[];
  readonly inGap: boolean;
}

const seconds = (ms: number): UTCTimestamp => (ms / 1000) as UTCTimestamp;
const DAY_MS = 86_400_000;

export class PriceChart {
  private readonly drawn: Drawn;
  private readonly scale: ReturnType<typeof createZoneScale>;
  private readonly markers: ISeriesMarkersPluginApi<Time>;
  private readonly overlay: Overlay;
  private readonly studies: StudyLayer;
  private readonly compare: CompareLayer;
  private theme: ChartTheme;
  private zone: ZoneChoice;
  private daily = false;
  private bars: readonly Bar[] = [];
  private lane: number[] = [];
  private repaired = new Set<number>();
  private marks: readonly ChartMark[] = [];
  private shownMarks = '';
  private gaps: readonly TimeRange[] = [];
  private state: Pick<OverlayState, 'episodes' | 'gaps'> = { episodes: [], gaps: [] };

  constructor(host: HTMLElement, theme: ChartTheme, zone: ZoneChoice) {
    this.theme = theme;
    this.zone = zone;
    this.scale = createZoneScale(zone);
    this.drawn = drawChart(host, this.scale.scale);
    this.studies = new StudyLayer(this.drawn.chart);
    this.compare = new CompareLayer(this.drawn.chart);
    this.markers = createSeriesMarkers(this.drawn.candles, []);
    this.overlay = new Overlay(theme);
    this.drawn.candles.attachPrimitive(this.overlay);
    this.setTheme(theme);
    nameTimes(this.drawn, zone);
  }

  /** Replaces all bars; keeps what the reader looked at, or follows the newest bars when those were in view or `fit` asks. */
  setBars(bars: readonly Bar[], decimals: number, fit: boolean): void {
    const scale = this.drawn.chart.timeScale();
    const atNewest = this.bars.length === 0 || scale.scrollPosition() >= -1;
    const seen = fit || atNewest ? null : scale.getVisibleRange();
    const width = scale.getVisibleLogicalRange();
    this.bars = bars;
    namePrices(this.drawn, decimals);
    this.setDaily(barWidth(bars) >= DAY_MS);
    this.give(bars);
    if (seen !== null && bars.length > 1) scale.setVisibleRange(seen);
    else if (fit || width === null) this.showNewest();
    else if (atNewest) this.showNewest(width.to - width.from - RIGHT_BARS);
  }

  /** The newest one or two bars changed, or one was added. */
  updateNewest(bars: readonly Bar[]): void {
    const known = this.bars.at(-1)?.time ?? -Infinity;
    const grew = bars.length !== this.bars.length;
    this.bars = bars;
    const from = Math.max(0, bars.length - 3) + bars.slice(-3).findIndex(({ time }) => time >= known);
    bars.slice(from).forEach((bar, at) => {
      this.drawn.candles.update({ ...bar, time: seconds(bar.time) });
      this.drawn.volume.update(this.volumeOf(bar));
      this.note(bar, from + at);
    });
    this.studies.update(bars, from);
    this.compare.update(bars, from);
    this.overlay.set({ lane: this.lane });
    if (grew) this.place();
  }

  setMarks(marks: readonly ChartMark[]): void {
    this.marks = marks;
    this.place();
  }

  /** Ranges in which trades may be missing, [from, to) in epoch ms. */
  setGaps(gaps: readonly TimeRange[]): void {
    this.gaps = gaps;
    this.place();
  }

  setOverlay(change: Partial<OverlayState>): void {
    this.overlay.set(change);
  }

  setStudies(choice: StudyChoice): void {
    this.studies.setChoice(choice, this.bars);
  }

  studyPoints(): readonly StudyPoint[] {
    return this.studies.all();
  }

  /** The candles of another symbol in the same timeframe; null takes the line away. */
  setCompared(others: readonly Bar[] | null, title: string): void {
    this.compare.setOthers(others, this.bars, title);
  }

  updateCompared(others: readonly Bar[]): void {
    this.compare.updateOthers(others, this.bars);
  }

  /** The index of the bar that holds a time, or null before the bars. */
  barAt(time: number): number | null {
    return barAt(this.bars, time);
  }

  setZone(zone: ZoneChoice): void {
    if (zone === this.zone) return;
    this.zone = zone;
    this.nameZone();
  }

  setTheme(theme: ChartTheme): void {
    this.theme = theme;
    colour(this.drawn, theme);
    this.studies.setTheme(theme);
    this.compare.setTheme(theme);
    this.overlay.setTheme(theme);
    this.drawn.volume.setData(this.bars.map((bar) => this.volumeOf(bar)));
    this.shownMarks = '';
    this.place();
  }

  /** `count` bars up to the newest, and a little room at the right. */
  showNewest(count = 120): void {
    const shown = Math.min(this.bars.length, count);
    const range = { from: this.bars.length - shown, to: this.bars.length + RIGHT_BARS };
    this.drawn.chart.timeScale().setVisibleLogicalRange(range);
  }

  fit(): void {
    this.drawn.chart.timeScale().fitContent();
  }

  /** `open` gets the id of the mark or `news:<id>` pin that was clicked. */
  onOpen(open: (id: string) => void): void {
    this.drawn.chart.subscribeClick(({ hoveredObjectId }) => {
      if (typeof hoveredObjectId === 'string') open(hoveredObjectId);
    });
  }

  /** The index of the bar under the crosshair, or null when the pointer left. */
  onHover(hover: (index: number | null) => void): void {
    this.drawn.chart.subscribeCrosshairMove(({ logical }: MouseEventParams) =>
      hover(logical != null && this.bars[logical] !== undefined ? logical : null),
    );
  }

  /** Puts the crosshair on a bar and brings it into view; null takes it away. */
  pointAt(index: number | null): void {
    const bar = index === null ? undefined : this.bars[index];
    if (index === null || bar === undefined) return this.drawn.chart.clearCrosshairPosition();
    const scale = this.drawn.chart.timeScale();
    const range = scale.getVisibleLogicalRange();
    const by = range === null ? 0 : Math.min(0, index - range.from - 2) + Math.max(0, index - range.to + 2);
    if (range !== null && by !== 0) scale.setVisibleLogicalRange({ from: range.from + by, to: range.to + by });
    this.drawn.chart.setCrosshairPosition(bar.close, seconds(bar.time), this.drawn.candles);
  }

  read(index: number): Reading | null {
    const bar = this.bars[index];
    if (bar === undefined) return null;
    const before = this.bars[index - 1];
    const holds = ({ from, to }: { from: number; to: number }): boolean => index >= from && index <= to;
    return {
      bar,
      change: before === undefined ? null : (bar.close / before.close - 1) * 100,
      study: this.studies.at(index),
      compared: this.compare.changeAt(index, this.visible().from),
      episodes: this.state.episodes.filter(holds).reverse().map(({ id }) => id), // prettier-ignore
      inGap: this.state.gaps.some(holds),
    };
  }

  /** Bars in view, by index. */
  visible(): { from: number; to: number } {
    const range = this.drawn.chart.timeScale().getVisibleLogicalRange();
    const last = this.bars.length - 1;
    if (range === null) return { from: 0, to: last };
    return { from: Math.max(0, Math.ceil(range.from)), to: Math.min(last, Math.floor(range.to)) };
  }

  /** Width of the compared symbol's scale; 0 while there is none. */
  scaleWidth(): number {
    const { chart } = this.drawn;
    // The element's width makes the browser lay out the page anew: asked with every tick only while there is a left scale.
    if (!this.compare.shown) return 0;
    // Asked for the left scale itself, the library throws until it has drawn one.
    return Math.max(
      0,
      chart.chartElement().clientWidth - chart.timeScale().width() - chart.priceScale('right').width(),
    );
  }

  /** As it is on the screen, without the crosshair. */
  picture(): HTMLCanvasElement {
    return this.drawn.chart.takeScreenshot(true, false);
  }

  remove(): void {
    this.drawn.chart.remove();
  }

  /** Every bar to every layer. */
  private give(bars: readonly Bar[]): void {
    this.lane = [];
    this.repaired = new Set();
    bars.forEach((bar, index) => this.note(bar, index));
    this.drawn.candles.setData(bars.map((bar) => ({ ...bar, time: seconds(bar.time) })));
    this.drawn.volume.setData(bars.map((bar) => this.volumeOf(bar)));
    this.studies.setBars(bars);
    this.compare.setBars(bars);
    this.overlay.set({ lane: this.lane, repaired: this.repaired });
    this.place();
  }

  /** A day begins at 00:00 UTC on the exchange: daily candles are named by that day whatever the reader's zone. */
  private setDaily(daily: boolean): void {
    if (daily === this.daily) return;
    this.daily = daily;
    this.nameZone();
  }

  private nameZone(): void {
    const zone = this.daily ? 'utc' : this.zone;
    const range = this.drawn.chart.timeScale().getVisibleLogicalRange();
    nameTimes(this.drawn, zone);
    this.scale.setZone(zone);
    // The axis weighs its ticks only for times that are new to it.
    this.give([]);
    this.give(this.bars);
    if (range !== null && this.bars.length > 0) this.drawn.chart.timeScale().setVisibleLogicalRange(range);
  }

  private volumeOf(bar: Bar) {
    const color = withAlpha(bar.close >= bar.open ? this.theme.up : this.theme.down, 0.28);
    return { time: seconds(bar.time), value: bar.volume, color };
  }

  private note(bar: Bar, index: number): void {
    this.lane[index] = bar.lambda === null ? -1 : rarityStep(bar.lambda);
    if (bar.repaired) this.repaired.add(index);
  }

  /** Marks and gaps to their bars. */
  private place(): void {
    this.state = {
      episodes: episodesOf(this.marks, this.bars),
      gaps: gapSpans(this.gaps, this.bars, barWidth(this.bars)),
    };
    this.overlay.set(this.state);
    const markers = markersOf(this.marks, this.bars, this.theme);
    const shape = JSON.stringify(markers);
    if (shape === this.shownMarks) return;
    this.shownMarks = shape;
    this.markers.setMarkers(markers);
  }
}
