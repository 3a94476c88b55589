/**
 * The engine whose window the bench measures, in a process of its own: symbols whose batches were made before the first one is
 * sent, and a store with history behind History and the chart. Nothing is detected or simulated meanwhile, so that the two cores
 * belong to the window. Arguments: database, renderer folder, symbols, batches a second, stored minutes, market ms of a batch
 * (0 = as much as passes). With market time of its own it stands still until it is told by `{ batches }` how many to send.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { TickBatch } from '../../../src-shared/contract.ts';
import { MINUTE_MS, minuteOf, type Candle, type QuoteChange, type QuoteRow } from '../../../src-shared/market.ts';
import { startWebHost } from '../../../src-main/api/web-host.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { seededRandom } from '../../../src-main/base/random.ts';
import { openStore } from '../../../src-main/store/store-client.ts';
import { anomaly, narrativeOf } from '../../conformance/store-samples.ts';
import { createStubEngine, row } from '../../fakes/stub-engine.ts';
import { BENCH_START, BENCH_VENUE, benchSymbols } from '../candles.ts';

export interface RecordedEngineReady {
  readonly url: string;
}
export interface SendBatches {
  readonly batches: number;
}

/** Batches before they repeat, with times moved on. */
const RECORDED = 100;
const SPARK = 60;
/** Share of the symbols that trade within one batch. */
const TRADING = 0.6;
/** A day of market time raises about this many anomalies, each with its narrative a minute later. */
const ANOMALIES_A_DAY = 48;

const [path = '', rendererFolder = '', count = '500', perSecond = '10', minutes = '10080', step = '0'] =
  process.argv.slice(2);
const symbols = benchSymbols(Number(count));
const random = seededRandom('window');
const start = BENCH_START + Number(minutes) * MINUTE_MS;
const everyMs = 1000 / Number(perSecond);
const stepMs = Number(step) || everyMs;
const paced = Number(step) > 0;
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
const recorded: readonly { rows: QuoteRow[]; candles: Candle[] }[] = Array.from({ length: RECORDED }, () => {
  const rows = symbols.filter(() => random.next() < TRADING).map((symbol) => quoteOf(symbol, start));
  return { rows, candles: rows.map((quote) => candleOf(quote, start)) };
});

let [marketNow, credit] = [start, paced ? 0 : Infinity];
let wake: () => void = () => undefined;
process.on('message', ({ batches }: SendBatches) => {
  credit += batches;
  wake();
});

/** The recorded batches as if they happened now, for ever. A sparkline goes with the first trade after a minute's end. */
async function* ticks(signal: AbortSignal): AsyncIterableIterator<TickBatch> {
  const told = new Map<string, number>();
  for (let n = 0; !signal.aborted; n++) {
    while (credit <= 0 && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
    credit -= 1;
    marketNow += stepMs;
    const minute = minuteOf(marketNow);
    const { rows, candles } = recorded[n % RECORDED] ?? { rows: [], candles: [] };
    const changed = rows.filter(({ symbol }) => told.get(symbol) !== minute);
    for (const { symbol } of changed) told.set(symbol, minute);
    const fresh = new Set(changed.map(({ symbol }) => symbol));
    yield {
      marketNow,
      rows: rows.map((quote) => movedOn(quote, fresh.has(quote.symbol))),
      candles: candles.map((candle) => ({ ...candle, openTime: minute })),
      rarity: changed.map(({ symbol, lambdaPerDay }) => ({ symbol, openTime: minute - MINUTE_MS, lambdaPerDay })),
    };
    if (paced) tellAnomalies(n);
    await sleep(everyMs);
  }
}

function movedOn({ spark, ...quote }: QuoteRow, withSpark: boolean): QuoteChange {
  const change = { ...quote, eventTime: marketNow, receivedTime: marketNow + 40 };
  return withSpark ? { ...change, spark } : change;
}

const everyBatches = Math.max(1, Math.round(86_400_000 / stepMs / ANOMALIES_A_DAY));
let raised = 0;
/** One anomaly now and then, and the narrative of the one before. */
function tellAnomalies(n: number): void {
  const [half, whole] = [n % everyBatches === Math.floor(everyBatches / 2), n % everyBatches === 0];
  if (!half && !whole) return;
  if (whole) raised += 1;
  const symbol = symbols[raised % symbols.length] ?? 'BTC-USD';
  const of = anomaly(1_000_000 + raised, { symbol, detected_at: marketNow - (half ? everyBatches / 2 : 0) * stepMs });
  const detail = { newsCount: 0, clusterCount: 0 };
  if (whole) stub.publish('anomalies', { anomaly: { ...of, stage: 'raised' }, narrative: null, ...detail });
  else stub.publish('anomalies', { anomaly: { ...of, stage: 'accepted' }, narrative: narrativeOf(of, {}), ...detail });
}

const stub = createStubEngine();
const engine = {
  ...stub,
  reader: store.reader,
  watchList: () => symbols.map((symbol) => quoteOf(symbol, marketNow)),
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
  // The rows alone say how far the window has come.
  health() {
    const health = stub.health();
    return {
      ...health,
      marketNow,
      speed: stepMs / everyMs,
      feed: { ...health.feed, lastEventTime: null, lastReceivedTime: null },
    };
  },
  metrics: () => store.reader.metrics(5),
  subscribe: ((kind, signal) =>
    kind === 'ticks' ? ticks(signal) : stub.subscribe(kind, signal)) as typeof stub.subscribe,
};
const host = await startWebHost({ engine, rendererFolder, logger: silentLogger });
process.send?.({ url: host.url } satisfies RecordedEngineReady);
process.once('disconnect', () => process.exit());
