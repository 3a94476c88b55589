/**
 * When each source could not be read, in market time, so that "no news" can name who was silent. Open outages and those
 * that covered the hour around an onset count; a failed poll made good by the next one does not.
 */
import { type EpochMs, HOUR_MS } from '../../src-shared/market.ts';

interface Outage {
  readonly source: string;
  readonly from: EpochMs;
  to: EpochMs | null;
}

export interface Outages {
  failed(source: string, now: EpochMs): void;
  succeeded(source: string, now: EpochMs): void;
  /** Sources whose news around the onset cannot be known at `now`; sorted. */
  around(onset: EpochMs, now: EpochMs): string[];
}

const REMEMBERED = 200;
const BEFORE_MS = HOUR_MS;
const AFTER_MS = 3 * HOUR_MS;

/** `slackOf`: a source that was away for less than this many milliseconds, its own interval, has told everything since. */
export function createOutages(slackOf: (source: string) => number): Outages {
  const outages: Outage[] = [];
  const openOf = (source: string) => outages.find((outage) => outage.source === source && outage.to === null);
  const matters = ({ source, from, to }: Outage, onset: EpochMs, now: EpochMs): boolean => {
    const end = to === null || to > now ? null : to;
    if (from > Math.min(now, onset + AFTER_MS) || (end ?? now) < onset - BEFORE_MS) return false;
    const slackMs = slackOf(source);
    return end === null || (end - from > slackMs && from <= onset + slackMs && end >= onset);
  };
  return {
    failed(source, now) {
      if (openOf(source) !== undefined) return;
      outages.push({ source, from: now, to: null });
      if (outages.length > REMEMBERED) outages.shift();
    },
    succeeded(source, now) {
      const open = openOf(source);
      if (open !== undefined) open.to = now;
    },
    around: (onset, now) =>
      [...new Set(outages.filter((outage) => matters(outage, onset, now)).map((outage) => outage.source))].sort(),
  };
}
