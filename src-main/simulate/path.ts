/**
 * Minute by minute, what one simulated product did: open, high, low, close, volume and number of trades, in whole price
 * and size steps. The live part is a function of (seed, symbol, script); the history part ends at the product's price
 * at market time 0, whatever its length. Minutes are counted from the epoch (negative: history) and generated in order
 * once, then kept, so that reading one is an array access.
 */
import { MINUTE_MS, type EpochMs } from '../../src-shared/market.ts';
import { seededRandom, type Random } from '../base/random.ts';
import type { EffectAt } from './effects.ts';
import type { MarketFactor } from './market-factor.ts';
import type { Product } from './product.ts';
import { createMood, innovation, regimeFactor, season, type Mood, type Regime } from './volatility.ts';

export interface MinuteRow {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** In size steps. */
  readonly lots: number;
  readonly trades: number;
  /** Venue id of the minute's first trade; the ids of a product have no holes. */
  readonly firstTradeId: number;
  /** Which extreme is printed first; absent: drawn, the one away from the close. */
  readonly lowFirst?: boolean;
}

export interface Path {
  readonly product: Product;
  readonly firstMinute: number;
  row(minute: number): MinuteRow;
  /** The generated minute that holds the trade id, or null when it lies before the history or after what exists. */
  minuteOfTrade(tradeId: number): number | null;
}

export interface PathOptions {
  readonly product: Product;
  readonly seed: string;
  readonly epoch: EpochMs;
  readonly historyMinutes: number;
  readonly factor: MarketFactor;
  readonly regimeAt: (minute: number) => Regime;
  readonly effectAt: EffectAt;
  /** Multiplies the number of trades of a minute; prices and volumes stay. */
  readonly rate: number;
}

interface Draw {
  readonly logReturn: number;
  /** The minute's volatility, per √minute. */
  readonly sigma: number;
  readonly lots: number;
  readonly wickUp: number;
  readonly wickDown: number;
}

interface Segment {
  readonly random: Random;
  readonly mood: Mood;
}

/** Open, high, low and close each need a print. */
const MIN_TRADES = 4;
const MIN_LOTS = 16;
const TYPICAL_TRADES = 16;
const MAX_TRADES = 60;
/** A few ordinary bursts in the history, so that the past is not suspiciously calm. */
const BURST_CHANCE = 1 / 2400;
const CALM_BEFORE_EPOCH_MINUTES = 720;

export function createPath(options: PathOptions): Path {
  const { product, seed, historyMinutes } = options;
  const rows: MinuteRow[] = [];
  const idBase = 10_000_000 + seededRandom(`${seed}|${product.symbol}|ids`).int(0, 80_000_000);
  const segment = (name: string): Segment => {
    const random = seededRandom(`${seed}|${product.symbol}|${name}`);
    return { random, mood: createMood(seededRandom(`${seed}|${product.symbol}|${name}|mood`)) };
  };
  const live = segment('live');
  let log = Math.log(product.price);
  let nextId = idBase;

  const append = (draw: Draw) => {
    const row = rowOf(options, rows.at(-1)?.close ?? null, log, draw, nextId);
    log += draw.logReturn;
    nextId += row.trades;
    rows.push(row);
  };

  const generateHistory = () => {
    const past = segment('history');
    const draws = Array.from({ length: historyMinutes }, (_, k) => drawHistory(options, past, k - historyMinutes));
    log -= draws.reduce((sum, draw) => sum + draw.logReturn, 0);
    nextId -= draws.reduce((sum, draw) => sum + tradesOf(options, draw.lots), 0);
    draws.forEach(append);
    log = Math.log(product.price); // the sum above leaves rounding errors; the live part must not depend on them
  };
  if (historyMinutes > 0) generateHistory();

  return {
    product,
    firstMinute: -historyMinutes,
    row(minute) {
      while (rows.length <= minute + historyMinutes) append(drawLive(options, live, rows.length - historyMinutes));
      const row = rows[minute + historyMinutes];
      if (!row) throw new RangeError(`${product.symbol}: minute ${minute} lies before the simulated history`);
      return row;
    },
    minuteOfTrade(tradeId) {
      const index = lastStartingAtOrBefore(rows, tradeId);
      const row = rows[index];
      return row && tradeId < row.firstTradeId + row.trades ? index - historyMinutes : null;
    },
  };
}

