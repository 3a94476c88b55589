/**
 * Tapes without events, on which every alert is chance. `gaussianTape`: independent normal returns with a daily and an hourly
 * season, log-normal volume. `signShuffled`: a recorded tape whose one-minute returns keep their size and volume but get random
 * signs, so that volatility clusters stay and trends go. Seeded.
 */
import { seededRandom } from '../../../src-main/base/random.ts';
import { DAY, emptyTape, type Tape } from './tape.ts';

const FIRST = Date.UTC(2023, 0, 1) / 60_000;
const SIGMA = 0.0006;

/** Larger in the afternoon (UTC), at full hours and quarters. */
function seasonAt(minute: number): number {
  const hour = (minute / 60) % 24;
  const daily = Math.exp(0.35 * Math.sin(((hour - 9) / 24) * 2 * Math.PI));
  return daily * (minute % 60 === 0 ? 1.5 : minute % 15 === 0 ? 1.25 : 1);
}

export function gaussianTape(seed: string, days: number): Tape {
  const random = seededRandom(`${seed}|gaussian`);
  const tape = emptyTape('NOISE-USD.gaussian', FIRST, days * DAY);
  let price = 100;
  for (let i = 0; i < tape.length; i++) {
    const sigma = SIGMA * seasonAt(FIRST + i);
    const close = price * Math.exp(sigma * random.normal());
    tape.open[i] = price;
    tape.high[i] = Math.max(price, close) * (1 + 0.5 * sigma * random.next());
    tape.low[i] = Math.min(price, close) * (1 - 0.5 * sigma * random.next());
    tape.close[i] = close;
    tape.volume[i] = Math.exp(3 + 0.8 * random.normal()) * seasonAt(FIRST + i);
    price = close;
  }
  return tape;
}

export function signShuffled(tape: Tape, seed: string): Tape {
  const random = seededRandom(`${seed}|${tape.name}|signs`);
  const out = emptyTape(tape.name, tape.first, tape.length);
  let [price, before] = [tape.close[0], tape.close[0]];
  for (let i = 0; i < tape.length; i++) {
    if (Number.isNaN(tape.close[i])) continue;
    const keep = random.next() < 0.5;
    const [open, close] = [price, price * (keep ? tape.close[i] / before : before / tape.close[i])];
    const [top, bottom] = [Math.max(tape.open[i], tape.close[i]), Math.min(tape.open[i], tape.close[i])];
    const [above, below] = [tape.high[i] / top, bottom / tape.low[i]];
    out.open[i] = open;
    out.close[i] = close;
    out.high[i] = Math.max(open, close) * (keep ? above : below);
    out.low[i] = Math.min(open, close) / (keep ? below : above);
    out.volume[i] = tape.volume[i];
    [price, before] = [close, tape.close[i]];
  }
  return out;
}
