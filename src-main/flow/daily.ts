/** When a thing that is done once a day is due: from an hour of the local day on, made up for after a sleep, tried again after a failure. */
import { HOUR_MS, type EpochMs } from '../../src-shared/market.ts';

/** A daily job that failed is tried again after this. */
export const AGAIN_MS = HOUR_MS;

export interface Daily {
  /** Local hour, 0 to 23. */
  readonly hour: number;
  /** Since when the job is known: before its first hour nothing is owed. */
  readonly since: EpochMs;
  /** End of the last try. */
  readonly lastAt: EpochMs | null;
  readonly lastOk: boolean;
}

/** Wall time of the next try; in the past when it is owed. */
export function nextDaily({ hour, since, lastAt, lastOk }: Daily): EpochMs {
  if (lastAt !== null && !lastOk) return lastAt + AGAIN_MS;
  return hourAfter(hour, lastAt ?? since);
}

/** The first moment after `time` at which the local clock shows this full hour. */
function hourAfter(hour: number, time: EpochMs): EpochMs {
  const date = new Date(time);
  date.setHours(hour, 0, 0, 0);
  if (date.getTime() > time) return date.getTime();
  date.setDate(date.getDate() + 1);
  date.setHours(hour, 0, 0, 0);
  return date.getTime();
}
