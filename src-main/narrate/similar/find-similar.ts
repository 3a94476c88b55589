/**
 * The nearest past moves of the same symbol and direction, half to twice the size (k nearest neighbours by `likeness`), and what came
 * after them. Only the past counts: prices up to the detection for the likeness, outcomes that were complete before the onset.
 */
import { DAY_MS, MINUTE_MS, type EpochMs } from '../../../src-shared/market.ts';
import { roundTo } from '../../../src-shared/format.ts';
import type { PastAnomaly, Reader } from '../../../src-shared/ports/reader.ts';
import { distanceOf, moveDistance, shapeOf, type Looks, type Move } from './likeness.ts';
import { changesAfter, outcomesOf, WITHIN_MS, type Outcome } from './outcomes.ts';

export interface SimilarRequest {
  readonly symbol: string;
  readonly venue?: string;
  readonly before: EpochMs;
  /** Null for a move of unknown size: then every past anomaly of the symbol is similar. */
  readonly changePct: number | null;
  readonly days?: number;
  /** What else is known of the present move; without it size and direction decide. */
  readonly looks?: { readonly move: Move; readonly detectedAt: EpochMs; readonly story: readonly number[] | null };
}

export interface PastMove {
  readonly id: string;
  readonly detected_at: number;
  readonly price_change_pct: number | null;
  readonly cause: string | null;
  readonly next_hour_pct: number | null;
  /** 0 is alike in everything. */
  readonly distance: number | null;
}

export interface SimilarPast {
  /** Same direction, half to twice the size. */
  readonly count: number;
  /** After 1, 4 and 24 hours, of the nearest ones. */
  readonly outcomes: readonly Outcome[];
  /** Nearest first. */
  readonly moves: readonly PastMove[];
}

export const SIMILAR_DAYS = 400;
/** Rows read, looked at closely, and taken as neighbours at most: a busy symbol costs the same as a quiet one. */
const MAX_ROWS = 200;
const MAX_CLOSE = 32;
const NEIGHBOURS = 20;
const SHOWN = 8;
/** Farther than this is not similar. */
const FARTHEST = 3;
/** The price at even steps of the last half hour before a detection. */
const STEPS = 10;
const STEP_MS = 3 * MINUTE_MS;

type Past = Pick<Reader, 'pastAnomalies' | 'closesAt' | 'storyVectors'>;

export async function findSimilar(reader: Past, request: SimilarRequest): Promise<SimilarPast> {
  const { symbol, before, changePct, days = SIMILAR_DAYS } = request;
  const from = before - days * DAY_MS;
  const rows = await reader.pastAnomalies({ symbol, from, to: before - 1, ...sizeLike(changePct), limit: MAX_ROWS });
  const alike = rows.filter(
    (past) => past.detected_at < before && isAlike(past, changePct) && isSameVenue(past, request),
  );
  const near = await nearestOf(reader, alike, request);
  const changes = await changesAfter(
    reader,
    near.map(({ past }) => past),
    before,
  );
  const moves = near.map(({ past, distance }, k): PastMove => ({
    id: past.id,
    detected_at: past.detected_at,
    price_change_pct: past.price_change_pct === null ? null : roundTo(past.price_change_pct, 4),
    cause: past.cause,
    next_hour_pct: changes[k]?.[0] ?? null,
    distance: distance === null ? null : roundTo(distance, 3),
  }));
  return { count: alike.length, outcomes: outcomesOf(changes), moves: moves.slice(0, SHOWN) };
}

interface Near {
  readonly past: PastAnomaly;
  readonly distance: number | null;
}

/** Nearest first; the newest first where nothing but the size is known. */
async function nearestOf(reader: Past, alike: readonly PastAnomaly[], { looks }: SimilarRequest): Promise<Near[]> {
  if (looks === undefined) return alike.slice(0, NEIGHBOURS).map((past) => ({ past, distance: null }));
  const close = alike
    .map((past) => ({ past, rough: moveDistance(looks.move, past) }))
    .sort((a, b) => a.rough - b.rough || b.past.detected_at - a.past.detected_at)
    .slice(0, MAX_CLOSE)
    .map(({ past }) => past);
  const [shapes, stories] = await Promise.all([shapesOf(reader, close, looks.detectedAt), storiesOf(reader, close)]);
  const own: Looks = { move: looks.move, story: looks.story, shape: shapes[0] };
  return close
    .map((past, k) => ({
      past,
      distance: distanceOf(own, { move: past, shape: shapes[k + 1], story: stories.get(past.id) }),
    }))
    .filter(({ distance }) => distance <= FARTHEST)
    .sort((a, b) => a.distance - b.distance || b.past.detected_at - a.past.detected_at)
    .slice(0, NEIGHBOURS);
}

/** Of the present move first, then of each past one. */
async function shapesOf(
  reader: Past,
  close: readonly PastAnomaly[],
  detectedAt: EpochMs,
): Promise<(number[] | null)[]> {
  const [first] = close;
  if (first === undefined) return [];
  const times = [detectedAt, ...close.map((past) => past.detected_at)].flatMap((at) =>
    Array.from({ length: STEPS + 1 }, (_, k) => at - (STEPS - k) * STEP_MS),
  );
  const { symbol, venue } = first;
  const closes = await reader.closesAt({ symbol, venue, times, withinMs: WITHIN_MS });
  return Array.from({ length: close.length + 1 }, (_, k) =>
    shapeOf(closes.slice(k * (STEPS + 1), (k + 1) * (STEPS + 1))),
  );
}

async function storiesOf(reader: Past, close: readonly PastAnomaly[]): Promise<Map<string, readonly number[]>> {
  const known = close.length === 0 ? [] : await reader.storyVectors(close.map((past) => past.id));
  return new Map(known.map(({ anomaly_id, vector }) => [anomaly_id, vector]));
}

const isSameVenue = (past: PastAnomaly, { venue }: SimilarRequest): boolean =>
  venue === undefined || past.venue === venue;

function isAlike({ price_change_pct: past }: PastAnomaly, changePct: number | null): boolean {
  if (changePct === null || changePct === 0) return true;
  if (past === null || Math.sign(past) !== Math.sign(changePct)) return false;
  const ratio = past / changePct;
  return ratio >= 0.5 && ratio <= 2;
}

/** The same bounds for the store, which would otherwise hand over every past anomaly to be thrown away. */
function sizeLike(changePct: number | null): { minChangePct?: number; maxChangePct?: number } {
  if (changePct === null || changePct === 0) return {};
  const [a, b] = [changePct / 2, changePct * 2];
  return { minChangePct: Math.min(a, b), maxChangePct: Math.max(a, b) };
}
