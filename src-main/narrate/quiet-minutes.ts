/** Minutes at which nothing happened, spread evenly over a span with a seeded jitter, away from anomalies. */
import { HOUR_MS, minuteOf, type EpochMs } from '../../src-shared/market.ts';

export interface QuietRequest {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly count: number;
  /** Times of anomalies: an hour before and three hours after each are not quiet. */
  readonly busy: readonly EpochMs[];
  readonly random: { next(): number };
}

const BEFORE_MS = HOUR_MS;
const AFTER_MS = 3 * HOUR_MS;

/** At most `count` minutes, oldest first. */
export function quietMinutes({ from, to, count, busy, random }: QuietRequest): EpochMs[] {
  if (to <= from) return [];
  const step = (to - from) / count;
  const isQuiet = (time: EpochMs) => !busy.some((at) => time > at - BEFORE_MS && time < at + AFTER_MS);
  return Array.from({ length: count }, (_, k) => minuteOf(from + (k + random.next()) * step)).filter(isQuiet);
}
