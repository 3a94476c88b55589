/**
 * What the whole watch-list does at a minute: how many move along, how many are watched at all, and what other quotes of the same
 * asset did. Reads the newest readings.
 */
import { moving, type Member } from '../market/breadth.ts';
import { assetKeyOf, type Confirmation, confirmationOf } from '../market/confirmation.ts';
import { logClose } from '../market/minute-series.ts';
import { AT } from './symbol-cells.ts';
import type { Watch } from './watch.ts';

export interface Crowd {
  /** Other symbols beyond half their level with this sign. */
  othersMoving(symbol: string, minute: number, sign: number): number;
  /** Share of the watch-list that moves so; null with fewer than three symbols. */
  breadth(minute: number, sign: number): number | null;
  /** Share of the watch-list that has learned and is receiving, 0–1. */
  watchedShare(minute: number): number;
  /** Whether another quote of the asset went along with `move` (log return) over `minutes` up to `minute`; null when none can say. */
  confirmation(symbol: string, minute: number, minutes: number, move: number): Confirmation | null;
}

/** A symbol without a candle for this long does not count as watched by the budget. */
const WATCHED_MINUTES = 60;
const FEWEST = 3;
/** Prices much older than this are not known. */
const LONGEST_COMPARED = 120;

const memberOf = ({ m }: Watch): Member => ({ minute: m[AT.readMinute]!, strength: m[AT.strength]! });

export function createCrowd(watches: ReadonlyMap<string, Watch>): Crowd {
  const members = () => Array.from(watches.values(), memberOf);
  const moveOf = ({ m }: Watch, minute: number, minutes: number) =>
    logClose(m, AT.series, minute) - logClose(m, AT.series, minute - minutes);
  return {
    othersMoving(symbol, minute, sign) {
      const own = watches.get(symbol);
      return moving(members(), minute, sign) - moving(own ? [memberOf(own)] : [], minute, sign);
    },
    breadth: (minute, sign) => (watches.size < FEWEST ? null : moving(members(), minute, sign) / watches.size),
    watchedShare(minute) {
      let count = 0;
      for (const watch of watches.values())
        if (minute - watch.last() <= WATCHED_MINUTES && !watch.learning()) count += 1;
      return watches.size === 0 ? 0 : count / watches.size;
    },
    confirmation(symbol, minute, minutes, move) {
      const key = assetKeyOf(symbol);
      const span = Math.min(LONGEST_COMPARED, minutes);
      const own = watches.get(symbol);
      // Of a longer move both have only the last part to compare.
      const asked = minutes > span && own ? moveOf(own, minute, span) : move;
      const peers = [...watches.values()]
        .filter((watch) => watch.symbol !== symbol && assetKeyOf(watch.symbol) === key)
        .map((watch) => ({
          symbol: watch.symbol,
          age: watch.last() === 0 ? Infinity : minute - watch.last(),
          move: moveOf(watch, minute, span),
        }));
      return peers.length === 0 ? null : confirmationOf(asked, peers);
    },
  };
}
