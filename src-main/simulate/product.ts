/**
 * The simulated venue's products: what they cost, how they move and in which steps they trade. Volatilities are near
 * those of real one-minute candles (typical 5–9 bps a minute). A symbol that is not in the table gets a character drawn
 * from its name, so that a bench can ask for 500 symbols.
 */
import { baseOf } from '../../src-shared/market.ts';
import { seededRandom } from '../base/random.ts';

export interface Product {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  /** The asset's name as newspapers write it. */
  readonly name: string;
  /** Price at market time 0, in quote currency. */
  readonly price: number;
  /** Decimals of a price step and of a size step. */
  readonly priceDecimals: number;
  readonly sizeDecimals: number;
  /** Typical standard deviation of a one-minute log return. */
  readonly sigma: number;
  /** Correlation with the market factor. */
  readonly correlation: number;
  /** Typical quote currency traded in a minute. */
  readonly quoteVolume: number;
}

type Row = readonly [
  name: string,
  price: number,
  priceDecimals: number,
  sizeDecimals: number,
  sigmaBps: number,
  rho: number,
  volume: number,
];

const TABLE: Readonly<Record<string, Row>> = {
  'BTC-USD': ['Bitcoin', 64_200, 2, 8, 5.0, 0.85, 900_000],
  'ETH-USD': ['Ethereum', 3_180, 2, 8, 5.6, 0.8, 420_000],
  'SOL-USD': ['Solana', 148.6, 2, 6, 7.4, 0.62, 160_000],
  'XRP-USD': ['XRP', 0.5832, 4, 4, 6.4, 0.58, 90_000],
  'DOGE-USD': ['Dogecoin', 0.1624, 5, 2, 8.2, 0.6, 70_000],
  'ADA-USD': ['Cardano', 0.4671, 4, 3, 7.2, 0.62, 45_000],
  'LINK-USD': ['Chainlink', 14.72, 3, 4, 7.0, 0.6, 40_000],
  'AVAX-USD': ['Avalanche', 35.84, 3, 4, 7.6, 0.62, 42_000],
};

export function productOf(symbol: string): Product {
  const base = baseOf(symbol);
  const quote = symbol.slice(base.length + 1);
  const [name, price, priceDecimals, sizeDecimals, sigmaBps, correlation, quoteVolume] =
    TABLE[symbol] ?? drawn(symbol, base);
  return {
    symbol,
    base,
    quote,
    name,
    price,
    priceDecimals,
    sizeDecimals,
    sigma: sigmaBps / 10_000,
    correlation,
    quoteVolume,
  };
}

function drawn(symbol: string, base: string): Row {
  const random = seededRandom(`product|${symbol}`);
  const rough = 10 ** (random.next() * 4 - 1);
  const priceDecimals = Math.max(2, 4 - Math.floor(Math.log10(rough)));
  const price = Number(rough.toFixed(priceDecimals));
  return [base, price, priceDecimals, 4, 5 + 5 * random.next(), 0.4 + 0.3 * random.next(), 10 ** (4 + random.next())];
}

/** A price or size given in whole steps, as the decimal text of the wire ("0.5832"), without trailing zeros. */
export function decimalText(steps: number, decimals: number): string {
  const digits = String(steps).padStart(decimals + 1, '0');
  const cut = digits.length - decimals;
  const text = decimals === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** The same as the nearest double: what JSON numbers of the REST candles carry. */
export const decimalNumber = (steps: number, decimals: number): number => Number(decimalText(steps, decimals));
