/**
 * `mane replay` over trade files: the trades of a simulated market, and the candles made of the same trades, raise the same
 * anomalies in the same minutes; a trade file of one symbol runs beside a candle file of another.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScriptedEvent } from '../../src-main/simulate/event.ts';
import { decimalText } from '../../src-main/simulate/product.ts';
import { createMarket, type Market } from '../../src-main/simulate/simulation.ts';
import { type PlacedTrade, timeOf } from '../../src-main/simulate/tape.ts';
import { HOUR_MS, MINUTE_MS } from '../../src-shared/market.ts';
import { type Finished, mane, temporaryFolder } from '../fixtures/run-mane.ts';

const EPOCH = Date.UTC(2026, 2, 5);
const HISTORY_DAYS = 3;
const END = EPOCH + 3 * HOUR_MS;
const SYMBOLS = ['SOL-USD', 'ADA-USD'] as const;
const ONSET = { 'SOL-USD': 30, 'ADA-USD': 90 } as const;

const event = (symbol: (typeof SYMBOLS)[number], move: number): ScriptedEvent => ({
  cause: 'cause_unknown',
  symbol,
  minute: ONSET[symbol],
  returns: [0.6, 0.3, 0.1].map((share) => share * Math.log1p(move)),
  volume: [10, 12, 10, 8, 6, 4, 2],
  headlines: [],
});

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const run = (...names: string[]): Promise<Finished> =>
  mane(['replay', '--candles', ...names.map(at), '--json'], { MANE_DATA: folder.path });

const priceOf = (trade: PlacedTrade): number => Number(decimalText(trade.ticks, trade.product.priceDecimals));
const sizeOf = (trade: PlacedTrade): number => Number(decimalText(trade.lots, trade.product.sizeDecimals));

function tradeRow(trade: PlacedTrade): string {
  const aggressor = trade.makerSide === 'buy' ? 'sell' : 'buy';
  return `${timeOf(trade) / 1000},${priceOf(trade)},${sizeOf(trade)},${aggressor},${trade.id}`;
}

function candleRow(trades: readonly PlacedTrade[], openTime: number): string {
  const prices = trades.map(priceOf);
  const volume = trades.reduce((sum, trade) => sum + sizeOf(trade), 0);
  const [open, close] = [prices[0], prices.at(-1)];
  return `${new Date(openTime).toISOString()},${open},${Math.max(...prices)},${Math.min(...prices)},${close},${volume},${trades.length}`;
}

function writeTapes(market: Market, symbol: string): void {
  const tape = market.tapes.get(symbol);
  if (tape === undefined) throw new Error(`no tape of ${symbol}`);
  const trades = ['timestamp,price,amount,side,id'];
  const candles = ['timestamp,open,high,low,close,volume,trades'];
  for (let openTime = tape.start; openTime < END; openTime += MINUTE_MS) {
    const minute = tape.minute(openTime);
    for (const trade of minute) trades.push(tradeRow(trade));
    candles.push(candleRow(minute, openTime));
  }
  writeFileSync(at(`${symbol}.trades.csv.gz`), gzipSync(`${trades.join('\n')}\n`));
  writeFileSync(at(`${symbol}.candles.csv`), `${candles.join('\n')}\n`);
}

/** Symbol, minute and id of everything raised. The onset may differ: trades are judged while their minute still forms. */
const raised = (result: Finished): string[] =>
  result
    .lines()
    .filter((line) => line.type === 'anomaly')
    .map(({ id, symbol, detected_at }) => [symbol, String(detected_at).slice(0, 16), id].join(' '))
    .sort();

const summaryOf = (result: Finished) => result.lines().at(-1);
const minuteText = (minute: number): string => new Date(EPOCH + minute * MINUTE_MS).toISOString().slice(0, 16);

describe('replay of trades', () => {
  beforeAll(() => {
    const script = [event('SOL-USD', 0.05), event('ADA-USD', -0.05)];
    const market = createMarket({ seed: 'trades-replay', epoch: EPOCH, symbols: SYMBOLS, historyDays: HISTORY_DAYS, script }); // prettier-ignore
    for (const symbol of SYMBOLS) writeTapes(market, symbol);
  });
  afterAll(() => folder.remove());

  const minutesEach = HISTORY_DAYS * 1440 + 180;

  it('raises what the candles of the same trades raise', { timeout: 120_000 }, async () => {
    const trades = await run('SOL-USD.trades.csv.gz');
    const candles = await run('SOL-USD.candles.csv');
    expect([trades.stderr, trades.code, candles.stderr, candles.code]).toEqual(['', 0, '', 0]);
    expect(raised(trades)).toEqual(raised(candles));
    expect(raised(trades)).toContainEqual(expect.stringContaining(`SOL-USD ${minuteText(ONSET['SOL-USD'])}`));
    expect(summaryOf(trades)).toMatchObject({ type: 'summary', candles: minutesEach });
    expect(summaryOf(candles)).toMatchObject({ type: 'summary', candles: minutesEach });
  });

  it('runs beside the candles of another symbol', { timeout: 120_000 }, async () => {
    const mixed = await run('SOL-USD.candles.csv', 'ADA-USD.trades.csv.gz');
    const candles = await run('SOL-USD.candles.csv', 'ADA-USD.candles.csv');
    expect([mixed.stderr, mixed.code]).toEqual(['', 0]);
    expect(raised(mixed)).toEqual(raised(candles));
    for (const symbol of SYMBOLS)
      expect(raised(mixed)).toContainEqual(expect.stringContaining(`${symbol} ${minuteText(ONSET[symbol])}`));
    expect(summaryOf(mixed)).toMatchObject({ candles: 2 * minutesEach });
  });

  it('refuses two files of one symbol, whatever they hold', async () => {
    const both = await run('SOL-USD.trades.csv.gz', 'SOL-USD.candles.csv');
    expect([both.code, both.stdout]).toEqual([2, '']);
    expect(both.stderr).toMatch(/two files are of SOL-USD/);
  });
});
