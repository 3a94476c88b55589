/**
 * Holds a lone print that jumps out of its band until a second print confirms it. Band = max(floor, 12 × robust scale of
 * recent print-to-print moves), as a share of price; the scale is an EWMA of |log return| winsorised at 4 × itself. One gate
 * per symbol and kind of print: a ticker repeats its trade's price and must not confirm it. O(1) per print, event time only.
 */
import { type EpochMs, minuteOf } from '../../src-shared/market.ts';

export interface Print {
  readonly price: number;
  readonly eventTime: EpochMs;
}

export interface GateAnswer<P extends Print> {
  /** To pass on, in order. */
  readonly pass: readonly P[];
  /** A held print that nobody confirmed. */
  readonly dropped: P | null;
}

export interface PriceGate<P extends Print> {
  offer(print: P, bandOverride: number | null): GateAnswer<P>;
  /** The held print when it is older than the hold; it is left out for good. */
  expire(now: EpochMs): P | null;
  /** Event time of the print that waits; null when none does. */
  holding(): EpochMs | null;
}

const FLOOR = 0.05;
const SCALES = 12;
const WINSOR = 4;
/** About the last 100 prints. */
const WEIGHT = 0.01;
const START_SCALE = 0.002;
/** Without a print for this long the market may be anywhere. Event ms. */
const STALE_MS = 3_600_000;
export const HOLD_MS = 10_000;

const NOTHING: readonly never[] = [];

/** `sameMoment`: two prints of one event time may confirm each other (trades of a sweep may, tickers repeat themselves). */
export function createPriceGate<P extends Print>({ sameMoment }: { readonly sameMoment: boolean }): PriceGate<P> {
  let last: Print | null = null;
  let scale = START_SCALE;
  let held: P | null = null;
  /** Left out before: its return still confirms a move of a symbol that trades seldom. */
  let witness: Print | null = null;

  const accept = (print: P): void => {
    if (last !== null) {
      const move = Math.abs(Math.log(print.price / last.price));
      scale += WEIGHT * (Math.min(move, WINSOR * scale) - scale);
      scale = Math.max(scale, 1e-6);
    }
    last = print;
    witness = null;
  };
  const drop = (): P | null => {
    const dropped = held;
    if (held !== null) witness = held;
    held = null;
    return dropped;
  };
  /** A print of an earlier minute than the held one would come out behind it, out of order. */
  const seconds = (first: Print, second: Print): boolean =>
    minuteOf(second.eventTime) >= minuteOf(first.eventTime) && (sameMoment || second.eventTime !== first.eventTime);
  const inBand = (print: Print, reference: Print, band: number): boolean =>
    Math.abs(Math.log(print.price / reference.price)) <= Math.log1p(band);

  return {
    offer(print, bandOverride) {
      const band = bandOverride ?? Math.max(FLOOR, SCALES * scale);
      if (last === null || print.eventTime - last.eventTime > STALE_MS || inBand(print, last, band)) {
        const dropped = drop();
        accept(print);
        return { pass: [print], dropped };
      }
      // Too old to pass in its place; as a witness it still confirms this one.
      const expired = held !== null && print.eventTime - held.eventTime > HOLD_MS ? drop() : null;
      const before = held;
      if (before !== null && seconds(before, print) && confirms(print, before, last, band)) {
        held = null;
        accept(before);
        accept(print);
        return { pass: [before, print], dropped: null };
      }
      if (before === null && witness !== null && seconds(witness, print) && confirms(print, witness, last, band)) {
        accept(print);
        return { pass: [print], dropped: expired };
      }
      const dropped = drop() ?? expired;
      held = print;
      return { pass: NOTHING, dropped };
    },
    expire(now) {
      return held !== null && now - held.eventTime > HOLD_MS ? drop() : null;
    },
    holding: () => held?.eventTime ?? null,
  };
}

/** A second print near the first, or at least half as far out on the same side. */
function confirms(print: Print, first: Print, last: Print, band: number): boolean {
  const move = Math.log(print.price / last.price);
  const firstMove = Math.log(first.price / last.price);
  if (Math.abs(Math.log(print.price / first.price)) <= Math.log1p(band)) return true;
  return (
    Math.sign(move) === Math.sign(firstMove) &&
    Math.abs(move) >= Math.abs(firstMove) / 2 &&
    Math.abs(move) <= 2 * Math.abs(firstMove)
  );
}
