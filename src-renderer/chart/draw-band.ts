/** The alert band: the prices from which an alert would be raised, at the right edge, with their words. */
import { CHART_TEXT } from '../../src-shared/text/chart.ts';
import { withAlpha } from './chart-theme.ts';
import { write, type Plane } from './plane.ts';

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
  const { context, theme, width, y } = plane;
  const above = upper === null ? null : y(upper);
  const below = lower === null ? null : y(lower);
  context.font = `11px ${theme.font}`;
  context.textAlign = 'right';
  context.fillStyle = theme.amber;
  context.textBaseline = 'bottom';
  if (above !== null) write(plane, CHART_TEXT.alertsAbove, width - 6, above - 3);
  context.textBaseline = 'top';
  if (below !== null) write(plane, CHART_TEXT.alertsBelow, width - 6, below + 4);
}
