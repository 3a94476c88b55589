/**
 * Closed-candle updates and ticks of forming candles through the whole detection: how many a second of one core, how flat from 1
 * to 500 symbols, how much state a symbol keeps. Each figure beside its promise.
 */
import { speedFigures, type SpeedFigures } from './detect-speed.ts';
import { type Bench, median, promise, rate, ratio, spread } from './harness.ts';

const CALLS = 300_000;
const QUICK_CALLS = 60_000;
const PROMISED_PER_SECOND = 1_000_000;
const FLAT = 1.2;
const KIB = 1024;

export const detectBench: Bench = {
  name: 'detect',
  what: 'calls of the full detection, a second of CPU',
  async run({ quick, rounds, print }) {
    speedLines(speedFigures({ calls: quick ? QUICK_CALLS : CALLS, rounds })).forEach(print);
  },
};

/** Cost of an update in each list, as a multiple of that in the first. */
export function costRatios({ sizes }: SpeedFigures, kind: 'closed' | 'forming'): number[] {
  const [one] = sizes;
  return sizes.map((size) => median(one?.[kind] ?? []) / median(size[kind]));
}

export function speedLines(figures: SpeedFigures): string[] {
  const { sizes, stateBytes, memoryBytes } = figures;
  const steepest = Math.max(...costRatios(figures, 'closed'));
  const forming = Math.max(...costRatios(figures, 'forming'));
  return [
    ...sizes.map(
      ({ symbols, closed, forming, bare }) =>
        `${symbols} symbols: ${spread(closed, rate)} closed candles; ${promise(median(closed), '≥', PROMISED_PER_SECOND, rate)}; ` +
        `${spread(forming, rate)} forming ticks; bare loop ${rate(median(bare))}`,
    ),
    `cost of a closed candle, most symbols against one: × ${promise(steepest, '≤', FLAT, ratio)}; of a tick: × ${ratio(forming)}`,
    `state of one symbol: ${(stateBytes / KIB).toFixed(1)} KiB serialised, ${(memoryBytes / KIB).toFixed(1)} KiB of memory`,
  ];
}
