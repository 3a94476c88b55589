/**
 * A minute of several symbols as a live market shows it: every five seconds each symbol's forming candle has gone a step further
 * from its open over its extremes to its close, then all minutes close. Open, high, low, close and volume end as the row says.
 */
import { MINUTE_MS, type Candle } from '../../../src-shared/market.ts';
import { candleOf } from './product.ts';
import type { Row } from './score.ts';
import type { Whole } from './stored.ts';

const STEPS = 12;
const STEP_MS = MINUTE_MS / STEPS;
/** Symbols do not trade in the same millisecond. */
const SYMBOL_MS = 40;

/** Prices of a minute in order: a rising one goes over its low first. */
export function pathOf([open, high, low, close]: Row): number[] {
  return close >= open ? [open, low, high, close] : [open, high, low, close];
}

/** Price at a share (0–1) of the minute, on straight lines between the points of its path. */
export function priceAt(path: readonly number[], share: number): number {
  const at = share * (path.length - 1);
  const k = Math.min(path.length - 2, Math.floor(at));
  return path[k] + (at - k) * (path[k + 1] - path[k]);
}

function grow(candle: Candle, path: readonly number[], step: number, volume: number): void {
  const price = priceAt(path, step / STEPS);
  candle.close = price;
  candle.high = Math.max(candle.high, price);
  candle.low = Math.min(candle.low, price);
  candle.volume = (volume * step) / STEPS;
}

export interface Symbol1m {
  readonly symbol: string;
  readonly row: Row;
}

export function feedLive(whole: Whole, minute: number, rows: readonly Symbol1m[]): void {
  const start = minute * MINUTE_MS;
  const forming = rows.map(({ symbol, row }) => {
    const [open] = row;
    return {
      candle: candleOf(symbol, minute, Float64Array.of(open, open, open, open, 0)),
      path: pathOf(row),
      volume: row[4],
    };
  });
  for (let step = 1; step <= STEPS; step++) {
    forming.forEach(({ candle, path, volume }, k) => {
      grow(candle, path, step, volume);
      const time = start + (step - 1) * STEP_MS + k * SYMBOL_MS;
      whole.note(whole.detection.onForming(candle, time), minute);
    });
  }
  for (const { symbol, row } of rows) whole.feed(symbol, minute, row);
}
