/**
 * Notices a connection that is open and dead, from the arrival of data alone (heartbeats never reach it). Silence limit =
 * clamp(20 × median inter-arrival, 8 s, 5 min) of wall time. Data whose event time does not advance with market time is
 * silence too. Promises O(1) per event; says `suspect`, never reconnects itself: quiet symbols are innocent until ping and
 * REST say otherwise. Pure: all times are arguments.
 */
import type { EpochMs } from '../../src-shared/market.ts';

export interface WatchdogOptions {
  readonly floorMs?: number;
  readonly ceilingMs?: number;
  readonly factor?: number;
  /** Event time must cover at least this share of the market time that passed. */
  readonly advanceShare?: number;
  /** A pause of the checks longer than this was a sleeping machine. Wall ms. */
  readonly wakeAfterMs?: number;
}

export type Verdict = 'ok' | 'suspect' | 'wake';

export interface Watchdog {
  /** A new connection; what was learned of its pace stays. */
  connected(wallNow: EpochMs, marketNow: EpochMs): void;
  /** A trade or ticker arrived. */
  note(wallNow: EpochMs, eventTime: EpochMs): void;
  check(wallNow: EpochMs, marketNow: EpochMs): Verdict;
  /** The suspicion was unfounded: start counting anew. */
  cleared(wallNow: EpochMs, marketNow: EpochMs): void;
  /** Wall ms. */
  limitMs(): number;
}

const SAMPLES = 101;
const FEW = 5;

export function createWatchdog(options: WatchdogOptions = {}): Watchdog {
  const { floorMs = 8_000, ceilingMs = 300_000, factor = 20, advanceShare = 0.1, wakeAfterMs = 30_000 } = options;
  const pace = createPace();
  let clears = 0;
  let lastArrival = 0;
  let arrivedSinceCheck = false;
  let lastLife = 0;
  let lastCheck = 0;
  let newestEvent = -Infinity;
  let anchor: { readonly market: EpochMs; readonly event: EpochMs } | null = null;

  const limitMs = (): number => {
    // Without a known pace the limit grows with each unfounded suspicion.
    const wanted = pace.count() < FEW ? floorMs * 2 ** clears : factor * pace.median();
    return Math.min(ceilingMs, Math.max(floorMs, wanted));
  };
  const restart = (wallNow: EpochMs, marketNow: EpochMs): void => {
    lastLife = wallNow;
    lastCheck = wallNow;
    arrivedSinceCheck = false;
    anchor = newestEvent === -Infinity ? null : { market: marketNow, event: newestEvent };
  };
  const advanced = (marketNow: EpochMs): boolean => {
    if (!arrivedSinceCheck || newestEvent === -Infinity) return false;
    if (anchor === null) return true;
    const progress = newestEvent - anchor.event;
    return progress > 0 && progress >= advanceShare * (marketNow - anchor.market);
  };
  return {
    connected(wallNow, marketNow) {
      clears = 0;
      lastArrival = 0;
      restart(wallNow, marketNow);
      anchor = null;
    },
    note(wallNow, eventTime) {
      if (lastArrival > 0) pace.add(wallNow - lastArrival);
      lastArrival = wallNow;
      arrivedSinceCheck = true;
      if (eventTime > newestEvent) newestEvent = eventTime;
    },
    check(wallNow, marketNow) {
      const pause = wallNow - lastCheck;
      lastCheck = wallNow;
      if (pause > wakeAfterMs) return 'wake';
      if (advanced(marketNow)) {
        lastLife = Math.max(lastLife, lastArrival);
        anchor = { market: marketNow, event: newestEvent };
        arrivedSinceCheck = false;
      }
      return wallNow - lastLife > limitMs() ? 'suspect' : 'ok';
    },
    cleared(wallNow, marketNow) {
      clears += 1;
      restart(wallNow, marketNow);
    },
    limitMs,
  };
}

interface Pace {
  add(ms: number): void;
  median(): number;
  count(): number;
}

/** The last 101 inter-arrival times in a ring; sorted only when asked. */
function createPace(): Pace {
  const ring = new Float64Array(SAMPLES);
  let written = 0;
  const count = (): number => Math.min(written, SAMPLES);
  return {
    add(ms) {
      ring[written % SAMPLES] = ms;
      written += 1;
    },
    median: () => ring.slice(0, count()).sort()[count() >> 1] ?? 0,
    count,
  };
}
