/** Moving prices for the fake engine: eight days of minutes per symbol with the scripted moves in them, then live trades. */
import { DAY_MS, MINUTE_MS, minuteOf, type Candle, type QuoteRow } from '../../../src-shared/market.ts';
import { createRandom } from './random.ts';

export interface ScriptedMove {
  readonly symbol: string;
  /** First minute of the move, epoch ms. */
  readonly onset: number;
  readonly minutes: number;
  readonly percent: number;
}

export interface FakeMarket {
  readonly symbols: readonly string[];
  readonly now: () => number;
  readonly row: (symbol: string) => QuoteRow;
  readonly candles: (symbol: string, from: number, to: number) => Candle[];
  readonly lambda: (symbol: string, openTime: number) => number;
  /** Moves market time on and returns what changed. */
  step(ms: number): { rows: QuoteRow[]; candles: Candle[] };
}

const START: Readonly<Record<string, readonly [price: number, volatility: number]>> = {
  'BTC-USD': [64_210, 0.00035],
  'ETH-USD': [3120, 0.00045],
  'SOL-USD': [142.3, 0.0007],
  'XRP-USD': [0.5214, 0.0006],
  'DOGE-USD': [0.1223, 0.0008],
  'ADA-USD': [0.4461, 0.0007],
  'LINK-USD': [14.62, 0.0007],
  'AVAX-USD': [27.84, 0.0008],
  'LTC-USD': [81.35, 0.0005],
  'DOT-USD': [6.31, 0.0007],
};
const DAYS = 8;

export function createMarket(
  now: number,
  moves: readonly ScriptedMove[],
  seed: number,
  empty: boolean,
  lagMs = 120,
): FakeMarket {
  const random = createRandom(seed);
  const symbols = empty ? [] : Object.keys(START);
  const history = new Map(symbols.map((symbol) => [symbol, historyOf(symbol, now, moves, random)]));
  let marketNow = now;

  const last = (symbol: string): Candle => history.get(symbol)!.at(-1)!;
  const trade = (symbol: string): void => {
    const [, volatility] = START[symbol];
    const list = history.get(symbol)!;
    const price = last(symbol).close * Math.exp(random.normal() * volatility * 0.25);
    const openTime = minuteOf(marketNow);
    if (last(symbol).openTime < openTime) list.push(flat(symbol, openTime, last(symbol).close));
    const bar = list.at(-1)!;
    const changed = {
      ...bar,
      close: price,
      high: Math.max(bar.high, price),
      low: Math.min(bar.low, price),
      volume: bar.volume + random.unit() * (2000 / price),
    };
    list[list.length - 1] = changed;
  };

  const market: FakeMarket = {
    symbols,
    now: () => marketNow,
    row: (symbol) =>
      rowOf(symbol, history.get(symbol)!, marketNow, market.lambda(symbol, minuteOf(marketNow)), marketNow - lagMs),
    candles: (symbol, from, to) =>
      (history.get(symbol) ?? []).filter(({ openTime }) => openTime >= from && openTime < to),
    lambda(symbol, openTime) {
      const bar = history.get(symbol)?.findLast((candle) => candle.openTime <= openTime);
      if (bar === undefined) return 20;
      const size = Math.abs(Math.log(bar.close / bar.open)) / START[symbol][1];
      return Math.max(0.01, 40 * Math.exp(-size * 1.3));
    },
    step(ms) {
      marketNow += ms;
      const moved = symbols.filter(() => random.unit() < 0.45);
      moved.forEach(trade);
      return { rows: moved.map(market.row), candles: moved.map(last) };
    },
  };
  return market;
}

const flat = (symbol: string, openTime: number, price: number): Candle => ({
  symbol,
  venue: 'coinbaseexchange',
  openTime,
  open: price,
  high: price,
  low: price,
  close: price,
  volume: 0,
  trades: 0,
  repaired: false,
});

/** Backwards from the start price, so that the newest candle ends at it. */
function historyOf(
  symbol: string,
  now: number,
  moves: readonly ScriptedMove[],
  random: ReturnType<typeof createRandom>,
): Candle[] {
  const [price, volatility] = START[symbol];
  const end = minuteOf(now);
  const own = moves.filter((move) => move.symbol === symbol);
  const candles: Candle[] = [];
  let close = price;
  for (let openTime = end; openTime > end - DAYS * DAY_MS; openTime -= MINUTE_MS) {
    const move = own.find(({ onset, minutes }) => openTime >= onset && openTime < onset + minutes * MINUTE_MS);
    const drift = move === undefined ? 0 : Math.log1p(move.percent / 100) / move.minutes;
    const open = close / Math.exp(drift + random.normal() * volatility);
    const reach = volatility * (0.3 + random.unit());
    const size = (400_000 / price) * (0.2 + random.unit()) * (move === undefined ? 1 : 5);
    candles.push({
      ...flat(symbol, openTime, open),
      close,
      high: Math.max(open, close) * (1 + reach * 0.6),
      low: Math.min(open, close) * (1 - reach * 0.6),
      volume: size,
      trades: 40,
      repaired: openTime % 1_800_000 === 0 && random.unit() < 0.02,
    });
    close = open;
  }
  return candles.reverse();
}

function rowOf(symbol: string, candles: readonly Candle[], now: number, lambda: number, eventTime: number): QuoteRow {
  const newest = candles.at(-1)!;
  const before = candles.findLast(({ openTime }) => openTime <= now - DAY_MS) ?? candles[0];
  return {
    symbol,
    price: newest.close,
    change24hPct: (newest.close / before.close - 1) * 100,
    eventTime,
    receivedTime: eventTime,
    lambdaPerDay: lambda,
    learning: false,
    spark: candles.slice(-60).map(({ close }) => close),
  };
}
