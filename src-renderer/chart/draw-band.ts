/** The alert band: the prices from which an alert would be raised, at the right edge, with their words. */
import { CHART_TEXT } from '../../src-shared/text/chart.ts';
import { compactPrice } from '../../src-shared/format.ts';
import { withAlpha } from './chart-theme.ts';
import { LANE_HEIGHT } from './draw-lane.ts';
import { write, type Plane } from './plane.ts';

/** Where a label stands whose level is out of view. */
const EDGE = 36;

export interface AlertBand {
  readonly upper: number | null;
  readonly lower: number | null;
  /** How many bars back from the newest it reaches. */
  readonly bars: number;
}

export function drawBand({ context, theme, x, y, width }: Plane, band: AlertBand, count: number): void {
  const top = band.upper === null ? null : y(band.upper);
  const bottom = band.lower === null ? null : y(band.lower);
  if (top === null || bottom === null) return;
  const from = x(count - 1 - band.bars) ?? 0;
  context.fillStyle = withAlpha(theme.amber, 0.05);
  context.fillRect(from, top, width - from, bottom - top);
  context.fillStyle = withAlpha(theme.amber, 0.6);
  for (const level of [top, bottom]) context.fillRect(from, Math.round(level), width - from, 1);
}

export function labelBand(plane: Plane, { upper, lower }: AlertBand): void {
  const { context, theme, width, height, y } = plane;
  const above = upper === null ? null : y(upper);
  const below = lower === null ? null : y(lower);
  context.font = `11px ${theme.font}`;
  context.textAlign = 'right';
  context.fillStyle = theme.amber;
  context.textBaseline = 'middle';
  const { alertsAbove, alertsBelow, at } = CHART_TEXT;
  // A level out of view stands at the edge with its price: the pane must not grow to show it.
  if (above !== null && upper !== null)
    write(
      plane,
      above < EDGE ? at(alertsAbove, compactPrice(upper)) : alertsAbove,
      width - 6,
      Math.max(EDGE, above - 9),
    );
  const floor = height - LANE_HEIGHT - EDGE / 2;
  if (below !== null && lower !== null)
    write(
      plane,
      below > floor ? at(alertsBelow, compactPrice(lower)) : alertsBelow,
      width - 6,
      Math.min(floor, below + 10),
    );
}
