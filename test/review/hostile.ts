/**
 * `node test/review/hostile.ts [FOLDER] [NAME,…]`: Live in the states it is not made for, as pictures: every overlay at once, gaps
 * and repairs, tiny and six-digit prices, 500 symbols, right-to-left and endless texts, no trade for an hour, the engine gone.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { MINUTE_MS } from '../../src-shared/market.ts';
import { CHROMIUM_ARGS, findChromium } from '../e2e/chromium.ts';
import { startFakeEngine, type FakeEngine } from '../fakes/fake-engine/server.ts';

interface Scene {
  readonly name: string;
  readonly hash?: string;
  readonly width?: number;
  readonly light?: boolean;
  readonly overlays?: Readonly<Record<string, boolean>>;
  readonly before?: (engine: FakeEngine) => void;
  readonly prepare?: (page: Page, engine: FakeEngine) => Promise<void>;
}

const ALL = { ema: true, bands: true, compare: true };
const RTL = 'ارتفع سعر البيتكوين بشكل حاد 🚀🚀 ';

/** Every price of the market times that factor. */
function scaled({ state: { market } }: FakeEngine, factor: number): void {
  const { candles, row } = market;
  const step = market.step.bind(market);
  Object.assign(market, {
    candles: (...range: Parameters<typeof candles>) =>
      candles(...range).map((candle) => ({
        ...candle,
        open: candle.open * factor,
        high: candle.high * factor,
        low: candle.low * factor,
        close: candle.close * factor,
      })),
    step: (ms: number) => {
      const { candles: changed } = step(ms);
      const names = changed.map(({ symbol }) => symbol);
      return {
        rows: names.map(market.row),
        candles: names.flatMap((name) => market.candles(name, market.now() - MINUTE_MS, Infinity).slice(-1)),
      };
    },
    row: (symbol: string) => {
      const quote = row(symbol);
      return { ...quote, price: (quote.price ?? 1) * factor, spark: quote.spark.map((price) => price * factor) };
    },
  });
}

/** The stream stands still and the newest candles are missing. */
function quiet({ state: { market } }: FakeEngine, minutes: number): void {
  const { candles } = market;
  const until = market.now() - minutes * MINUTE_MS;
  Object.assign(market, {
    candles: (...range: Parameters<typeof candles>) => candles(...range).filter(({ openTime }) => openTime < until),
    step: () => ({ rows: [], candles: [] }),
  });
}

function gaps({ state }: FakeEngine): void {
  const now = state.market.now();
  for (const [ago, minutes] of [
    [40, 6],
    [20, 2],
  ] as const)
    state.gaps.push({ symbol: 'SOL-USD', from: now - ago * MINUTE_MS, to: now - (ago - minutes) * MINUTE_MS, reason: 'disconnect' }); // prettier-ignore
}

function many({ state: { market } }: FakeEngine): void {
  const { row } = market;
  const quotes = ['USD', 'USDT', 'EUR', 'BTC'];
  const names = Array.from({ length: 490 }, (_, at) => `T${at}-${quotes[at % quotes.length]}`);
  Object.assign(market, {
    symbols: [...market.symbols, ...names],
    row: (symbol: string) => ({ ...row(names.includes(symbol) ? 'SOL-USD' : symbol), symbol }),
  });
}

/** The newest stories get a text that is far too long, and one that is read from the right. */
function hostileTexts({ state }: FakeEngine): void {
  const texts = [RTL.repeat(60), 'W'.repeat(4000)];
  texts.forEach((text, at) => {
    const detail = state.details[at];
    if (detail?.narrative == null) return;
    detail.narrative.narrative_text = text;
    for (const revision of detail.revisions) revision.draft.sentences.forEach((sentence) => (sentence.text = text));
    for (const article of detail.articles) article.title = text;
  });
}

const press = (key: string) => (page: Page) => page.keyboard.press(key);
const SCENES: readonly Scene[] = [
  { name: 'overlays', hash: '#/live?symbol=SOL-USD', overlays: ALL, before: gaps },
  { name: 'overlays-light', hash: '#/live?symbol=SOL-USD', overlays: ALL, before: gaps, light: true },
  { name: 'menu', hash: '#/live?symbol=SOL-USD', overlays: ALL, prepare: press('o') },
  { name: 'table', hash: '#/live?symbol=SOL-USD', overlays: ALL, prepare: press('t') },
  { name: 'hours', hash: '#/live?symbol=DOGE-USD&tf=15m', overlays: { ema: true } },
  { name: 'days', hash: '#/live?symbol=BTC-USD&tf=1d' },
  { name: 'keys', hash: '#/live?symbol=SOL-USD', prepare: byKeys },
  { name: 'tiny', hash: '#/live?symbol=DOGE-USD', overlays: { bands: true }, before: (e) => scaled(e, 1e-9) },
  { name: 'six-digits', overlays: { bands: true }, before: (e) => scaled(e, 10) },
  { name: 'quiet', before: (e) => quiet(e, 65) },
  { name: 'texts', before: hostileTexts },
  { name: 'texts-800', before: hostileTexts, width: 800 },
  { name: 'many', before: many },
  { name: 'wide', width: 2560, overlays: ALL, hash: '#/live?symbol=SOL-USD', before: gaps },
  { name: 'narrow', width: 800, overlays: ALL, hash: '#/live?symbol=SOL-USD', before: gaps },
  { name: 'members', prepare: (page) => page.locator('button[aria-expanded]', { hasText: 'market-wide' }).click() },
  { name: 'gone', prepare: (_, engine) => engine.close() },
];

async function byKeys(page: Page): Promise<void> {
  await page.getByRole('application').focus();
  for (let times = 0; times < 8; times += 1) await page.keyboard.press('ArrowLeft');
}

const [out = 'test/artefacts/hostile', wanted = ''] = process.argv.slice(2);
const executablePath = findChromium();
if (executablePath === null) throw new Error('needs Chromium');
const root = mkdtempSync(join(tmpdir(), 'mane-hostile-'));
const configFile = fileURLToPath(new URL('../../src-renderer/vite.config.ts', import.meta.url));
await build({ configFile, logLevel: 'error', build: { outDir: root, emptyOutDir: true } });
mkdirSync(out, { recursive: true });
const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
for (const scene of SCENES.filter(({ name }) => wanted === '' || wanted.split(',').includes(name))) {
  const engine = await startFakeEngine({ root });
  scene.before?.(engine);
  const width = scene.width ?? 1280;
  const viewport = { width, height: width === 800 ? 600 : width === 2560 ? 1300 : 800 };
  const context = await browser.newContext({ viewport, colorScheme: scene.light ? 'light' : 'dark' });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.log(`${scene.name}: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && console.log(`${scene.name}: ${message.text()}`));
  await page.addInitScript(
    (chosen) => localStorage.setItem('mane.chart', chosen),
    JSON.stringify(scene.overlays ?? {}),
  );
  await page.goto(engine.url + (scene.hash ?? '#/live'));
  await page.locator('[data-anomaly]').first().waitFor();
  await page.waitForTimeout(1200);
  await scene.prepare?.(page, engine);
  await page.waitForTimeout(900);
  await page.screenshot({ path: join(out, `${scene.name}.png`) });
  await context.close();
  await engine.close().catch(() => undefined);
}
await browser.close();
rmSync(root, { recursive: true, force: true });
