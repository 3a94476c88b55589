/**
 * The window in Chromium over a recorded engine with a large store: first paint, interactive, frames under 500 symbols at ten
 * batches a second, search as you type to pixels, switching the symbol, and heap and nodes over a day of the market in
 * minutes. Figures beside the promises of the window's issue; needs Chromium.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';
import { build } from 'vite';
import { CHROMIUM_ARGS, findChromium } from '../e2e/chromium.ts';
import { type Bench, type BenchContext, inFolder, median, millis, percentile, promise } from './harness.ts';
import { sentences } from './narrative-texts.ts';
import { seedDatabase, seedTexts } from './seed-db.ts';
import { firstPaint, noteShown, recordFrames, shownAt, untilShown } from './window/frames.ts';
import { dayStepMs, simulatedDay } from './window/day.ts';
import { profiled, profiling } from './window/profile.ts';
import type { RecordedEngineReady, SendBatches } from './window/recorded-engine.ts';
import { BENCH_VENUE, benchSymbols } from './candles.ts';

const FULL = { narratives: 100_000, minutes: 7 * 1440, symbols: 500, framesMs: 30_000, dayBatches: 8640 };
const QUICK = { narratives: 2000, minutes: 1440, symbols: 500, framesMs: 5000, dayBatches: 1440 };
type Size = typeof FULL;
const SEEDED_SYMBOLS = 8;
const VIEWPORT = { width: 1280, height: 800 };
const LATE_FRAME_MS = 25;
const DAY_BATCHES_PER_SECOND = 50;
const QUERIES = ['settlement', 'exchange halts', 'bridge drained', 'miner', 'approval fund', 'rate decision'];

export const windowBench: Bench = {
  name: 'window',
  what: 'the window in Chromium: paint, frames, search, switching, a day',
  run: (context) => inFolder((folder) => measure(folder, context)),
};

async function measure(folder: string, { quick, rounds, print }: BenchContext): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === null) return print('skipped: needs Chromium (apt-get install chromium, or set CHROMIUM_PATH)');
  const size = quick ? QUICK : FULL;
  const path = join(folder, 'mane.db');
  const { narratives, minutes } = size;
  await seedDatabase({ path, prices: 1000, candleSymbols: SEEDED_SYMBOLS, candleMinutes: minutes, venue: BENCH_VENUE });
  seedTexts(path, [...(await sentences()).texts(narratives)]);
  const root = join(folder, 'window');
  const configFile = fileURLToPath(new URL('../../src-renderer/vite.config.ts', import.meta.url));
  await build({
    configFile,
    logLevel: 'error',
    build: { outDir: root, emptyOutDir: true, minify: profiling ? false : undefined },
  });
  const browser = await chromium.launch({
    executablePath,
    args: [...CHROMIUM_ARGS, '--enable-precise-memory-info', '--js-flags=--expose-gc'],
  });
  print(`Chromium ${browser.version()}, ${narratives} anomalies stored, ${size.symbols} symbols, software rendering`);
  try {
    await starts(browser, [path, root, size], rounds, print);
    await busy(browser, [path, root, size], print);
    const dayOptions = { perSecond: DAY_BATCHES_PER_SECOND, stepMs: dayStepMs(size.dayBatches) };
    await withPage(browser, [path, root, size], dayOptions, (page, cdp, send) =>
      simulatedDay({ page, cdp, send, batches: size.dayBatches, minutes: size.minutes, print }),
    );
  } finally {
    await browser.close();
  }
}

type Place = readonly [path: string, root: string, size: Size];

/** A fresh engine for each use: its address is good once. */
async function withPage<T>(
  browser: Browser,
  [path, root, { symbols, minutes }]: Place,
  { perSecond, stepMs = 0 }: { perSecond: number; stepMs?: number },
  use: (page: Page, cdp: CDPSession, send: (message: SendBatches) => void) => Promise<T>,
): Promise<T> {
  const entry = fileURLToPath(new URL('./window/recorded-engine.ts', import.meta.url));
  const child = fork(entry, [path, root, String(symbols), String(perSecond), String(minutes), String(stepMs)]);
  const context = await browser.newContext({ viewport: VIEWPORT });
  try {
    const { url } = await ready(child);
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await page.goto(url, { waitUntil: 'commit' });
    return await use(page, cdp, (message) => void child.send(message));
  } finally {
    await context.close();
    child.kill();
  }
}

const ready = (child: ChildProcess): Promise<RecordedEngineReady> =>
  new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as RecordedEngineReady));
    child.once('exit', (code) => reject(new Error(`the recorded engine ended with ${code}`)));
  });

async function starts(browser: Browser, place: Place, rounds: number, print: BenchContext['print']): Promise<void> {
  const paints: number[] = [];
  const interactive: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await withPage(browser, place, { perSecond: 10 }, async (page) => {
      paints.push(await firstPaint(page));
      interactive.push(await untilShown(page, '[data-symbol]', '', 0));
    });
  }
  print(`first paint: ${promise(median(paints), '≤', 1000, millis)}`);
  print(`rows on the screen and clickable: ${promise(median(interactive), '≤', 1500, millis)}`);
}

