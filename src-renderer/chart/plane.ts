/** What the drawing functions of the overlay share: a context in CSS pixels, and where bars and prices are on it. */
import type { ChartTheme } from './chart-theme.ts';

export interface Plane {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly theme: ChartTheme;
  /** Centre of a bar by its index, also outside of the view; null before the first layout. */
  readonly x: (bar: number) => number | null;
  readonly y: (price: number) => number | null;
  /** Width of a bar with its gap. */
  readonly barWidth: number;
  /** First and last bar in view. */
  readonly from: number;
  readonly to: number;
}

/** With a rim in the ground's colour, so that it can be read over candles. */
export function write({ context, theme }: Plane, text: string, x: number, y: number): void {
  context.strokeStyle = theme.panel;
  context.lineWidth = 4;
  context.lineJoin = 'round';
  context.strokeText(text, x, y);
  context.lineWidth = 1;
  context.fillText(text, x, y);
}
