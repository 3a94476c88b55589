/** News pins above the lane, and the lines of an event with their labels. */
import { withAlpha } from './chart-theme.ts';
import { LANE_HEIGHT } from './draw-lane.ts';
import type { Plane } from './plane.ts';

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

const RADIUS = 3;
const pinY = (height: number): number => height - LANE_HEIGHT - RADIUS - 5;

export function drawPins({ context, theme, x, height }: Plane, pins: readonly NewsPin[]): void {
  context.lineWidth = 1.5;
  for (const pin of pins) {
    const at = x(pin.bar);
    if (at === null) continue;
    context.beginPath();
    context.arc(at, pinY(height), RADIUS, 0, Math.PI * 2);
    context.fillStyle = pin.cited ? theme.text : theme.panel;
    context.strokeStyle = pin.cited ? theme.text : theme.muted;
    context.fill();
    context.stroke();
  }
  context.lineWidth = 1;
}

export function pinAt(
  plane: Pick<Plane, 'x' | 'height'>,
  pins: readonly NewsPin[],
  x: number,
  y: number,
): NewsPin | undefined {
  if (Math.abs(y - pinY(plane.height)) > RADIUS + 4) return undefined;
  return pins.find(({ bar }) => Math.abs((plane.x(bar) ?? -99) - x) <= RADIUS + 3);
}

export function drawLines({ context, theme, x, height }: Plane, lines: readonly EventLine[]): void {
  context.strokeStyle = withAlpha(theme.muted, 0.6);
  context.setLineDash([3, 3]);
  for (const { bar } of lines) {
    const at = x(bar);
    if (at === null) continue;
    context.beginPath();
    context.moveTo(Math.round(at) + 0.5, 0);
    context.lineTo(Math.round(at) + 0.5, height - LANE_HEIGHT);
    context.stroke();
  }
  context.setLineDash([]);
}

export function labelLines({ context, theme, x }: Plane, lines: readonly EventLine[]): void {
  context.font = `11px ${theme.font}`;
  context.textBaseline = 'bottom';
  context.fillStyle = theme.muted;
  for (const { bar, label, side } of lines) {
    const at = x(bar);
    context.textAlign = side === 'left' ? 'right' : 'left';
    if (at !== null) context.fillText(label, side === 'left' ? at - 4 : at + 4, 16);
  }
}