async function busy(browser: Browser, place: Place, print: BenchContext['print']): Promise<void> {
  await withPage(browser, place, { perSecond: 10 }, async (page, cdp) => {
    await untilShown(page, '[data-symbol]');
    await page.locator('[data-testid=chart] canvas').first().waitFor();
    await page.waitForTimeout(2000);
    const { frames, longTasks } = await profiled(cdp, 'busy', print, () => recordFrames(page, place[2].framesMs));
    const late = frames.filter((ms) => ms > LATE_FRAME_MS).length / frames.length;
    print(`frames over 25 ms: ${promise(100 * late, '≤', 5, (share) => `${share.toFixed(1)} %`)}`);
    print(`frame intervals: ${histogram(frames)}`);
    print(`longest task: ${promise(Math.max(0, ...longTasks), '≤', 50, millis)} (${longTasks.length} over 50 ms)`);
    const switched = await profiled(cdp, 'switching', print, () => switching(page));
    print(`switching the symbol, from the click, ${tail(switched.map(({ clicked }) => clicked))}`);
    print(`switching the symbol, from the press before it, ${tail(switched.map(({ pressed }) => pressed))}`);
    print(`stepping to the next symbol by key, ${tail(await stepping(page))}`);
    print(`search as you type to pixels, ${tail(await profiled(cdp, 'typing', print, () => typing(page)))}`);
  });
}

const tail = (times: readonly number[]): string =>
  `p95: ${promise(percentile(times, 0.95), '≤', 100, millis)}; median ${millis(median(times))} of ${times.length}`;

const EDGES = [17, 20, 25, 34, 50, 100];
function histogram(frames: readonly number[]): string {
  const share = (low: number, high: number): string =>
    `${((100 * frames.filter((ms) => ms > low && ms <= high).length) / frames.length).toFixed(1)} %`;
  const parts = EDGES.map((edge, index) => `≤ ${edge}: ${share(EDGES[index - 1] ?? 0, edge)}`);
  return `${parts.join(', ')}, more: ${share(EDGES.at(-1) ?? 0, Infinity)} (ms, ${frames.length} frames)`;
}

/** How long a hand is over a row before it presses, and how long it presses. */
const [HOVER_MS, PRESS_MS] = [100, 60];

/**
 * From the click on a row, and from the press that begins it, as the browser heard them, to the candles of that symbol drawn: by
 * hand, pointed at and pressed first.
 */
async function switching(page: Page): Promise<{ clicked: number; pressed: number }[]> {
  const symbols = ['S1-USD', 'S2-USD', 'S3-USD', 'S4-USD', 'S5-USD', 'BTC-USD'];
  const times: { clicked: number; pressed: number }[] = [];
  for (const kind of ['pointerdown', 'click'] as const) await heard(page, kind);
  for (const symbol of [...symbols, ...symbols, ...symbols, ...symbols]) {
    const { x, y } = await page.evaluate((wanted) => {
      const { left, top } = document.querySelector(`[data-symbol="${wanted}"]`)!.getBoundingClientRect();
      return { x: left + 20, y: top + 28 };
    }, symbol);
    await page.mouse.move(x, y);
    await page.waitForTimeout(HOVER_MS);
    await noteShown(page, `[data-shows="${symbol}"]`);
    await page.mouse.down();
    await page.waitForTimeout(PRESS_MS);
    await page.mouse.up();
    const [click, press] = [await lastHeard(page, 'click'), await lastHeard(page, 'pointerdown')];
    const shown = await shownAt(page);
    times.push({ clicked: Math.max(0, shown - click), pressed: shown - press });
  }
  return times;
}

/** From the key, as the browser heard it, through the symbols that have candles and back. */
async function stepping(page: Page): Promise<number[]> {
  const times: number[] = [];
  await heard(page, 'keydown');
  const there = Array.from({ length: SEEDED_SYMBOLS - 1 }, (_, k) => k + 1);
  const back = there.map((k) => SEEDED_SYMBOLS - 1 - k);
  for (const [key, steps] of [
    [']', there],
    ['[', back],
  ] as const)
    for (const k of steps) {
      await noteShown(page, `[data-shows="${benchSymbols(k + 1)[k]}"]`);
      await page.keyboard.press(key);
      times.push((await shownAt(page)) - (await lastHeard(page, 'keydown')));
      await page.waitForTimeout(HOVER_MS);
    }
  return times;
}

type Heard = 'pointerdown' | 'click' | 'keydown';
/** From now on the page keeps when the browser heard the last such event. */
const heard = (page: Page, kind: Heard): Promise<void> =>
  page.evaluate(
    (type) =>
      addEventListener(type, ({ timeStamp }) => (document.documentElement.dataset[type] = String(timeStamp)), true),
    kind,
  );
const lastHeard = async (page: Page, kind: Heard): Promise<number> =>
  Number(await page.evaluate((type) => document.documentElement.dataset[type], kind));

/** From each key, as the browser heard it, to the list that answers it, drawn; the wait of the field itself is part of it. */
async function typing(page: Page): Promise<number[]> {
  const times: number[] = [];
  await page.keyboard.press('/');
  const field = page.locator('[role=searchbox]');
  await field.waitFor();
  for (const query of QUERIES) {
    await field.fill('');
    await page.waitForTimeout(400);
    for (const [at, key] of Array.from(query).entries()) {
      const text = query.slice(0, at + 1);
      // One letter is no search yet, and a space at the end asks nothing new.
      const asks = text.length >= 2 && text === text.trim();
      if (asks) await noteShown(page, `[data-answers="${text}"]`);
      await page.keyboard.type(key);
      if (asks) times.push((await shownAt(page)) - (await lastHeard(page, 'keydown')));
    }
  }
  return times;
}
