/** What the price did 1, 4 and 24 hours after moves of the past, and how sure that is. Changes are percent from the detection. */
import { HOUR_MS, MINUTE_MS, type EpochMs } from '../../../src-shared/market.ts';
import { roundTo } from '../../../src-shared/format.ts';
import type { PastAnomaly, Reader } from '../../../src-shared/ports/reader.ts';
import { HORIZON_HOURS } from '../../../src-shared/similar.ts';
import { medianInterval, medianOf, shareInterval } from '../../stats/intervals.ts';

export interface Outcome {
  readonly hours: number;
  /** Of how many moves the outcome was complete before the present one. */
  readonly known: number;
  readonly rose: number;
  /** 95 % interval of the share that rose, 0–1. */
  readonly roseLow: number;
  readonly roseHigh: number;
  readonly medianPct: number;
  /** 95 % interval of the median; null below six moves. */
  readonly medianLowPct: number | null;
  readonly medianHighPct: number | null;
}

/** An older price is not known at that time. */
export const WITHIN_MS = 15 * MINUTE_MS;

/** Per move, the change after each horizon; null where it was not over at `before` or has no price. */
export async function changesAfter(
  reader: Pick<Reader, 'closesAt'>,
  moves: readonly PastAnomaly[],
  before: EpochMs,
): Promise<(number | null)[][]> {
  const [first] = moves;
  if (first === undefined) return [];
  const times = moves.flatMap(({ detected_at: at }) => [at, ...HORIZON_HOURS.map((hours) => at + hours * HOUR_MS)]);
  const { symbol, venue } = first;
  const closes = await reader.closesAt({ symbol, venue, times, withinMs: WITHIN_MS });
  const width = 1 + HORIZON_HOURS.length;
  return moves.map((move, k) => {
    const start = closes[k * width] ?? null;
    return HORIZON_HOURS.map((hours, h) => {
      const end = closes[k * width + 1 + h] ?? null;
      if (start === null || end === null || move.detected_at + hours * HOUR_MS > before) return null;
      return roundTo((end / start - 1) * 100, 4);
    });
  });
}

/** Horizons of which at least one outcome is known. */
export function outcomesOf(changes: readonly (readonly (number | null)[])[]): Outcome[] {
  return HORIZON_HOURS.flatMap((hours, h) => {
    const known = changes.flatMap((of) => of[h] ?? []).sort((a, b) => a - b);
    return known.length === 0 ? [] : [outcomeOf(hours, known)];
  });
}

function outcomeOf(hours: number, sorted: readonly number[]): Outcome {
  const rose = sorted.filter((change) => change > 0).length;
  const share = shareInterval(rose, sorted.length);
  const median = medianInterval(sorted);
  return {
    hours,
    known: sorted.length,
    rose,
    roseLow: roundTo(share.low, 4),
    roseHigh: roundTo(share.high, 4),
    medianPct: roundTo(medianOf(sorted), 4),
    medianLowPct: median === null ? null : roundTo(median.low, 4),
    medianHighPct: median === null ? null : roundTo(median.high, 4),
  };
}
