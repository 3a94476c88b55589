/** Seeded one-minute candles with plain volume, and what is done to them: jumps, ticks, feeding. Prices in quote currency. */
import { readFileSync } from 'node:fs';
import { seededRandom } from '../../../src-main/base/random.ts';
import { createDetection, type Detection, type DetectionEvent } from '../../../src-main/detect/detection.ts';
import { parseThresholds, type Thresholds } from '../../../src-main/detect/thresholds.ts';
import { MINUTE_MS, type Candle, type EpochMs } from '../../../src-shared/market.ts';

export const START: EpochMs = Date.UTC(2024, 0, 1);
export const DAY_MINUTES = 1440;

export function shippedThresholds(): Thresholds {
  const parsed = parseThresholds(
    readFileSync(new URL('../../../resources/thresholds.yaml', import.meta.url), 'utf8'),
    'thresholds.yaml',
  );
  if (!parsed.ok) throw new Error(parsed.fault.detail);
  return parsed.value;
}

export interface TapeOptions {
  symbol?: string;
  seed: string | number;
  minutes: number;
  sigma?: number;
  price?: number;
  start?: EpochMs;
  /** Log returns added at these minutes, with volume × jumpVolume (20). */
  jumps?: ReadonlyMap<number, number>;
  jumpVolume?: number;
}

/** A Gaussian walk; high and low lie up to one σ beyond open and close. */
export function tape(options: TapeOptions): Candle[] {
  const random = seededRandom(options.seed);
  const { sigma = 0.0006, price = 30_000, start = START, symbol = 'BTC-USD' } = options;
  let last = price;
  return Array.from({ length: options.minutes }, (_, i) => {
    const jump = options.jumps?.get(i) ?? 0;
    const open = last;
    const close = open * Math.exp(random.normal() * sigma + jump);
    const [high, low] = [
      Math.max(open, close) * (1 + random.next() * sigma),
      Math.min(open, close) * (1 - random.next() * sigma),
    ];
    const volume = Math.exp(3 + 0.6 * random.normal()) * (jump === 0 ? 1 : (options.jumpVolume ?? 20));
    last = close;
    return {
      symbol,
      venue: 'test',
      openTime: start + i * MINUTE_MS,
      open,
      high,
      low,
      close,
      volume,
      trades: null,
      repaired: false,
    };
  });
}

/** The running candle at four moments of its minute: open, one extreme, the other, close. The last equals the closed one. */
export function ticksOf(candle: Candle): { forming: Candle; eventTime: EpochMs }[] {
  const up = candle.close >= candle.open;
  const path = up
    ? [candle.open, candle.low, candle.high, candle.close]
    : [candle.open, candle.high, candle.low, candle.close];
  return path.map((price, i) => {
    const seen = path.slice(0, i + 1);
    const volume = i === 3 ? candle.volume : (candle.volume * (i + 1)) / 4;
    const forming = { ...candle, high: Math.max(...seen), low: Math.min(...seen), close: price, volume };
    return { forming, eventTime: candle.openTime + 1000 + i * 15_000 };
  });
}

export const detectionOf = (symbols: string[], budgetPerDay = 5): Detection =>
  createDetection({ venue: 'test', symbols, thresholds: shippedThresholds(), budgetPerDay });

export const feed = (detection: Detection, candles: readonly Candle[]): DetectionEvent[] =>
  candles.flatMap((candle) => detection.onClosed(candle));
export const raisedIn = (events: readonly DetectionEvent[]) =>
  events.flatMap((event) => (event.kind === 'raised' ? [event] : []));
/** Several tapes in order of time, then symbol. */
export const merged = (tapes: readonly Candle[][]): Candle[] =>
  tapes.flat().sort((a, b) => a.openTime - b.openTime || (a.symbol < b.symbol ? -1 : 1));
