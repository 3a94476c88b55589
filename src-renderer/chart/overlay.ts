/**
 * What is drawn with the candles and is not a series: the alert band (levels of the tightest window, at the right edge),
 * the rarity lane (one heat cell per bar at the foot of the pane), news pins above the lane, and the lines of an event.
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
import { withAlpha, type ChartTheme } from './chart-theme.ts';

export interface NewsPin {
  readonly id: string;
  readonly title: string;
  /** Index of its bar. */
  readonly bar: number;
  readonly cited: boolean;
}
export interface EventLine {
  readonly bar: number;
  readonly label: string;
  readonly side: 'left' | 'right';
}
export interface OverlayState {
  /** Rarity step 0–4 of each bar; −1 = unknown. */
  readonly lane: readonly number[];
  readonly pins: readonly NewsPin[];
  readonly lines: readonly EventLine[];
  readonly band: { readonly upper: number | null; readonly lower: number | null; readonly bars: number } | null;
}

export const LANE_HEIGHT = 10;
const PIN_RADIUS = 3;
type Target = Parameters<NonNullable<ReturnType<IPrimitivePaneView['renderer']>>['draw']>[0];
type Scope = Parameters<Parameters<Target['useMediaCoordinateSpace']>[0]>[0];

export class Overlay implements ISeriesPrimitive<Time> {
  private state: OverlayState = { lane: [], pins: [], lines: [], band: null };
  private chart: IChartApi | null = null;
  private series: ISeriesApi<'Candlestick'> | null = null;
  private redraw: () => void = () => undefined;
  private theme: ChartTheme;
  private height = 0;
  private readonly views: readonly IPrimitivePaneView[];

  constructor(theme: ChartTheme) {
    this.theme = theme;
    const view = (zOrder: 'bottom' | 'top', draw: (scope: Scope) => void): IPrimitivePaneView => ({
      zOrder: () => zOrder,
      renderer: () => ({ draw: (target) => target.useMediaCoordinateSpace(draw) }),
    });
    this.views = [view('bottom', (scope) => this.drawBelow(scope)), view('top', (scope) => this.drawAbove(scope))];
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
    const nearLane = Math.abs(y - this.pinY()) <= PIN_RADIUS + 4;
    const pin = nearLane
      ? this.state.pins.find(({ bar }) => Math.abs((this.x(bar) ?? -99) - x) <= PIN_RADIUS + 3)
      : undefined;
    return pin === undefined ? null : { externalId: `news:${pin.id}`, cursorStyle: 'pointer', zOrder: 'top' };
  }

  private x(bar: number): number | null {
    return this.chart?.timeScale().logicalToCoordinate(bar as Logical) ?? null;
  }

  private pinY(): number {
    return this.height - LANE_HEIGHT - PIN_RADIUS - 5;
  }

  private drawBelow({ context, mediaSize }: Scope): void {
    this.drawBand(context, mediaSize.width);
    context.strokeStyle = withAlpha(this.theme.muted, 0.6);
    context.setLineDash([3, 3]);
    for (const { bar } of this.state.lines) {
      const x = this.x(bar);
      if (x === null) continue;
      context.beginPath();
      context.moveTo(Math.round(x) + 0.5, 0);
      context.lineTo(Math.round(x) + 0.5, mediaSize.height - LANE_HEIGHT);
      context.stroke();
    }
    context.setLineDash([]);
  }

  private drawBand(context: CanvasRenderingContext2D, width: number): void {
    const { band, lane } = this.state;
    const top = band?.upper == null ? null : (this.series?.priceToCoordinate(band.upper) ?? null);
    const bottom = band?.lower == null ? null : (this.series?.priceToCoordinate(band.lower) ?? null);
    if (band === null || top === null || bottom === null) return;
    const from = this.x(lane.length - 1 - band.bars) ?? 0;
    context.fillStyle = withAlpha(this.theme.amber, 0.05);
    context.fillRect(from, top, width - from, bottom - top);
    context.fillStyle = withAlpha(this.theme.amber, 0.6);
    for (const y of [top, bottom]) context.fillRect(from, Math.round(y), width - from, 1);
  }

  private drawAbove(scope: Scope): void {
    this.height = scope.mediaSize.height;
    this.drawLane(scope);
    this.drawPins(scope);
    this.drawLabels(scope);
  }

  private drawLane({ context, mediaSize }: Scope): void {
    const y = mediaSize.height - LANE_HEIGHT;
    context.fillStyle = this.theme.panel;
    context.fillRect(0, y - 1, mediaSize.width, LANE_HEIGHT + 1);
    const range = this.chart?.timeScale().getVisibleLogicalRange();
    if (range == null) return;
    const width = Math.abs((this.x(1) ?? 1) - (this.x(0) ?? 0));
    for (
      let bar = Math.max(0, Math.floor(range.from));
      bar <= Math.min(this.state.lane.length - 1, range.to);
      bar += 1
    ) {
      const step = this.state.lane[bar] ?? -1;
      const x = this.x(bar);
      if (step < 0 || x === null) continue;
      context.fillStyle = this.theme.rarity[step] ?? this.theme.line;
      context.fillRect(x - width / 2, y + 2, Math.max(1, width - (width > 4 ? 1 : 0)), LANE_HEIGHT - 3);
    }
  }

  private drawPins({ context }: Scope): void {
    for (const pin of this.state.pins) {
      const x = this.x(pin.bar);
      if (x === null) continue;
      context.beginPath();
      context.arc(x, this.pinY(), PIN_RADIUS, 0, Math.PI * 2);
      context.fillStyle = pin.cited ? this.theme.text : this.theme.panel;
      context.strokeStyle = pin.cited ? this.theme.text : this.theme.muted;
      context.lineWidth = 1.5;
      context.fill();
      context.stroke();
    }
    context.lineWidth = 1;
  }

  private drawLabels({ context, mediaSize }: Scope): void {
    context.font = `11px ${this.theme.font}`;
    context.textBaseline = 'bottom';
    context.fillStyle = this.theme.muted;
    this.state.lines.forEach(({ bar, label, side }) => {
      const x = this.x(bar);
      context.textAlign = side === 'left' ? 'right' : 'left';
      if (x !== null) context.fillText(label, side === 'left' ? x - 4 : x + 4, 16);
    });
    const { band } = this.state;
    const above = band?.upper == null ? null : (this.series?.priceToCoordinate(band.upper) ?? null);
    const below = band?.lower == null ? null : (this.series?.priceToCoordinate(band.lower) ?? null);
    context.textAlign = 'right';
    context.fillStyle = this.theme.amber;
    if (above !== null) this.write(context, 'alerts above', mediaSize.width - 6, above - 3);
    context.textBaseline = 'top';
    if (below !== null) this.write(context, 'alerts below', mediaSize.width - 6, below + 4);
    context.textAlign = 'left';
    context.textBaseline = 'bottom';
    context.fillStyle = this.theme.muted;
    this.write(context, 'rarity', 4, mediaSize.height - LANE_HEIGHT - 2);
  }

  /** With a rim in the ground's colour, so that it can be read over candles. */
  private write(context: CanvasRenderingContext2D, text: string, x: number, y: number): void {
    context.strokeStyle = this.theme.panel;
    context.lineWidth = 4;
    context.lineJoin = 'round';
    context.strokeText(text, x, y);
    context.lineWidth = 1;
    context.fillText(text, x, y);
  }
}
