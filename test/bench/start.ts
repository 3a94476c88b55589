/**
 * From the start of the process to the stages of a headless engine on a database with history: program loaded, store open,
 * engine constructed, host listening, history learned. The child is built as the product is (one bundle, libraries outside).
 * Measured with ccxt loading beside it, as it really is, and without, as the promise counts.
 */
import { fork } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { programFolder } from '../../src-main/base/paths.ts';
import { startLoopExchange } from '../conformance/feed-loopback.ts';
import { benchSymbols } from './candles.ts';
import { type Bench, inFolder, median, millis, promise, sideBySide, spread } from './harness.ts';
import { fewWords } from './narrative-texts.ts';
import { seedDatabase, seedTexts } from './seed-db.ts';
import type { StageReached } from './start-child.ts';

const FULL = { prices: 2_000_000, days: 14, narratives: 2_000 };
const QUICK = { prices: 100_000, days: 3, narratives: 100 };
const SYMBOLS = benchSymbols(8);
const PROMISED_MS = 700;
const PATIENCE_MS = 60_000;
type Stages = Map<StageReached['stage'], number>;

export const startBench: Bench = {
  name: 'start',
  what: 'from process start to engine constructed and host listening',
  run: ({ quick, rounds, print }) =>
    inFolder(async (folder) => {
      const { prices, days, narratives } = quick ? QUICK : FULL;
      const path = join(folder, 'mane.db');
      const history = { candleSymbols: SYMBOLS.length, candleMinutes: days * 1440, venue: 'simulated' };
      await seedDatabase({ path, prices, ...history });
      seedTexts(path, [...fewWords.texts(narratives)]);
      writeFileSync(join(folder, 'settings.json'), JSON.stringify({ backfillDays: 0, symbols: SYMBOLS }));
      const child = await buildChild();
      const exchange = await startLoopExchange(SYMBOLS);
      const seen: Record<string, Stages[]> = { with: [], without: [] };
      const start = (kind: 'with' | 'without') => async () => {
        const stages = await startOnce(child.entry, [folder, path, exchange.rest, exchange.ws, SYMBOLS.join()], kind);
        seen[kind]?.push(stages);
        return stages.get('listening') ?? NaN;
      };
      const results = await sideBySide(rounds, { with: start('with'), without: start('without') });
      await exchange.close();
      child.remove();
      print(
        `database: ${prices} prices, ${SYMBOLS.length} symbols × ${days} days of candles; the promise is for 20 M prices`,
      );
      print(`listening, ccxt left out: ${promise(median(results.without), '≤', PROMISED_MS, millis)}`);
      print(`listening, ccxt loading beside it: ${spread(results.with, millis)}`);
      print(`stages with ccxt: ${stagesLine(seen.with ?? [])}`);
      print(`stages without:   ${stagesLine(seen.without ?? [])}`);
    }),
};

function stagesLine(runs: readonly Stages[]): string {
  const names = [...(runs[0]?.keys() ?? [])];
  return names.map((name) => `${name} ${millis(median(runs.map((run) => run.get(name) ?? NaN)))}`).join(', ');
}

/** Inside the checkout, because the program looks for its migrations and resources above itself. */
async function buildChild(): Promise<{ entry: string; remove(): void }> {
  const outDir = join(programFolder(), 'node_modules', '.cache', `mane-bench-${process.pid}`);
  const input = { 'start-child': 'test/bench/start-child.ts', 'store-worker': 'src-main/store-worker.ts' };
  await build({
    configFile: false,
    root: programFolder(),
    logLevel: 'error',
    build: {
      ssr: true,
      outDir,
      target: 'node24',
      minify: false,
      rollupOptions: { input, output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' } },
    },
  });
  return { entry: join(outDir, 'start-child.js'), remove: () => rmSync(outDir, { recursive: true, force: true }) };
}

/** Stage → ms since the process was started. */
function startOnce(entry: string, args: readonly string[], kind: 'with' | 'without'): Promise<Stages> {
  return new Promise((resolve, reject) => {
    const began = performance.timeOrigin + performance.now();
    const flags = kind === 'without' ? ['--without-ccxt'] : [];
    const child = fork(entry, [...args, ...flags], { timeout: PATIENCE_MS, execArgv: [] });
    const stages: Stages = new Map();
    child.on('message', ({ stage, at }: StageReached) => stages.set(stage, at - began));
    child.on('error', reject);
    child.on('exit', (code) => {
      if (stages.has('learned')) resolve(stages);
      else
        reject(new Error(`the started program ended with ${code} after ${[...stages.keys()].join(', ') || 'nothing'}`));
    });
  });
}
