/**
 * A replay by its parts, on the same candles: the file reader alone, the detection alone, the hot path with journal and store
 * (`--no-narrate`), and what the cold path adds, per anomaly. Two symbols of real tapes when they lie beside the checkout.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createReplayFeed } from '../../src-main/feed/replay-feed.ts';
import type { Candle } from '../../src-shared/market.ts';
import { settableTime } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { assembleReplay } from '../../src-main/cli/replay-core.ts';
import { ReplayOptionsSchema } from '../../src-main/cli/replay-options.ts';
import { createDetection } from '../../src-main/detect/detection.ts';
import { runReplay } from '../../src-main/flow/replay.ts';
import { readThresholds } from '../../src-main/flow/thresholds-file.ts';
import { openStore } from '../../src-main/store/store-client.ts';
import { sharedData } from '../fixtures/shared-data.ts';
import { benchSymbols, walk } from './candles.ts';
import {
  type Bench,
  inFolder,
  median,
  millis,
  perSecond,
  promise,
  rate,
  sideBySide,
  spread,
  timed,
} from './harness.ts';

const YEAR_OF_TWO = 2 * 365 * 1440;
const PROMISED_YEAR_S = 10;
const COLD_ROWS = 20_000;
const QUICK_COLD_ROWS = 8_000;

interface Input {
  readonly candles: readonly string[];
  readonly news: readonly string[];
}

export const replayBench: Bench = {
  name: 'replay',
  what: 'a replay by its parts',
  run: ({ quick, rounds, print }) =>
    inFolder(async (folder) => {
      const input = inputOf(folder, quick);
      const held = await readAll(input.candles);
      print(`${held.length} candles of ${input.candles.length} symbols, ${input.what}`);
      const results = await sideBySide(rounds, {
        reader: async () => perSecond(held.length, await timed(() => readAll(input.candles))),
        detection: () => perSecond(held.length, detectAll(held)),
        replay: async () => perSecond(held.length, (await replay({ ...input, news: [] }, false)).ms),
      });
      print(`file reader alone            ${spread(results.reader, rate)}`);
      print(`detection alone              ${spread(results.detection, rate)}`);
      print(`hot path + journal + store   ${spread(results.replay, rate)}`);
      const year = YEAR_OF_TWO / median(results.replay);
      const seconds = (value: number) => `${value.toFixed(1)} s`;
      print(`one year, two symbols (1.05 M candles), at that rate: ${promise(year, '≤', PROMISED_YEAR_S, seconds)}`);
      print(await coldPath(folder, input, held, { quick, rounds }));
    }),
};

/** What narrating adds to the same candles, divided by the anomalies. */
async function coldPath(
  folder: string,
  input: Input,
  held: readonly Candle[],
  { quick, rounds }: { quick: boolean; rounds: number },
): Promise<string> {
  const [symbol = ''] = held.map((candle) => candle.symbol);
  const part = held.filter((candle) => candle.symbol === symbol).slice(0, quick ? QUICK_COLD_ROWS : COLD_ROWS);
  const cut = { candles: [writeCsv(folder, `${symbol}.cut`, part)], news: input.news };
  let anomalies = 0;
  const results = await sideBySide(rounds, {
    narrated: async () => {
      const run = await replay(cut, true);
      anomalies = run.anomalies;
      return run.ms;
    },
    silent: async () => (await replay(cut, false)).ms,
  });
  const each = results.narrated.map((ms, round) => (ms - (results.silent[round] ?? NaN)) / anomalies);
  return `cold path: ${spread(each, millis)} per anomaly (${anomalies} anomalies in ${part.length} candles of ${symbol})`;
}

function inputOf(folder: string, quick: boolean): Input & { what: string } {
  const data = sharedData();
  const tapes = ['BTC-USD', 'ETH-USD'].map((symbol) => join(data ?? '', 'tapes', `${symbol}.2023-03-05.csv.gz`));
  const news = join(data ?? '', 'headlines', 'events-2023.csv');
  if (data !== null && [...tapes, news].every((path) => existsSync(path))) {
    return { candles: tapes, news: [news], what: 'real tapes' };
  }
  const minutes = quick ? 20_000 : 66_000;
  const candles = benchSymbols(2).map((symbol) => writeCsv(folder, symbol, walk(symbol, minutes)));
  return { candles, news: [], what: 'synthetic (no tapes beside the checkout)' };
}

function writeCsv(folder: string, name: string, candles: readonly Candle[]): string {
  const path = join(folder, `${name}.csv`);
  const rows = candles.map((c) =>
    [new Date(c.openTime).toISOString(), c.open, c.high, c.low, c.close, c.volume].join(),
  );
  writeFileSync(path, `timestamp,open,high,low,close,volume\n${rows.join('\n')}\n`);
  return path;
}

async function readAll(files: readonly string[]): Promise<Candle[]> {
  const candles: Candle[] = [];
  const feed = createReplayFeed({ files, venue: 'replay' });
  for await (const events of feed.events(new AbortController().signal)) {
    for (const event of events) if (event.kind === 'candle') candles.push(event.candle);
  }
  return candles;
}

/** ms */
function detectAll(candles: readonly Candle[]): number {
  const symbols = [...new Set(candles.map((candle) => candle.symbol))];
  const detection = createDetection({ venue: 'replay', symbols, thresholds: readThresholds(''), budgetPerDay: 5 });
  const started = performance.now();
  for (const candle of candles) detection.onClosed(candle);
  return performance.now() - started;
}

/** As `mane replay` runs it: the store in its own thread, thrown away afterwards. */
function replay({ candles, news }: Input, narrate: boolean): Promise<{ ms: number; anomalies: number }> {
  return inFolder(async (folder) => {
    const store = await openStore({ path: join(folder, 'mane.db'), transient: true });
    const { signal } = new AbortController();
    const context = { signal, out: () => undefined, err: () => undefined, json: true, isTerminal: false, debug: false, db: null }; // prettier-ignore
    const wanted = { ...ReplayOptionsSchema.parse({}), candles: [...candles], news: [...news], narrate };
    const market = settableTime(0);
    const options = { context, wanted, thresholds: readThresholds(''), store, market, logger: silentLogger };
    const { core } = await assembleReplay(options);
    const seen = new Set<string>();
    core.hub.listen('anomalies', ({ anomaly }) => seen.add(anomaly.id));
    const ms = await timed(() => runReplay({ core, market, narrate, signal }));
    await store.close();
    return { ms, anomalies: seen.size };
  });
}
