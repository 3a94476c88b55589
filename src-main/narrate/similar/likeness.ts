/**
 * How alike two moves of one symbol and direction are: size, time span, volume, company (breadth), shape of the price up to the
 * detection, and what the news around were about. A distance; 0 is the same, 1 is one usual difference in one of them. What one of
 * the two lacks counts half a usual difference.
 */
import type { PastAnomaly } from '../../../src-shared/ports/reader.ts';

export type Move = Pick<PastAnomaly, 'price_change_pct' | 'volume_change_pct' | 'timeframe_minutes' | 'breadth'>;

export interface Looks {
  readonly move: Move;
  /** Prices at even steps up to the detection, as share of the whole span of them; null where some are not known. */
  readonly shape?: readonly number[] | null;
  readonly story?: readonly number[] | null;
}

const MISSING = 0.5;
/** Factors that count as one usual difference. */
const [SIZE_FACTOR, SPAN_FACTOR, VOLUME_FACTOR] = [1.5, 4, 3];
const BREADTH_STEP = 0.4;
const SHAPE_STEP = 0.25;
const STORY_STEP = 0.5;

/** By what the stored row says alone. */
export function moveDistance(a: Move, b: Move): number {
  return Math.hypot(
    inFactors(a.price_change_pct, b.price_change_pct, SIZE_FACTOR),
    inFactors(a.timeframe_minutes, b.timeframe_minutes, SPAN_FACTOR),
    inFactors(timesOf(a), timesOf(b), VOLUME_FACTOR),
    inSteps(a.breadth, b.breadth, BREADTH_STEP),
  );
}

export function distanceOf(a: Looks, b: Looks): number {
  const shape = a.shape && b.shape ? rootMeanSquare(a.shape, b.shape) / SHAPE_STEP : MISSING;
  const story = a.story && b.story ? (1 - cosine(a.story, b.story)) / STORY_STEP : a.story || b.story ? MISSING : 0;
  return Math.hypot(moveDistance(a.move, b.move), shape, story);
}

/** Percent more than usual as times the usual. */
const timesOf = ({ volume_change_pct: change }: Move): number | null =>
  change === null || change <= -100 ? null : 1 + change / 100;

function inFactors(a: number | null, b: number | null, factor: number): number {
  if (a === null || b === null || a === 0 || b === 0) return MISSING;
  return Math.abs(Math.log(Math.abs(a / b))) / Math.log(factor);
}

const inSteps = (a: number | null, b: number | null, step: number): number =>
  a === null || b === null ? MISSING : Math.abs(a - b) / step;

function rootMeanSquare(a: readonly number[], b: readonly number[]): number {
  return Math.sqrt(a.reduce((sum, value, at) => sum + (value - (b[at] ?? value)) ** 2, 0) / Math.max(1, a.length));
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
  const length = Math.hypot(...a) * Math.hypot(...b);
  return length === 0 ? 0 : dot / length;
}

/** Prices, scaled to their own span with the first at 0; null with a hole or without any change. */
export function shapeOf(prices: readonly (number | null)[]): number[] | null {
  const known = prices.filter((price) => price !== null);
  const span = Math.max(...known) - Math.min(...known);
  if (known.length < prices.length || !(span > 0)) return null;
  return known.map((price) => (price - (known[0] ?? price)) / span);
}
