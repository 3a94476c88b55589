/** Minutes of a tape at which nothing happened, as the anomaly that a placebo pretends they were. */
import type { Anomaly } from '../../../src-shared/anomaly.ts';
import { MINUTE_MS } from '../../../src-shared/market.ts';
import type { Random } from '../../../src-main/base/random.ts';
import { makeAnomaly } from '../../fixtures/narrative/cases.ts';
import type { Tape } from '../detect/tape.ts';

const WINDOW = 15;
/** No 15-minute move within an hour before or three after may be larger than this share of the tape's. */
const BUSY_SHARE = 0.98;

const returnAt = ({ close }: Tape, at: number): number => Math.log(close[at] / close[at - WINDOW]);

/** Up to `count` random quiet minutes between `from` and `to` (indices). */
export function quietMinutesOf(
  tape: Tape,
  count: number,
  random: Random,
  from = 8 * 1440,
  to = tape.length - 240,
): number[] {
  const sizes = Array.from({ length: tape.length }, (_, at) => Math.abs(returnAt(tape, at))).filter(
    (size) => size >= 0,
  );
  const busy = sizes.sort((a, b) => a - b)[Math.floor(BUSY_SHARE * sizes.length)] ?? Infinity;
  const found: number[] = [];
  for (let tries = 0; tries < 60 * count && found.length < count && to > from; tries++) {
    const at = random.int(from, to - 1);
    if (isQuiet(tape, at, busy)) found.push(at);
  }
  return found;
}

function isQuiet(tape: Tape, at: number, busy: number): boolean {
  for (let i = at - 60; i <= at + 180; i += 5) if (!(Math.abs(returnAt(tape, i)) < busy)) return false;
  return returnAt(tape, at) !== 0;
}

/**
 * The minute as if a detector had raised it: the real move of its quarter of an hour, begun 15 minutes before. Unless `perDay` says
 * otherwise it is called rare, which is when most may be said of it.
 */
export function pretended(tape: Tape, at: number, breadth: number | null, perDay = 0.01): Anomaly {
  const change = 100 * Math.expm1(returnAt(tape, at));
  const onset = (tape.first + at - WINDOW + 1) * MINUTE_MS;
  return makeAnomaly({
    symbol: tape.symbol,
    price_change_pct: change,
    metadata: { onset, breadth, lambda_per_day: perDay, timeframe_minutes: WINDOW, peak: { time: onset, price: tape.close[at], change_pct: change }, end: onset + 30 * MINUTE_MS }, // prettier-ignore
  });
}
