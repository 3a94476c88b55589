/**
 * Past anomalies of the same symbol with the same direction and half to twice the size, and what the price did in the hour
 * after each. Only outcomes that were complete before the present onset count. Changes are percent.
 */
import { DAY_MS, HOUR_MS, type EpochMs } from '../../../src-shared/market.ts';
import type { PastAnomaly, Reader } from '../../../src-shared/ports/reader.ts';
import { roundTo } from '../../../src-shared/format.ts';
import { changeOver } from './price-change.ts';

export interface SimilarRequest {
  readonly symbol: string;
  readonly before: EpochMs;
  /** Null for a move of unknown size: then every past anomaly of the symbol is similar. */
  readonly changePct: number | null;
  readonly days?: number;
}

export interface PastMove {
  readonly id: string;
  readonly detected_at: number;
  readonly price_change_pct: number | null;
  readonly cause: string | null;
  readonly next_hour_pct: number | null;
}

export interface SimilarPast {
  readonly count: number;
  /** Of how many the next hour is known, and in how many it rose. */
  readonly known: number;
  readonly rose: number;
  readonly medianNextHourPct: number | null;
  /** Newest first. */
  readonly moves: readonly PastMove[];
}

/** Rows read and outcomes looked up at most, so that a busy symbol costs the same as a quiet one. */
const MAX_ROWS = 200;
const MAX_OUTCOMES = 8;

type Past = Pick<Reader, 'candles' | 'pastAnomalies'>;

export async function findSimilar(reader: Past, request: SimilarRequest): Promise<SimilarPast> {
  const { symbol, before, changePct, days = 90 } = request;
  const rows = await reader.pastAnomalies({
    symbol,
    from: before - days * DAY_MS,
    to: before - 1,
    ...sizeLike(changePct),
    limit: MAX_ROWS,
  });
  const alike = rows.filter((past) => past.detected_at < before && isAlike(past, changePct));
  const moves = await Promise.all(alike.slice(0, MAX_OUTCOMES).map((past) => outcomeOf(reader, past, before)));
  const next = moves.flatMap((move) => move.next_hour_pct ?? []);
  return {
    count: alike.length,
    known: next.length,
    rose: next.filter((x) => x > 0).length,
    medianNextHourPct: median(next),
    moves,
  };
}

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

async function outcomeOf(reader: Past, anomaly: PastAnomaly, before: EpochMs): Promise<PastMove> {
  const from = anomaly.detected_at;
  const to = from + HOUR_MS;
  const change =
    to > before ? null : await changeOver(reader, { symbol: anomaly.symbol, venue: anomaly.venue, from, to });
  return {
    id: anomaly.id,
    detected_at: anomaly.detected_at,
    price_change_pct: anomaly.price_change_pct === null ? null : roundTo(anomaly.price_change_pct, 4),
    cause: anomaly.cause,
    next_hour_pct: change === null ? null : roundTo(change, 4),
  };
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? 0;
  return roundTo(sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? 0) + high) / 2, 4);
}