/** Index of the last row whose first trade is not after the trade, −1 when all are. */
export function lastStartingAtOrBefore(rows: readonly MinuteRow[], tradeId: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.firstTradeId ?? Infinity) <= tradeId) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function drawLive(options: PathOptions, segment: Segment, minute: number): Draw {
  const effect = options.effectAt(options.product, minute);
  const draw = drawOrdinary(options, segment, minute, effect.volatility);
  return { ...draw, logReturn: draw.logReturn + effect.logReturn, lots: Math.round(draw.lots * effect.volume) };
}

function drawHistory(options: PathOptions, segment: Segment, minute: number): Draw {
  const draw = drawOrdinary(options, segment, minute, 1);
  const chance = segment.random.next();
  if (chance >= BURST_CHANCE || minute > -CALM_BEFORE_EPOCH_MINUTES) return draw;
  const size = options.product.sigma * (8 + 10 * segment.random.next()) * (chance < BURST_CHANCE / 2 ? -1 : 1);
  return { ...draw, logReturn: draw.logReturn + size, lots: draw.lots * 4 };
}

function drawOrdinary(options: PathOptions, { random, mood }: Segment, minute: number, calmness: number): Draw {
  const { product, epoch, factor, regimeAt } = options;
  const common = factor.at(minute);
  const busy = regimeFactor(regimeAt(minute));
  const rhythm = season(epoch + minute * MINUTE_MS);
  const level = 0.6 * common.mood + 0.7 * mood.next();
  const sigma = product.sigma * rhythm * busy * Math.exp(level) * calmness;
  const own = innovation(random);
  const z = product.correlation * common.z + Math.sqrt(1 - product.correlation ** 2) * own;
  const quote =
    product.quoteVolume *
    rhythm ** 2 *
    busy *
    Math.exp(1.1 * level + 0.35 * (Math.abs(z) - 0.8) + 0.5 * random.normal());
  const lots = Math.max(MIN_LOTS, Math.round((quote / product.price) * 10 ** product.sizeDecimals));
  return { logReturn: sigma * z, sigma, lots, wickUp: Math.abs(random.normal()), wickDown: Math.abs(random.normal()) };
}

/** Grows with the fourth root of the volume, so that a tenfold minute has about twice as many prints. */
function tradesOf({ product, rate }: PathOptions, lots: number): number {
  const quote = (lots / 10 ** product.sizeDecimals) * product.price;
  const count = TYPICAL_TRADES * (quote / product.quoteVolume) ** 0.3;
  const usual = Math.min(MAX_TRADES, Math.max(10, count));
  return Math.min(lots, Math.max(MIN_TRADES, Math.round(usual * rate)));
}

function rowOf(
  options: PathOptions,
  previous: number | null,
  log: number,
  draw: Draw,
  firstTradeId: number,
): MinuteRow {
  const step = 10 ** -options.product.priceDecimals;
  const ticks = (value: number) => Math.max(1, Math.round(Math.exp(value) / step));
  const open = previous ?? ticks(log);
  const close = ticks(log + draw.logReturn);
  const reach = (0.4 * draw.sigma * Math.exp(log)) / step;
  const high = Math.max(open, close) + Math.round(reach * draw.wickUp);
  const low = Math.max(1, Math.min(open, close) - Math.round(reach * draw.wickDown));
  return { open, high, low, close, lots: draw.lots, trades: tradesOf(options, draw.lots), firstTradeId };
}
