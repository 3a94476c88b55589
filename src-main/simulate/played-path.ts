/**
 * Given one-minute candles as what a simulated product did: every minute's prints make exactly its candle (open, high, low, close,
 * volume; which extreme comes first is drawn from the seed), a minute that is not given, or has no volume, has no trade.
 * Steps of price and size are as fine as the given numbers need. Prices in quote, volumes in base currency.
 */
import { baseOf, MINUTE_MS, type Candle, type EpochMs } from '../../src-shared/market.ts';
import { seededRandom } from '../base/random.ts';
import { lastStartingAtOrBefore, type MinuteRow, type Path } from './path.ts';
import type { Product } from './product.ts';

export type PlayedCandle = Pick<Candle, 'openTime' | 'open' | 'high' | 'low' | 'close' | 'volume'>;

export interface PlayedOptions {
  readonly symbol: string;
  /** Oldest first, at least one. */
  readonly candles: readonly PlayedCandle[];
  readonly seed: string;
  readonly epoch: EpochMs;
  /** Multiplies the number of trades of a minute. */
  readonly rate: number;
}

/** Open, both extremes and close each need a print. */
const FEWEST_TRADES = 4;
const MOST_TRADES = 12;
const FIRST_TRADE_ID = 1_000_000;
const MOST_DECIMALS = 10;

export function createPlayedPath(options: PlayedOptions): Path {
  const { symbol, epoch } = options;
  const candles = options.candles.filter((candle) => candle.volume > 0);
  const first = candles[0];
  if (first === undefined) throw new RangeError(`${symbol}: no candle to play`);
  const product = productOfCandles(symbol, candles);
  const firstMinute = Math.floor((first.openTime - epoch) / MINUTE_MS);
  const rows: MinuteRow[] = [];
  for (const candle of candles) {
    const at = Math.floor((candle.openTime - epoch) / MINUTE_MS) - firstMinute;
    if (at < rows.length) throw new RangeError(`${symbol}: candles to play must be oldest first, one a minute`);
    while (rows.length < at) rows.push(quietAfter(rows.at(-1)));
    rows.push(rowOf(candle, product, nextIdAfter(rows.at(-1)), options));
  }
  return {
    product,
    firstMinute,
    row(minute) {
      if (minute < firstMinute) throw new RangeError(`${symbol}: minute ${minute} lies before the played candles`);
      return rows[minute - firstMinute] ?? quietAfter(rows.at(-1));
    },
    minuteOfTrade(tradeId) {
      const index = lastStartingAtOrBefore(rows, tradeId);
      const row = rows[index];
      return row && tradeId < row.firstTradeId + row.trades ? index + firstMinute : null;
    },
  };
}

const nextIdAfter = (row: MinuteRow | undefined): number =>
  row === undefined ? FIRST_TRADE_ID : row.firstTradeId + row.trades;

function quietAfter(row: MinuteRow | undefined): MinuteRow {
  const close = row?.close ?? 1;
  return { open: close, high: close, low: close, close, lots: 0, trades: 0, firstTradeId: nextIdAfter(row) };
}

function rowOf(candle: PlayedCandle, product: Product, firstTradeId: number, options: PlayedOptions): MinuteRow {
  const random = seededRandom(`${options.seed}|${options.symbol}|${candle.openTime}|played`);
  const steps = (value: number, decimals: number) => Math.round(value * 10 ** decimals);
  const [open, high, low, close] = [candle.open, candle.high, candle.low, candle.close].map((price) =>
    steps(price, product.priceDecimals),
  ) as [number, number, number, number];
  const lots = steps(candle.volume, product.sizeDecimals);
  const wanted = Math.round(random.int(FEWEST_TRADES, MOST_TRADES) * options.rate);
  const trades = Math.min(lots, Math.max(FEWEST_TRADES, wanted));
  return { open, high, low, close, lots, trades, firstTradeId, lowFirst: random.next() < 0.5 };
}

function productOfCandles(symbol: string, candles: readonly PlayedCandle[]): Product {
  const base = baseOf(symbol);
  const priceDecimals = most(candles, ({ open, high, low, close }) =>
    Math.max(decimalsOf(open), decimalsOf(high), decimalsOf(low), decimalsOf(close)),
  );
  const asGiven = most(candles, ({ volume }) => decimalsOf(volume));
  const least = candles.reduce((smallest, { volume }) => Math.min(smallest, volume), Infinity);
  // The smallest volume still has to be cut into that many prints.
  const sizeDecimals = least * 10 ** asGiven < FEWEST_TRADES - 0.5 ? asGiven + 1 : asGiven;
  const typical = candles.reduce((sum, { volume, close }) => sum + volume * close, 0) / candles.length;
  return {
    symbol,
    base,
    quote: symbol.slice(base.length + 1),
    name: base,
    price: candles[0]?.open ?? 1,
    priceDecimals,
    sizeDecimals,
    sigma: 0,
    correlation: 0,
    quoteVolume: typical,
  };
}

const most = (candles: readonly PlayedCandle[], of: (candle: PlayedCandle) => number): number =>
  candles.reduce((largest, candle) => Math.max(largest, of(candle)), 0);

/** Decimals of the shortest text that reads as this number. */
function decimalsOf(value: number): number {
  const [digits = '', exponent = '0'] = String(value).split('e');
  const fraction = digits.split('.')[1]?.length ?? 0;
  return Math.min(MOST_DECIMALS, Math.max(0, fraction - Number(exponent)));
}
