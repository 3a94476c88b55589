/**
 * The engine whose window the bench measures, in a process of its own: 500 symbols whose batches were made before the first one
 * is sent, ten a second, and a store with history behind History and the chart. Nothing is detected or simulated meanwhile, so
 * that the two cores belong to the window. Arguments: database, renderer folder, symbols, batches a second.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { TickBatch } from '../../../src-shared/contract.ts';
import { MINUTE_MS, minuteOf, type Candle, type QuoteRow } from '../../../src-shared/market.ts';
import { startWebHost } from '../../../src-main/api/web-host.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { seededRandom } from '../../../src-main/base/random.ts';
import { openStore } from '../../../src-main/store/store-client.ts';
import { createStubEngine, row } from '../../fakes/stub-engine.ts';
import { BENCH_START, BENCH_VENUE, benchSymbols } from '../candles.ts';

export interface RecordedEngineReady {
  readonly url: string;
}

/** Batches before they repeat, with times moved on. */
const RECORDED = 100;
const SPARK = 60;
/** Share of the symbols that trade within one batch. */
const TRADING = 0.6;

const [path = '', rendererFolder = '', count = '500', perSecond = '10', minutes = '10080'] = process.argv.slice(2);
const symbols = benchSymbols(Number(count));
const random = seededRandom('window');
const start = BENCH_START + Number(minutes) * MINUTE_MS;
const store = await openStore({ path, logger: silentLogger });

const prices = new Map(symbols.map((symbol) => [symbol, 100 * Math.exp(2 * random.normal())]));
const sparks = new Map(symbols.map((symbol) => [symbol, Array.from({ length: SPARK }, () => 100 + random.normal())]));
const quoteOf = (symbol: string, at: number): QuoteRow => {
  const price = (prices.get(symbol) ?? 1) * Math.exp(0.0005 * random.normal());
  prices.set(symbol, price);
  const change24hPct = 4 * Math.sin(price);
  return { ...row(symbol, price), change24hPct, eventTime: at, receivedTime: at + 40, lambdaPerDay: 40 * random.next(), spark: sparks.get(symbol) ?? [] }; // prettier-ignore
};
const candleOf = ({ symbol, price }: QuoteRow, at: number): Candle => ({
  symbol,
  venue: BENCH_VENUE,
  openTime: minuteOf(at),
  open: price ?? 1,
  high: (price ?? 1) * 1.0004,
  low: (price ?? 1) * 0.9996,
  close: price ?? 1,
  volume: 10,
  trades: 3,
  repaired: false,
});
const recorded: readonly TickBatch[] = Array.from({ length: RECORDED }, () => {
  const rows = symbols.filter(() => random.next() < TRADING).map((symbol) => quoteOf(symbol, start));
  return { marketNow: start, rows, candles: rows.map((quote) => candleOf(quote, start)), rarity: [] };
});

const everyMs = 1000 / Number(perSecond);
/** The recorded batches as if they happened now, for ever. */
async function* ticks(signal: AbortSignal): AsyncIterableIterator<TickBatch> {
  for (let n = 0; !signal.aborted; n++) {
    const at = start + n * everyMs;
    const { rows, candles } = recorded[n % RECORDED] ?? { rows: [], candles: [] };
    yield {
      marketNow: at,
      rows: rows.map((quote) => ({ ...quote, eventTime: at, receivedTime: at + 40 })),
      candles: candles.map((candle) => ({ ...candle, openTime: minuteOf(at) })),
      rarity: [],
    };
    await sleep(everyMs);
  }
}

const stub = createStubEngine();
const engine = {
  ...stub,
  reader: store.reader,
  watchList: () => symbols.map((symbol) => quoteOf(symbol, start)),
  candles: async (q: { symbol: string; from: number; to: number; limit: number }) => ({
    candles: await store.reader.candles({
      ...q,
      venue: BENCH_VENUE,
      from: Math.max(q.from, q.to - q.limit * MINUTE_MS),
    }),
    rarity: [],
  }),
  levels: () => ({
    ok: true as const,
    value: { symbol: 'BTC-USD', windowMinutes: 5, upper: null, lower: null, sigma: 0.001, learning: false },
  }),
  health: () => ({ ...stub.health(), marketNow: start }),
  metrics: () => store.reader.metrics(5),
  subscribe: ((kind, signal) =>
    kind === 'ticks' ? ticks(signal) : stub.subscribe(kind, signal)) as typeof stub.subscribe,
};
const host = await startWebHost({ engine, rendererFolder, logger: silentLogger });
process.send?.({ url: host.url } satisfies RecordedEngineReady);
process.once('disconnect', () => process.exit());
