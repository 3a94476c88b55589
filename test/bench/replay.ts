/**
 * A replay by its parts, on all tapes of the data folder, era by era (SYMBOL.ERA.csv[.gz]): the file reader alone, the detection
 * alone, and the hot path with journal and store (`--no-narrate`), in total against the promise; then what the cold path adds,
 * per anomaly. CPU seconds stand beside the seconds: they are of all threads, and a busy machine stretches them less.
 */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createReplayFeed } from '../../src-main/feed/replay-feed.ts';
import { symbolOfFile } from '../../src-main/feed/tape-file.ts';
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
import { type Bench, inFolder, median, millis, promise, rate, sideBySide, spread, timed } from './harness.ts';

/** For the two eras of tapes, 720,000 candles. */
const PROMISED_S = 10;
const PROMISED_CANDLES = 720_000;
const COLD_ROWS = 20_000;
const QUICK_COLD_ROWS = 8_000;

interface Input {
  readonly candles: readonly string[];
  readonly news: readonly string[];
}

interface Era {
  readonly name: string;
  readonly files: readonly string[];
}

/** One run of one part over all eras. */
interface Spent {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

export const replayBench: Bench = {
  name: 'replay',
  what: 'a replay by its parts',
  run: ({ quick, rounds, print }) =>
    inFolder(async (folder) => {
      const { eras, news, what } = inputOf(folder, quick);
      const held: Candle[][] = [];
      for (const { files } of eras) held.push(await readAll(files));
      const total = held.reduce((sum, candles) => sum + candles.length, 0);
      print(`${total} candles, ${what}: ${eras.map((era) => `${era.name} (${era.files.length} symbols)`).join(', ')}`);
      const spent: Record<string, Spent[]> = { reader: [], detection: [], replay: [] };
      const part = (name: string, run: (era: Era, at: number) => Promise<number> | number) => async () => {
        const one = await overAll(eras, run);
        spent[name]?.push(one);
        return one.seconds;
      };
      await sideBySide(rounds, {
        reader: part('reader', ({ files }) => timed(() => readAll(files))),
        detection: part('detection', (_, at) => detectAll(held[at] ?? [])),
        replay: part('replay', async ({ files }) => (await replay({ candles: files, news: [] }, false)).ms),
      });
      const row = (title: string, name: string) => print(`${title.padEnd(27)} ${described(spent[name] ?? [], total)}`);
      row('file reader alone', 'reader');
      row('detection alone', 'detection');
      row('hot path + journal + store', 'replay');
      const whole = median((spent.replay ?? []).map((one) => one.seconds));
      const all = (whole * PROMISED_CANDLES) / total;
      const scale =
        Math.abs(total / PROMISED_CANDLES - 1) < 0.01 ? 'the tapes of both eras' : '720,000 candles, at that rate';
      print(`${scale}: ${promise(all, '≤', PROMISED_S, shownSeconds)}`);
      const files = eras.at(-1)?.files ?? [];
      const first = files.find((file) => file.includes('BTC-')) ?? files[0];
      print(
        await coldPath(folder, { candles: first === undefined ? [] : [first], news }, held.at(-1) ?? [], {
          quick,
          rounds,
        }),
      );
    }),
};

const shownSeconds = (value: number): string => `${value.toFixed(1)} s`;

async function overAll(eras: readonly Era[], run: (era: Era, at: number) => Promise<number> | number): Promise<Spent> {
  const before = process.cpuUsage();
  let ms = 0;
  for (const [at, era] of eras.entries()) ms += await run(era, at);
  const { user, system } = process.cpuUsage(before);
  return { seconds: ms / 1000, cpuSeconds: (user + system) / 1e6 };
}

function described(spent: readonly Spent[], candles: number): string {
  const seconds = spent.map((one) => one.seconds);
  const cpu = median(spent.map((one) => one.cpuSeconds));
  return `${spread(seconds, shownSeconds)}, ${shownSeconds(cpu)} CPU, ${rate(candles / median(seconds))}`;
}

/** What narrating adds to the same candles, divided by the anomalies. */
async function coldPath(
  folder: string,
  input: Input,
  held: readonly Candle[],
  { quick, rounds }: { quick: boolean; rounds: number },
): Promise<string> {
  const symbol = symbolOfFile(input.candles[0] ?? '');
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

function inputOf(folder: string, quick: boolean): { eras: Era[]; news: string[]; what: string } {
  const data = sharedData();
  const eras = data === null ? [] : erasIn(join(data, 'tapes'));
  if (data !== null && eras.length > 0) {
    const news = join(data, 'headlines', 'events-2023.csv');
    return { eras: quick ? eras.slice(-1) : eras, news: existsSync(news) ? [news] : [], what: 'real tapes' };
  }
  const files = benchSymbols(7).map((symbol) => writeCsv(folder, symbol, walk(symbol, quick ? 10_000 : 51_500)));
  const what = 'synthetic (no tapes beside the checkout)';
  return { eras: [1, 2].map((n) => ({ name: `walk ${n}`, files })), news: [], what };
}

/** All tapes of a folder, oldest era first. */
function erasIn(folder: string): Era[] {
  if (!existsSync(folder)) return [];
  const tapes = readdirSync(folder)
    .filter((name) => /^[^.]+\.[^.]+\.csv(\.gz)?$/.test(name))
    .sort();
  const byEra = Map.groupBy(tapes, (name) => name.split('.')[1] ?? '');
  return [...byEra]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, files]) => ({ name, files: files.map((file) => join(folder, file)) }));
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
