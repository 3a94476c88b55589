/**
 * Coinbase Exchange's public REST over the tapes: currencies, products, candles, trades, ticker, stats and time. Takes a
 * parsed URL and gives status, headers and JSON; refuses what the venue refuses, in its words (`{"message": …}`).
 * https://docs.cdp.coinbase.com/exchange/reference/exchangerestapi_getproductcandles
 */
import { MINUTE_MS, type EpochMs } from '../../src-shared/market.ts';
import { decimalNumber } from './product.ts';
import type { DayFigures, PlacedTrade, Tape } from './tape.ts';
import { currencyJson, padded, priceText, productJson, quoteAround, sizeText, tradeTime } from './wire.ts';

export interface RestAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json: unknown;
}

export type Tapes = ReadonlyMap<string, Tape>;

const GRANULARITIES = [60, 300, 900, 3600, 21_600, 86_400];
const MAX_ROWS = 300;
const MAX_TRADES = 1000;

const refused = (status: number, message: string): RestAnswer => ({ status, json: { message } });
const notFound = refused(404, 'NotFound');

export function answerRest(url: URL, tapes: Tapes, now: EpochMs): RestAnswer {
  const [first, id, what, ...rest] = url.pathname.split('/').filter((part) => part !== '');
  if (rest.length > 0) return notFound;
  if (first === 'time' && !id) return { status: 200, json: { iso: new Date(now).toISOString(), epoch: now / 1000 } };
  if (first === 'currencies' && !id) return { status: 200, json: currencies(tapes) };
  if (first !== 'products') return notFound;
  if (!id) return { status: 200, json: [...tapes.values()].map((tape) => productJson(tape.product)) };
  const tape = tapes.get(decodeURIComponent(id));
  return tape ? answerProduct(tape, what, url.searchParams, now) : notFound;
}

function answerProduct(tape: Tape, what: string | undefined, query: URLSearchParams, now: EpochMs): RestAnswer {
  switch (what) {
    case undefined:
      return { status: 200, json: productJson(tape.product) };
    case 'candles':
      return candles(tape, query, now);
    case 'trades':
      return trades(tape, query, now);
    case 'ticker':
      return ticker(tape, now);
    case 'stats':
      return { status: 200, json: stats(tape, tape.day(now)) };
    default:
      return notFound;
  }
}

function currencies(tapes: Tapes): unknown[] {
  const products = [...tapes.values()].map((tape) => tape.product);
  const bases = new Map(products.map((product) => [product.base, product.name]));
  const quotes = new Set(products.map((product) => product.quote));
  const fiats = [...quotes].filter((quote) => !bases.has(quote));
  return [
    ...[...bases].map(([id, name]) => currencyJson(id, name, false)),
    ...fiats.map((id) => currencyJson(id, id, true)),
  ];
}

/** ISO text or epoch seconds, as the venue takes both. */
function parseTime(text: string | null): EpochMs | null {
  if (text === null) return null;
  const time = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  return Number.isFinite(time) ? time : NaN;
}

function candles(tape: Tape, query: URLSearchParams, now: EpochMs): RestAnswer {
  const granularity = Number(query.get('granularity') ?? '60');
  if (!GRANULARITIES.includes(granularity)) return refused(400, 'Unsupported granularity');
  const step = granularity * 1000;
  const start = parseTime(query.get('start'));
  const end = parseTime(query.get('end'));
  if (Number.isNaN(start) || Number.isNaN(end)) return refused(400, 'Invalid start or end');
  if (start === null || end === null)
    return { status: 200, json: candleRows(tape, now - MAX_ROWS * step, now, step, now) };
  if (end < start) return refused(400, 'end must be after start');
  if ((end - start) / step > MAX_ROWS) {
    return refused(
      400,
      `granularity too small for the requested time range. Count of aggregations requested exceeds ${MAX_ROWS}`,
    );
  }
  return { status: 200, json: candleRows(tape, start, Math.min(end, now), step, now) };
}

/** Newest first: [time in seconds, low, high, open, close, volume]. Both ends included. */
function candleRows(tape: Tape, from: EpochMs, to: EpochMs, step: number, now: EpochMs): number[][] {
  const rows: number[][] = [];
  const oldest = Math.max(Math.ceil(from / step) * step, Math.floor(tape.start / step) * step);
  for (let at = Math.floor(to / step) * step; at >= oldest && rows.length < MAX_ROWS; at -= step) {
    const row = candleRow(tape, at, step, now);
    if (row) rows.push(row);
  }
  return rows;
}

function candleRow(tape: Tape, openTime: EpochMs, step: number, now: EpochMs): number[] | null {
  const parts = [];
  for (let at = openTime; at < openTime + step; at += MINUTE_MS) {
    const candle = tape.candle(at, now);
    if (candle) parts.push(candle);
  }
  const first = parts[0];
  const last = parts.at(-1);
  if (!first || !last) return null;
  const { priceDecimals, sizeDecimals } = tape.product;
  const price = (ticks: number) => decimalNumber(ticks, priceDecimals);
  const low = Math.min(...parts.map((part) => part.low));
  const high = Math.max(...parts.map((part) => part.high));
  const lots = parts.reduce((sum, part) => sum + part.lots, 0);
  return [
    openTime / 1000,
    price(low),
    price(high),
    price(first.open),
    price(last.close),
    decimalNumber(lots, sizeDecimals),
  ];
}

/** Cursor paging: `after` gives older trades than the id, `before` newer ones; both newest first. */
function trades(tape: Tape, query: URLSearchParams, now: EpochMs): RestAnswer {
  const limit = Math.min(MAX_TRADES, Math.max(1, Number(query.get('limit') ?? MAX_TRADES) || MAX_TRADES));
  const after = query.get('after');
  const before = query.get('before');
  if ([after, before].some((id) => id !== null && !/^\d+$/.test(id))) return refused(400, 'Invalid cursor');
  const page = tape
    .tradesBelow(after === null ? Infinity : Number(after), limit, now)
    .filter((trade) => before === null || trade.id > Number(before));
  const [newest, oldest] = [page[0], page.at(-1)];
  const headers: Record<string, string> =
    newest && oldest ? { 'cb-before': String(newest.id), 'cb-after': String(oldest.id) } : {};
  return { status: 200, headers, json: page.map(tradeJson) };
}

const tradeJson = (trade: PlacedTrade) => ({
  trade_id: trade.id,
  side: trade.makerSide,
  size: padded(sizeText(trade.product, trade.lots)),
  price: padded(priceText(trade.product, trade.ticks)),
  time: tradeTime(trade),
});

function ticker(tape: Tape, now: EpochMs): RestAnswer {
  const last = tape.lastTrade(now);
  if (!last) return notFound;
  const { bid, ask } = quoteAround(last);
  const price = (ticks: number) => priceText(tape.product, ticks);
  const json = {
    ask: price(ask),
    bid: price(bid),
    volume: padded(sizeText(tape.product, tape.day(now).lots)),
    trade_id: last.id,
    price: price(last.ticks),
    size: sizeText(tape.product, last.lots),
    time: tradeTime(last),
  };
  return { status: 200, json };
}

function stats({ product }: Tape, day: DayFigures) {
  const price = (ticks: number) => priceText(product, ticks);
  return {
    open: price(day.open),
    high: price(day.high),
    low: price(day.low),
    last: price(day.last),
    volume: padded(sizeText(product, day.lots)),
    volume_30day: padded(sizeText(product, day.lots * 30)),
  };
}
