/** What the whole watch-list does at a minute: how many move along, how many are watched at all. Reads the newest readings. */
import { moving } from '../market/breadth.ts';
import type { Watch } from './watch.ts';

export interface Crowd {
  /** Other symbols beyond half their level with this sign. */
  othersMoving(symbol: string, minute: number, sign: number): number;
  /** Share of the watch-list that moves so; null with fewer than three symbols. */
  breadth(minute: number, sign: number): number | null;
  /** Share of the watch-list that has learned and is receiving, 0–1. */
  watchedShare(minute: number): number;
}

/** A symbol without a candle for this long does not count as watched by the budget. */
const WATCHED_MINUTES = 60;
const FEWEST = 3;

export function createCrowd(watches: ReadonlyMap<string, Watch>): Crowd {
  const readings = () => Array.from(watches.values(), (watch) => watch.reading);
  return {
    othersMoving(symbol, minute, sign) {
      const own = watches.get(symbol);
      return moving(readings(), minute, sign) - moving(own ? [own.reading] : [], minute, sign);
    },
    breadth: (minute, sign) => (watches.size < FEWEST ? null : moving(readings(), minute, sign) / watches.size),
    watchedShare(minute) {
      let count = 0;
      for (const watch of watches.values()) {
        if (!watch.learning() && minute - watch.series.last() <= WATCHED_MINUTES) count += 1;
      }
      return watches.size === 0 ? 0 : count / watches.size;
    },
  };
}
