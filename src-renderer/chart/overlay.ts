/**
 * What is drawn with the candles and is not a series: the alert band, episodes of anomalies, the rarity lane with its marks, news
 * pins, and the lines of an event. Knows which of them is under the pointer.
 * A lightweight-charts series primitive: https://tradingview.github.io/lightweight-charts/docs/plugins/series-primitives
 */
import type {
  IChartApi,
  IPrimitivePaneView,
  ISeriesApi,
  ISeriesPrimitive,
  Logical,
  PrimitiveHoveredItem,
  Time,
} from 'lightweight-charts';
import type { ChartTheme } from './chart-theme.ts';
import { drawBand, labelBand, type AlertBand } from './draw-band.ts';
import { drawEpisodes, episodeAt, type Episode } from './draw-episodes.ts';
import { drawLane, LANE_HEIGHT, type GapSpan } from './draw-lane.ts';
import { drawLines, drawPins, labelLines, pinAt, type EventLine, type NewsPin } from './draw-news.ts';
import type { Plane } from './plane.ts';

export type { EventLine, NewsPin } from './draw-news.ts';

export interface OverlayState {
  /** Rarity step 0–4 of each bar; −1 = unknown. */
  readonly lane: readonly number[];
  readonly repaired: ReadonlySet<number>;
  readonly gaps: readonly GapSpan[];
  readonly pins: readonly NewsPin[];
  readonly lines: readonly EventLine[];
  readonly episodes: readonly Episode[];
  readonly band: AlertBand | null;
}

type Target = Parameters<NonNullable<ReturnType<IPrimitivePaneView['renderer']>>['draw']>[0];
type Scope = Parameters<Parameters<Target['useMediaCoordinateSpace']>[0]>[0];

export class Overlay implements ISeriesPrimitive<Time> {
  private state: OverlayState = { lane: [], repaired: new Set(), gaps: [], pins: [], lines: [], episodes: [], band: null }; // prettier-ignore
  private chart: IChartApi | null = null;
  private series: ISeriesApi<'Candlestick'> | null = null;
  private redraw: () => void = () => undefined;
  private theme: ChartTheme;
  private height = 0;
  private readonly views: readonly IPrimitivePaneView[];

  constructor(theme: ChartTheme) {
    this.theme = theme;
    const view = (zOrder: 'bottom' | 'top', draw: (plane: Plane) => void): IPrimitivePaneView => ({
      zOrder: () => zOrder,
      renderer: () => ({ draw: (target) => target.useMediaCoordinateSpace((scope) => draw(this.plane(scope))) }),
    });
    this.views = [view('bottom', (plane) => this.drawBelow(plane)), view('top', (plane) => this.drawAbove(plane))];
  }

  attached({ chart, series, requestUpdate }: { chart: unknown; series: unknown; requestUpdate: () => void }): void {
    this.chart = chart as IChartApi;
    this.series = series as ISeriesApi<'Candlestick'>;
    this.redraw = requestUpdate;
  }

  set(change: Partial<OverlayState>): void {
    this.state = { ...this.state, ...change };
    this.redraw();
  }

  setTheme(theme: ChartTheme): void {
    this.theme = theme;
    this.redraw();
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.views;
  }

  hitTest(x: number, y: number): PrimitiveHoveredItem | null {
    const place = { ...this.places(), height: this.height };
    const pin = pinAt(place, this.state.pins, x, y);
    const externalId = pin === undefined ? episodeAt(place, this.state.episodes, x, y)?.id : `news:${pin.id}`;
    return externalId === undefined ? null : { externalId, cursorStyle: 'pointer', zOrder: 'top' };
  }

  private places() {
    const scale = this.chart?.timeScale();
    const x = (bar: number): number | null => scale?.logicalToCoordinate(bar as Logical) ?? null;
    return { x, barWidth: Math.abs((x(1) ?? 1) - (x(0) ?? 0)) };
  }

  private plane({ context, mediaSize }: Scope): Plane {
    const range = this.chart?.timeScale().getVisibleLogicalRange();
    this.height = mediaSize.height;
    return {
      ...this.places(),
      context,
      width: mediaSize.width,
      height: mediaSize.height,
      theme: this.theme,
      y: (price) => this.series?.priceToCoordinate(price) ?? null,
      from: Math.floor(range?.from ?? 0),
      to: Math.ceil(range?.to ?? -1),
    };
  }

  private drawBelow(plane: Plane): void {
    const { episodes, band, lane, lines } = this.state;
    drawEpisodes(plane, episodes, plane.height - LANE_HEIGHT);
    if (band !== null) drawBand(plane, band, lane.length);
    drawLines(plane, lines);
  }

  private drawAbove(plane: Plane): void {
    const { lane, repaired, gaps, pins, lines, band } = this.state;
    drawLane(plane, { steps: lane, repaired, gaps });
    drawPins(plane, pins);
    labelLines(plane, lines);
    if (band !== null) labelBand(plane, band);
  }
}
