/**
 * A whole detection over a tape with events in it, as a user would live through it: one run from the first minute to the last,
 * one event in four days, levels stay for good, what an event leaves behind in σ, tails, budget and open episodes stays too.
 */
import { addedAt, seenLength, shifted, type Injection } from './inject.ts';
import { rowOf } from './score.ts';
import { createWhole, type Stored } from './stored.ts';
import type { Tape } from './tape.ts';

/** One symbol and one alert a day: the anomaly level is then 3 a day. */
const BUDGET_PER_DAY = 1;

/** `injections`: in order of onset, none overlapping. */
export function anomaliesOf(tape: Tape, injections: readonly Injection[], budgetPerDay = BUDGET_PER_DAY): Stored[] {
  const whole = createWhole({ symbols: [tape.symbol], budgetPerDay });
  const row = new Float64Array(5);
  let [next, base] = [0, 0];
  for (let i = 0; i < tape.length; i++) {
    const current = injections[next];
    const k = current ? i - current.onset : -1;
    if (!Number.isNaN(tape.close[i])) {
      if (k >= 0)
        shifted(tape, i, base + addedAt(current, k - 1), base + addedAt(current, k), volumeAt(current, k), row);
      else if (base !== 0) shifted(tape, i, base, base, 1, row);
      else rowOf(tape, i, row);
      whole.feed(tape.symbol, tape.first + i, row);
    }
    if (current && k === seenLength(current.kind) - 1) {
      base += addedAt(current, k);
      next += 1;
    }
  }
  return whole.stored();
}

const volumeAt = ({ kind }: Injection, k: number) => (k < kind.length ? kind.volume : 1);
