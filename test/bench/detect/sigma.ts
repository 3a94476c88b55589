/**
 * σ of one minute's log return as it was known at each minute of a tape: root of an EWMA of squared one-minute returns of closes,
 * half-life one day, from that minute and before. The ruler that events in σ are measured with, on purpose a plain one. Holes
 * repeat σ; the return over one counts when it is short.
 */
import { DAY, type Tape } from './tape.ts';

const LONGEST_HOLE = 5;

export function minuteSigmas(tape: Tape, halfLife = DAY): Float64Array {
  const rate = 1 - 2 ** (-1 / halfLife);
  const sigmas = new Float64Array(tape.length);
  let [variance, count, last] = [0, 0, -1];
  for (let i = 0; i < tape.length; i++) {
    const close = tape.close[i];
    if (close > 0) {
      if (last >= 0 && i - last <= LONGEST_HOLE) {
        const r = Math.log(close / tape.close[last]);
        count += 1;
        variance += Math.max(1 / count, rate) * (r * r - variance);
      }
      last = i;
    }
    sigmas[i] = Math.sqrt(variance);
  }
  return sigmas;
}
