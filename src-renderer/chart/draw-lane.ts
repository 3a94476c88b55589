/**
 * The foot of the pane: the rarity lane (one heat cell per bar), under it a line where minutes were repaired, across it a hatch
 * where a gap is open and trades may be missing.
 */
import { CHART_TEXT } from '../../src-shared/text/chart.ts';
import { withAlpha } from './chart-theme.ts';
import { write, type Plane } from './plane.ts';

export const LANE_HEIGHT = 12;
const CELL = 7;
const HATCH = 4;

/** Bars from `from` to `to`; `to < from` when no bar lies in the gap: it is then drawn between the two. */
export interface GapSpan {
  readonly from: number;
  readonly to: number;
}

export interface Lane {
  /** Rarity step 0–4 of each bar; −1 = unknown. */
  readonly steps: readonly number[];
  readonly repaired: ReadonlySet<number>;
  readonly gaps: readonly GapSpan[];
}

export function drawLane(plane: Plane, lane: Lane): void {
  const { context, theme, width, height, barWidth } = plane;
  const top = height - LANE_HEIGHT;
  context.fillStyle = theme.panel;
  context.fillRect(0, top - 1, width, LANE_HEIGHT + 1);
  const cell = Math.max(1, barWidth - (barWidth > 4 ? 1 : 0));
  for (let bar = Math.max(0, plane.from); bar <= Math.min(lane.steps.length - 1, plane.to); bar += 1) {
    const x = plane.x(bar);
    if (x === null) continue;
    const step = lane.steps[bar] ?? -1;
    if (step >= 0) fill(context, theme.rarity[step] ?? theme.line, x - barWidth / 2, top + 1, cell, CELL);
    if (lane.repaired.has(bar)) fill(context, theme.text, x - barWidth / 2, top + CELL + 2, Math.max(2, cell), 2);
  }
  lane.gaps.forEach((gap) => drawGap(plane, gap, top));
  context.font = `11px ${theme.font}`;
  context.textAlign = 'left';
  context.textBaseline = 'bottom';
  context.fillStyle = theme.muted;
  write(plane, CHART_TEXT.rarityLane, 4, top - 2);
}

function fill(context: CanvasRenderingContext2D, colour: string, x: number, y: number, w: number, h: number): void {
  context.fillStyle = colour;
  context.fillRect(x, y, w, h);
}

/** Hatched over its bars, or a narrow stripe between the bars beside it. */
function drawGap({ context, theme, x, barWidth, height }: Plane, { from, to }: GapSpan, top: number): void {
  const start = x(from);
  const end = x(Math.max(from, to));
  if (start === null || end === null) return;
  const between = to < from;
  const left = start - barWidth / 2 - (between ? 2 : 0);
  const width = between ? 4 : end - start + barWidth;
  context.save();
  context.beginPath();
  context.rect(left, top - 4, width, LANE_HEIGHT + 4);
  context.clip();
  fill(context, theme.panel, left, top - 4, width, LANE_HEIGHT + 4);
  context.strokeStyle = theme.amber;
  context.lineWidth = 1.5;
  for (let at = left - 2 * LANE_HEIGHT; at < left + width + LANE_HEIGHT; at += HATCH) {
    context.beginPath();
    context.moveTo(at, height);
    context.lineTo(at + LANE_HEIGHT + 4, top - 4);
    context.stroke();
  }
  context.restore();
  fill(context, withAlpha(theme.amber, 0.35), left, 0, 1, top - 4);
}
