/**
 * The venue's clock minus ours, in market ms, after Cristian (1989): the venue's answer is compared with the middle of the
 * round trip, and of the last samples the one with the shortest round trip is believed. Null until a sample came.
 */
import type { EpochMs } from '../../src-shared/market.ts';

export interface ClockSkew {
  /** `sentAt` and `receivedAt` on our market clock. */
  sample(sentAt: EpochMs, venueTime: EpochMs, receivedAt: EpochMs): void;
  valueMs(): number | null;
}

const KEPT = 5;
const ROUNDING_MS = 1_000;

export function createClockSkew(): ClockSkew {
  let samples: { readonly roundTrip: number; readonly skew: number }[] = [];
  return {
    sample(sentAt, venueTime, receivedAt) {
      if (!Number.isFinite(venueTime) || receivedAt < sentAt) return;
      const fresh = { roundTrip: receivedAt - sentAt, skew: venueTime - (sentAt + receivedAt) / 2 };
      // A sample that cannot be true together with the newest one was taken before a clock was set.
      const agree = samples.filter(
        (old) => Math.abs(old.skew - fresh.skew) <= (old.roundTrip + fresh.roundTrip) / 2 + ROUNDING_MS,
      );
      samples = [...agree, fresh].slice(-KEPT);
    },
    valueMs() {
      const best = samples.reduce<(typeof samples)[number] | null>(
        (a, b) => (a === null || b.roundTrip <= a.roundTrip ? b : a),
        null,
      );
      return best === null ? null : Math.round(best.skew);
    },
  };
}
