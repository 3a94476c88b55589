/**
 * One crash, one notification: when several symbols move the same way, the first alerted one leads and the others join it.
 * A first alert is held up to 3 s of event time while at least three others are beyond half their level; when the hold ends,
 * the rarest of those waiting (then the first by name) leads, unless an alerted open episode with the same sign already does.
 * One group at a time; it takes members for an hour after its leader was detected.
 */
import { HOUR_MS, type EpochMs } from '../../src-shared/market.ts';

export const HOLD_MS = 3000;
/** How long an alert waits for another quote of its asset to confirm the move. */
export const CONFIRM_MS = 60_000;
export const OTHERS_FOR_GROUP = 3;
const GROUP_MS = HOUR_MS;

export interface Waiting {
  readonly symbol: string;
  readonly sign: number;
  readonly lnLambda: number;
  readonly until: EpochMs;
  /** Waits for another quote of its asset, not for a market-wide move. */
  readonly single: boolean;
  /** Minute in which it was asked for. */
  readonly asked: number;
}
export interface Group {
  readonly id: string;
  readonly symbol: string;
  readonly sign: number;
  readonly since: EpochMs;
}

export interface MarketWide {
  /** The group that a symbol moving with `sign` would join at `time`. */
  groupAt(time: EpochMs, sign: number): Group | null;
  lead(group: Group): void;
  hold(waiting: Waiting): void;
  isHeld(symbol: string): boolean;
  /** A held alert whose episode ended, or whose symbol left. */
  drop(symbol: string): void;
  /** Takes out what has waited long enough: rarest first, then by symbol. */
  due(now: EpochMs): Waiting[];
  nextDue(): EpochMs;
  serialise(): unknown;
  restore(state: unknown): void;
}

export function createMarketWide(): MarketWide {
  let group: Group | null = null;
  let waiting: Waiting[] = [];
  let next = Infinity;
  const keep = (kept: Waiting[]) => {
    waiting = kept;
    next = kept.reduce((least, one) => Math.min(least, one.until), Infinity);
  };
  return {
    groupAt: (time, sign) => (group && group.sign === sign && time - group.since <= GROUP_MS ? group : null),
    lead: (led) => void (group = led),
    hold: (one) => keep([...waiting.filter((other) => other.symbol !== one.symbol), one]),
    isHeld: (symbol) => waiting.some((one) => one.symbol === symbol),
    drop: (symbol) => keep(waiting.filter((one) => one.symbol !== symbol)),
    due(now) {
      const ready = waiting.filter((one) => one.until <= now);
      if (ready.length > 0) keep(waiting.filter((one) => one.until > now));
      return ready.sort((a, b) => a.lnLambda - b.lnLambda || (a.symbol < b.symbol ? -1 : 1));
    },
    nextDue: () => next,
    serialise: () => ({ group, waiting }),
    restore(state) {
      const saved = state as { group?: Group | null; waiting?: Waiting[] } | null;
      group = saved?.group ?? null;
      keep([...(saved?.waiting ?? [])]);
    },
  };
}
