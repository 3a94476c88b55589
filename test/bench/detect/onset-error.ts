/**
 * How far off the onset of anomalies is, in minutes (late = positive): of events that an anomaly was detected within. Promised:
 * median error of a jump ≤ 1 minute, of a ramp ≤ 25 % of its length.
 */
import type { SeenEvent } from './continuous-events.ts';
import { median } from './tables.ts';

const JUMP_MINUTES = 1;
const RAMP_SHARE = 0.25;
/** Longer events are ramps. */
const LONGEST_JUMP = 3;

export interface OnsetError {
  readonly kind: string;
  readonly events: number;
  /** Events within which an anomaly was detected. */
  readonly measured: number;
  /** Medians, and the 90th percentile, of the size of the error, in minutes; signed median. */
  readonly median: number;
  readonly p90: number;
  readonly signed: number;
  readonly promised: number;
  readonly kept: boolean;
}

export function onsetErrors(seen: readonly Pick<SeenEvent, 'kind' | 'length' | 'onsetError'>[]): OnsetError[] {
  return [...new Set(seen.map(({ kind }) => kind))].map((kind) => {
    const of = seen.filter((event) => event.kind === kind);
    const errors = of.map(({ onsetError }) => onsetError).filter((error) => error !== null);
    const sizes = errors.map(Math.abs).sort((a, b) => a - b);
    const promised = of[0].length <= LONGEST_JUMP ? JUMP_MINUTES : RAMP_SHARE * of[0].length;
    return {
      kind,
      events: of.length,
      measured: errors.length,
      median: median(sizes),
      p90: sizes[Math.ceil(0.9 * sizes.length) - 1] ?? NaN,
      signed: median(errors),
      promised,
      kept: median(sizes) <= promised,
    };
  });
}
