/** What is done every so often of a clock that may be set: forward it is due earlier, set back it is due at once instead of never. */
import type { EpochMs } from '../../src-shared/market.ts';

/** `since`: the last time it was done; without, it is due with the first look. */
export function createDue(everyMs: number, since: EpochMs = Number.NEGATIVE_INFINITY): (now: EpochMs) => boolean {
  let [done, looked] = [since, Number.NEGATIVE_INFINITY];
  return (now) => {
    const isSetBack = now < looked;
    looked = now;
    if (!isSetBack && now - done < everyMs) return false;
    done = now;
    return true;
  };
}
